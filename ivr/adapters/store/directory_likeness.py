"""Phrases of two departments that are nearly the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ivr.domain.pinyin import sound_of

FILLERS = set("啊呀呢吧嘛吗哦呗啦了的就那这")
"""Characters that make no difference to what is meant."""
SHORTEST = 8
"""In shorter phrases one character makes too much of a difference: 水费怎么交, 电费怎么交."""
Phrase = tuple[str, str]


def near_duplicates(phrases: Sequence[Phrase]) -> list[tuple[Phrase, Phrase]]:
    """Pairs of (department, phrase) of different departments that sound the same, or one has a character more.

    Fillers and punctuation do not count.
    """
    groups: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        for form in set(_forms(phrase[1])):
            groups[form].append(phrase)
    found = {
        (first, second) if first < second else (second, first)
        for group in groups.values()
        if len(group) > 1
        for i, first in enumerate(group)
        for second in group[i + 1 :]
        if first[0] != second[0]
    }
    return sorted(found)


def _forms(text: str) -> Iterator[str]:
    """The phrase's core, how it sounds, and a long core without each one of its characters."""
    core = "".join(c for c in text if c.isalnum() and c not in FILLERS) or text
    yield core
    yield sound_of(core)
    if len(core) >= SHORTEST:
        yield from (core[:i] + core[i + 1 :] for i in range(len(core)))

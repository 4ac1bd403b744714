"""Finds departments, matters, phrases, answers and places by characters, by sound or by typed pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ivr.adapters.store.directory_tables import Sources
from ivr.domain.pinyin import may_sound_in, readings, sounds_in

KINDS = ("department", "matter", "answer", "phrase", "place")
EXACT, CONTAINS, SOUNDS, INITIALS = 0, 1, 2, 3
SHORTEST_INITIALS = 2


@dataclass(frozen=True)
class Found:
    """kind: one of KINDS; of: what it belongs to. rank: 0 is the best kind of match."""

    kind: str
    name: str
    of: str
    rank: int


def search(sources: Sources, words: str, most: int = 20) -> list[Found]:
    """What fits all the words, the best first, at most so many of each kind."""
    wanted = words.split()
    found = [
        Found(kind, name, of, rank)
        for kind, name, of, texts in _entries(sources)
        if (rank := _rank(wanted, texts)) is not None
    ]
    found.sort(key=lambda one: (KINDS.index(one.kind), one.rank, len(one.name)))
    return [one for kind in KINDS for one in [each for each in found if each.kind == kind][:most]]


def _entries(sources: Sources) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """(kind, name, what it belongs to, texts to look in)."""
    for table, names in (("departments", "short_names"), ("district_departments", "aliases")):
        for row in sources[table]:
            aliases = tuple(filter(None, row[names].split(";")))
            yield "department", row["name"], row["id"], (row["name"], *aliases, row["id"])
    for row in sources["matters"]:
        yield "matter", row["matter"], f"{row['body']} → {row['answered_by']}", (row["matter"],)
    for row in sources["phrases"]:
        yield "phrase", row["phrase"], f"{row['body']} {row['matter']}", (row["phrase"],)
    for row in sources["answers"]:
        case = f" ({row['case']})" if row["case"] else ""
        yield "answer", row["answer"] + case, row["body"], (row["answer"], row["text"])
    for row in sources["answer_phrases"]:
        yield "answer", row["phrase"], row["answer"], (row["phrase"],)
    for row in sources["streets"]:
        yield "place", row["street"], row["district"], (row["street"],)
    for row in sources["communities"]:
        yield "place", row["community"], row["district"] + row["street"], (row["community"],)
    for row in sources["landmarks"]:
        yield "place", row["landmark"], row["district"], (row["landmark"],)


def _rank(wanted: Sequence[str], texts: Sequence[str]) -> int | None:
    """The worst word's best match; None when a word matches nowhere."""
    worst = EXACT
    for word in wanted:
        ranks = [rank for text in texts if (rank := _match(word, text)) is not None]
        if not ranks:
            return None
        worst = max(worst, min(ranks))
    return worst


def _match(word: str, text: str) -> int | None:
    if word.lower() in text.lower():
        return EXACT if len(word) == len(text) else CONTAINS
    if not word.isascii():
        return SOUNDS if may_sound_in(word, text) and sounds_in(word, text) else None
    typed = re.sub("[^a-z]", "", word.lower())
    if len(typed) < SHORTEST_INITIALS:
        return None
    sounds = [found for character in text if (found := readings(character))]
    if any(_spells(typed, sounds[start:]) for start in range(len(sounds))):
        return SOUNDS
    return INITIALS if any(_abbreviates(typed, sounds[start:]) for start in range(len(sounds))) else None


def _spells(typed: str, sounds: Sequence[frozenset[str]]) -> bool:
    """Whether what is typed are the first of these sounds, one of each; the last may be begun only."""
    return any(
        sound.startswith(typed) or (typed.startswith(sound) and _spells(typed[len(sound) :], sounds[1:]))
        for sound in (sounds[0] if sounds else ())
    )


def _abbreviates(typed: str, sounds: Sequence[frozenset[str]]) -> bool:
    """Whether the letters typed are those with which the first of these sounds begin."""
    return len(typed) <= len(sounds) and all(
        any(sound[0] == letter for sound in found) for letter, found in zip(typed, sounds, strict=False)
    )

"""Which of several names an answer means, by what of them is said: 身份证的 of 身份证办理 and 护照办理."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.domain.pinyin import fold, syllables

SHORTEST = 2
"""Syllables of a name that must be heard."""


def which_is_named(text: str, names: Sequence[str]) -> int | None:
    """The place of the name of which more syllables in a row are said than of all others; None where none is."""
    said = [fold(syllable) for syllable in syllables(text)]
    shared = [_longest_run(said, [fold(syllable) for syllable in syllables(name)]) for name in names]
    most = max(shared, default=0)
    return shared.index(most) if most >= SHORTEST and shared.count(most) == 1 else None


def _longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """Syllables that both have in a row."""
    longest, before = 0, [0] * (len(other) + 1)
    for sound in one:
        now = [0] * (len(other) + 1)
        for place, heard in enumerate(other, 1):
            if heard == sound:
                now[place] = before[place - 1] + 1
        longest, before = max(longest, *now), now
    return longest

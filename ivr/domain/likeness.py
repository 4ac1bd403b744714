"""How alike two texts sound: what a recogniser writes may be another text for the same sounds, or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ivr.domain.alignment import prefix_costs
from ivr.domain.pinyin import fold, syllables

PARTS = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(.*)")
ADDED = 1.0
"""What a sound costs that only one of the texts has."""
FOLDED = 0.3
"""What speakers and recognisers hardly keep apart: zh and z, l and n, -ing and -in."""
RELATED = 0.6
RELATED_SOUNDS = (
    "b p", "d t", "g k", "j q x", "z c s", "zh ch sh r", "m n", "f h", "y w", "u ou ong uo o", "ao ou o",
    "a ai an ao", "e en ei", "i in ie", "ui ei", "un en", "iu ou", "uan an", "ian an", "ia a", "ua a", "ue ie",
)  # fmt: skip
GROUPS = tuple(frozenset(line.split()) for line in RELATED_SOUNDS)


def likeness(first: str, second: str) -> float:
    """1 for the same toneless syllables, 0 for no sound in common; characters that are no Chinese do not count."""
    one, other = sounds(first), sounds(second)
    longest = max(len(one), len(other))
    return 1 - prefix_costs(one, other, ADDED, _difference)[-1] / longest if longest else 0.0


def most_alike(text: str, phrases: Iterable[str]) -> tuple[str, float]:
    """The phrase that sounds most like the text, the first of equals, and how much; ("", 0) without any."""
    likest, most = "", 0.0
    for phrase in phrases:
        alike = likeness(text, phrase)
        if alike > most:
            likest, most = phrase, alike
    return likest, most


@lru_cache(maxsize=4096)
def sounds(text: str) -> tuple[str, ...]:
    """Initials and finals in turn: 是的 is sh, i, d, e."""
    return tuple(part for syllable in syllables(text) for part in _split(syllable) if part)


def _split(syllable: str) -> tuple[str, ...]:
    found = PARTS.fullmatch(syllable)
    return found.groups() if found else (syllable,)


@lru_cache(maxsize=8192)
def _difference(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if fold(one) == fold(other):
        return FOLDED
    return RELATED if any(one in group and other in group for group in GROUPS) else 1.0

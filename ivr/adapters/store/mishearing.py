"""Texts as a recogniser of telephone Mandarin might hear them: for training the router, and for measuring it."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ivr.domain.pinyin import syllables

PARTS = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(.*)")
INITIALS = "z zh|c ch|s sh|n l|l r|f h|b p|d t|g k|j q|b d|p t|m n|q ch|j zh|x s|x sh|z c|zh ch"
FINALS = (
    "an ang|en eng|in ing|ian iang|uan uang|e uo|ei ai|ui ei|un ong|ong eng|ao ou|iu iao|uan an|e ei|ian in|u ou|uo o"
)
"""Pairs that a telephone and a recogniser mix up (measured errors of the fixture, and of vendors' models)."""
SAME_SOUND, NEAR_SOUND = 3.0, 1.0
"""How much likelier a character of the same syllable is than one of each near syllable."""
COMMONNESS = 0.4
"""Exponent: a recogniser prefers common characters."""
SWAPPED, LOST = 0.68, 0.2
"""Of the errors; the rest are characters too many."""
SPREAD = 6.0
"""Some calls are clear and some wrecked: each text's share of errors is beta-distributed around the wanted one."""
FILLERS = tuple("嗯啊呃的了是一就那这我你")
DOUBLED = 0.3
"""Of the characters too many, the rest being fillers."""


class Mishearing:
    """Mishears with the characters of these texts, the commoner the likelier."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_sound: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for character, count in sorted(Counter("".join(texts)).items()):
            for sound in syllables(character):
                self._by_sound[sound].append((character, count**COMMONNESS))
        self._alike: dict[str, tuple[Sequence[str], Sequence[float]]] = {}

    def heard(self, text: str, chance: random.Random, share: float) -> str:
        """The text without punctuation and with about `share` of its characters wrong; a text of nothing is itself."""
        said = [c for c in text if c.isalnum()]
        level = chance.betavariate(share * SPREAD, (1 - share) * SPREAD) if share else 0.0
        heard = [self._one(c, chance, level) for c in said]
        return "".join(heard) or "".join(said) or text

    def _one(self, character: str, chance: random.Random, level: float) -> str:
        dice = chance.random()
        if dice >= level:
            return character
        if dice < level * SWAPPED:
            others, weights = self._sounding_like(character)
            return chance.choices(others, weights)[0] if others else character
        if dice < level * (SWAPPED + LOST):
            return ""
        return character + (character if chance.random() < DOUBLED else chance.choice(FILLERS))

    def _sounding_like(self, character: str) -> tuple[Sequence[str], Sequence[float]]:
        if character not in self._alike:
            found = [
                (other, nearness * weight)
                for sound in syllables(character)
                for near, nearness in _near(sound)
                for other, weight in self._by_sound.get(near, ())
                if other != character
            ]
            self._alike[character] = [other for other, _ in found], [weight for _, weight in found]
        return self._alike[character]


def _pairs(line: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for pair in line.split("|"):
        one, other = pair.split()
        found[one].append(other)
        found[other].append(one)
    return found


NEAR_INITIALS, NEAR_FINALS = _pairs(INITIALS), _pairs(FINALS)


def _near(sound: str) -> list[tuple[str, float]]:
    parts = PARTS.fullmatch(sound)
    initial, final = parts.groups() if parts else ("", sound)
    others = [other + final for other in NEAR_INITIALS.get(initial, [])]
    others += [initial + other for other in NEAR_FINALS.get(final, [])]
    return [(sound, SAME_SOUND), *((other, NEAR_SOUND) for other in others)]

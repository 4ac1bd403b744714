"""Writes words of a vocabulary where a text only sounds like them: 他串不上气了 becomes 他喘不上气了."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from ivr.domain.alignment import prefix_costs
from ivr.domain.pinyin import HAN, fold, syllables

ALIKE_INITIALS = {"p": "b", "t": "d", "k": "g", "q": "j", "r": "n", "f": "h"}
ALIKE_FINALS = {"uang": "an", "uan": "an", "iang": "ian", "ou": "ao", "iu": "iao", "uo": "o", "e": "o", "ai": "ei",
                "ui": "ei", "un": "en", "ong": "en"}  # fmt: skip
INITIALS = "bpmfdtnlgkhjqxrzcsyw"
NEAR, FAR = 0.5, 1.0
"""What a syllable costs that sounds nearly like the vocabulary's, and one that is lost, added or another."""
LIGHT = frozenset("了着的呢让被在我有一个里")
BUDGETS = {1: 0.0, 2: 0.0, 3: 0.5, 4: 0.5}
LARGEST_BUDGET = 1.0
"""What a word may cost in all, by its syllables that are not light: of five one may be quite wrong, of two none."""


class Vocabulary:
    """Words of two syllables at least, found by sound: each needs two neighbouring syllables heard right."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self._pairs: dict[tuple[str, str], list[tuple[str, tuple[str, ...], int, float]]] = defaultdict(list)
        for word in sorted(self.words):
            sounds = tuple(_sounds(word))
            budget = BUDGETS.get(sum(character not in LIGHT for character in word), LARGEST_BUDGET)
            for offset, pair in enumerate(pairwise(sounds)):
                self._pairs[pair].append((word, sounds, offset, budget))

    def mended(self, text: str) -> str:
        """The Chinese characters of the text, with the vocabulary's words where it sounds like them."""
        characters = "".join(HAN.findall(text))
        sounds = _sounds(characters)
        written, at = "", 0
        for start, end, word in self._best(characters, sounds):
            if start >= at:
                written, at = written + characters[at:start] + word, end
        return written + characters[at:]

    def _best(self, characters: str, sounds: list[str]) -> list[tuple[int, int, str]]:
        """Spans that do not overlap: the cheapest for their length first, as they follow in the text."""
        kept: list[tuple[int, int, str]] = []
        taken = [False] * len(sounds)
        for _, start, end, word in sorted(self._found(characters, sounds)):
            if not any(taken[start:end]):
                kept.append((start, end, word))
                taken[start:end] = [True] * (end - start)
        return sorted(kept)

    def _found(self, characters: str, sounds: list[str]) -> Iterable[tuple[float, int, int, str]]:
        for at, pair in enumerate(pairwise(sounds)):
            for word, wanted, offset, budget in self._pairs.get(pair, ()):
                before, left = _aligned(wanted[:offset][::-1], sounds[max(0, at - offset - 1) : at][::-1])
                rest = wanted[offset + 2 :]
                after, right = _aligned(rest, sounds[at + 2 : at + 3 + len(rest)])
                cost = before + after
                if cost <= budget:
                    start, end = at - left, at + 2 + right
                    is_written = characters[start:end] == word
                    yield cost - len(wanted) - is_written / 2, start, end, word


def _sounds(characters: str) -> list[str]:
    """着 is always zhao: a mis-heard neighbour would make it zhe."""
    pairs = zip(characters, syllables(characters), strict=True)
    return ["zao" if character == "着" else fold(syllable) for character, syllable in pairs]


def _aligned(wanted: Sequence[str], heard: Sequence[str]) -> tuple[float, int]:
    """The least cost of hearing `wanted` at the beginning of `heard`, and how much of that it takes."""
    if tuple(heard[: len(wanted)]) == tuple(wanted):
        return 0.0, len(wanted)
    row = prefix_costs(wanted, heard, FAR, _difference)
    least = min(row)
    return least, max(index for index, cost in enumerate(row) if cost == least)


def _difference(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return NEAR if _coarse(one) == _coarse(other) else FAR


@lru_cache(maxsize=1024)
def _coarse(syllable: str) -> str:
    """The syllable with all sounds folded that a telephone confuses."""
    initial = syllable[:1] if syllable[:1] in INITIALS else ""
    final = syllable[len(initial) :]
    return ALIKE_INITIALS.get(initial, initial) + ALIKE_FINALS.get(final, final)

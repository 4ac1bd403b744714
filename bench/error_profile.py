"""What kinds of errors a recogniser makes: texts aligned by sound, and what was lost, added or swapped for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pypinyin import Style, lazy_pinyin

from ivr.adapters.speech.error_rates import plain
from ivr.adapters.store.mishearing import NEAR_FINALS, NEAR_INITIALS, PARTS

SAME, TONE, NEAR, HALF, OTHER = "the same sound", "another tone", "confusable", "one half the same", "quite another"
SOUNDS = (SAME, TONE, NEAR, HALF, OTHER)
DETOUR = 0.001
"""What a swap costs more for each step less alike: of equally short alignments the one that sounds best is taken."""
LONG_BLOCK = 3
Pair = tuple[str, str]
"""Said and heard."""


@dataclass(frozen=True)
class Profile:
    """Shares, 0..1. wrong: errors per character said; lost, added, swapped: of the errors.

    sounds: of the swaps. blocks: of the errors, those in a block of one, of two, and of more; spoilt: utterances with
    half of the characters or more wrong; whole: those with none.
    """

    characters: int
    wrong: float
    lost: float
    added: float
    swapped: float
    sounds: dict[str, float]
    blocks: tuple[float, float, float]
    spoilt: float
    whole: float


def profile(texts: Iterable[Pair]) -> Profile:
    """Of (said, heard)."""
    aligned = [align(plain(said), plain(heard)) for said, heard in texts]
    errors = [(a, b) for pairs in aligned for a, b in pairs if not _is_right(a, b)]
    swaps = Counter(alikeness(a, b) for a, b in errors if a and b)
    said = sum(bool(a) for pairs in aligned for a, _ in pairs)
    rates = [_wrong(pairs) for pairs in aligned]
    lengths = Counter(min(length, LONG_BLOCK) for pairs in aligned for length in _blocks(pairs) for _ in range(length))
    return Profile(
        said,
        _share(len(errors), said),
        _share(sum(not b for _, b in errors), len(errors)),
        _share(sum(not a for a, _ in errors), len(errors)),
        _share(swaps.total(), len(errors)),
        {sound: _share(swaps[sound], swaps.total()) for sound in SOUNDS},
        (_share(lengths[1], len(errors)), _share(lengths[2], len(errors)), _share(lengths[LONG_BLOCK], len(errors))),
        _share(sum(rate >= 0.5 for rate in rates), len(rates)),
        _share(sum(not rate for rate in rates), len(rates)),
    )


def align(said: str, heard: str) -> list[tuple[Sound, Sound]]:
    """Pairs of what was said and heard with as few errors as possible; an empty sound stands for none."""
    one, other = sounds_of(said), sounds_of(heard)
    costs = [[float(column) for column in range(len(other) + 1)]]
    for row, a in enumerate(one, 1):
        line = [float(row)]
        for column, b in enumerate(other, 1):
            line.append(min(costs[-1][column - 1] + _cost(a, b), costs[-1][column] + 1, line[-1] + 1))
        costs.append(line)
    return _traced(one, other, costs)


@dataclass(frozen=True)
class Sound:
    """A character and its syllable with tone, as it is read among its neighbours. False when it is none."""

    character: str = ""
    syllable: str = ""

    def __bool__(self) -> bool:
        return bool(self.character)


NONE = Sound()


def sounds_of(text: str) -> list[Sound]:
    """One for each character; what is not Chinese sounds as itself."""
    # A list for what is no Chinese is taken, too, whatever its types say: then every character has a syllable.
    read = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, errors=list)  # type: ignore[arg-type]
    return [Sound(character, syllable) for character, syllable in zip(text, read, strict=True)]


def alikeness(one: Sound, other: Sound) -> str:
    """How alike two characters sound: one of SOUNDS."""
    if one.syllable == other.syllable:
        return SAME
    first, second = one.syllable.rstrip("12345"), other.syllable.rstrip("12345")
    if first == second:
        return TONE
    (initial, final), (initial2, final2) = _parts(first), _parts(second)
    is_near = (initial == initial2 or initial2 in NEAR_INITIALS.get(initial, ())) and (
        final == final2 or final2 in NEAR_FINALS.get(final, ())
    )
    if is_near:
        return NEAR
    return HALF if final == final2 or (initial and initial == initial2) else OTHER


def _parts(syllable: str) -> tuple[str, str]:
    found = PARTS.fullmatch(syllable)
    return (found[1], found[2]) if found else ("", syllable)


def _cost(one: Sound, other: Sound) -> float:
    return 0.0 if one.character == other.character else 1 + DETOUR * SOUNDS.index(alikeness(one, other))


def _traced(one: Sequence[Sound], other: Sequence[Sound], costs: list[list[float]]) -> list[tuple[Sound, Sound]]:
    pairs, row, column = [], len(one), len(other)
    while row or column:
        here = costs[row][column]
        if row and column and here == costs[row - 1][column - 1] + _cost(one[row - 1], other[column - 1]):
            row, column = row - 1, column - 1
            pairs.append((one[row], other[column]))
        elif row and here == costs[row - 1][column] + 1:
            row -= 1
            pairs.append((one[row], NONE))
        else:
            column -= 1
            pairs.append((NONE, other[column]))
    return pairs[::-1]


def _is_right(one: Sound, other: Sound) -> bool:
    return one.character == other.character


def _wrong(pairs: Sequence[tuple[Sound, Sound]]) -> float:
    return _share(sum(not _is_right(a, b) for a, b in pairs), sum(bool(a) for a, _ in pairs))


def _blocks(pairs: Sequence[tuple[Sound, Sound]]) -> list[int]:
    """Lengths of the stretches without a right character in them."""
    return [len(list(block)) for is_right, block in groupby(_is_right(a, b) for a, b in pairs) if not is_right]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

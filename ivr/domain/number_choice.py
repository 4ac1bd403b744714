"""Of everything several ears heard of one answer, the telephone number that was most likely said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ivr.domain.heard import Said
from ivr.domain.number_forms import LOCAL_LENGTH
from ivr.domain.phone_numbers import lacks_area_code, number_in

UNHEARD = -7.0
"""What a number counts for an ear that did not hear it: as much as its least likely readings (a logarithm)."""
FEWEST_BESIDE_UNKNOWN = 7
"""Digits heard openly from which a number beside something unknown is no noise."""
DIGITS = frozenset("零〇幺一二两三四五六七八九0123456789")


@dataclass(frozen=True)
class Guess:
    """One reading, as it is written. share: 0..1 among its list. has_unknown: something else was heard beside it."""

    text: str
    share: float = 1.0
    has_unknown: bool = False


def likeliest_number(opened: Sequence[Guess], *closed: Sequence[Guess]) -> Guess | None:
    """A reading with the number that all ears together find likeliest: its chances in each, multiplied.

    Best first; opened: of the free decoder. Eight digits without an area code hide in every misheard mobile number:
    they count where most ears heard no more, or as the first reading of one.
    """
    is_spoken = _digits_in(opened) >= FEWEST_BESIDE_UNKNOWN
    ears = [ear for ear in (*closed, opened) if ear]
    is_long = _is_long(ears)
    readings: dict[str, Guess] = {}
    chances = [_chances(ear, readings, is_spoken, is_long) for ear in ears]
    return readings[max(readings, key=lambda n: sum(c.get(n, UNHEARD) for c in chances))] if readings else None


def _chances(ear: Sequence[Guess], readings: dict[str, Guess], is_spoken: bool, is_long: bool) -> dict[str, float]:
    """The numbers one ear heard, as logarithms beside its likeliest reading; keeps the first reading of each."""
    most = max(guess.share for guess in ear)
    found: dict[str, float] = {}
    for rank, guess in enumerate(ear):
        number = None if guess.has_unknown and not is_spoken else number_in(Said(guess.text))
        if number is None or (rank and is_long and lacks_area_code(guess.text)):
            continue
        chance = math.log(guess.share / most) if guess.share > 0 else UNHEARD
        found[number] = max(found.get(number, UNHEARD), chance)
        readings.setdefault(number, guess)
    return found


def _is_long(ears: Sequence[Sequence[Guess]]) -> bool:
    """Whether most ears heard more digits than a number without area code has."""
    counts = sorted(_digits_in(ear) for ear in ears)
    return bool(counts) and counts[len(counts) // 2] > LOCAL_LENGTH


def _digits_in(ear: Sequence[Guess]) -> int:
    return sum(character in DIGITS for character in ear[0].text) if ear else 0

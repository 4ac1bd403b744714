"""Whether an answer was understood: the same meaning counts, not the same characters."""

from __future__ import annotations

from ivr.adapters.speech.error_rates import plain
from ivr.domain.dialogue import yes_or_no
from ivr.domain.expecting import Expecting, Kind
from ivr.domain.heard import Said
from ivr.domain.phone_numbers import digits_of


def is_understood(said: str, heard: str, expecting: Expecting | None) -> bool:
    """For yes and no the same of them, for digits the same digits, else the same characters."""
    match expecting.kind if expecting else Kind.OPEN:
        case Kind.YES_NO:
            return yes_or_no(Said(said)) == yes_or_no(Said(heard)) is not None or plain(said) == plain(heard)
        case Kind.DIGITS:
            return digits_of(plain(said)) == digits_of(plain(heard))
        case _:
            return plain(said) == plain(heard)


def is_taken(heard: str, expecting: Expecting) -> bool:
    """Whether something was taken for one of the phrases that answer the question."""
    return heard in expecting.phrases

"""Whether an answer was understood: the same meaning counts, not the same characters."""

from __future__ import annotations

from datetime import datetime

from ivr.adapters.speech.error_rates import plain
from ivr.domain.dialogue import yes_or_no
from ivr.domain.expecting import Expecting, Kind
from ivr.domain.heard import Said
from ivr.domain.phone_numbers import digits_of
from ivr.domain.times import Agreed, time_in

ANY_MORNING = datetime(2026, 1, 5, 8)
"""When a time is said does not matter, only whether the same one is understood."""


def is_understood(said: str, heard: str, expecting: Expecting | None) -> bool:
    """Both texts mean the same answer: yes or no, the digits, the time, the choice. Else the same characters."""
    if plain(said) == plain(heard):
        return True
    match expecting.kind if expecting else Kind.OPEN:
        case Kind.YES_NO:
            return yes_or_no(Said(said)) == yes_or_no(Said(heard)) is not None
        case Kind.DIGITS | Kind.OWN_NUMBER:
            return digits_of(plain(said)) == digits_of(plain(heard)) != ""
        case Kind.MOMENT:
            return _moment(said) == _moment(heard) is not None
        case Kind.CHOICE | Kind.DISTRICT:
            phrases = expecting.phrases if expecting else ()
            return _chosen(plain(said), phrases) == _chosen(plain(heard), phrases) != set()
        case _:
            return False


def is_taken(heard: str, expecting: Expecting) -> bool:
    """Whether something was taken for one of the phrases that answer the question."""
    return plain(heard) in expecting.phrases


def _moment(text: str) -> object:
    found = time_in(text, ANY_MORNING)
    return found.moment if isinstance(found, Agreed) else None


def _chosen(text: str, phrases: tuple[str, ...]) -> set[str]:
    """The phrases in a text, without what stands around them in others: 我找公安局 holds 公安局."""
    found = {phrase for phrase in phrases if phrase in text}
    return {phrase for phrase in found if not any(other != phrase and other in phrase for other in found)}

"""A request to be called back: what was agreed with the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.domain.callback_states import State
from ivr.domain.holds import Hold
from ivr.domain.outcomes import Referral

KEPT_WITHIN = timedelta(hours=24)
"""A promise is overdue so long after the agreed window, or after it was made when any time was agreed."""


@dataclass(frozen=True)
class Window:
    """When the caller may be called: from `start` to `end`, local wall-clock time. spoken: the caller's words."""

    start: datetime
    end: datetime
    spoken: str = ""


@dataclass(frozen=True)
class CallbackRequest:
    """A promise to a caller, confirmed by read-back before it is kept.

    number: digits as agreed. caller: digits as signalled, "" when withheld. window: None is any time.
    language: of the prompts that were spoken. slow: the caller asked for slower speech. hold: the place they keep.
    """

    call_id: str
    line: str
    number: str
    caller: str
    referral: Referral
    window: Window | None
    made_at: datetime
    language: str = "zh-CN"
    slow: bool = False
    hold: Hold | None = None


@dataclass(frozen=True)
class KeptCallback:
    """A request as the ledger holds it. number: its own, which people name it by."""

    number: int
    state: State
    referral: Referral
    window: Window | None
    made_at: datetime
    deadline: datetime


def deadline_of(window: Window | None, made_at: datetime) -> datetime:
    """When a promise becomes overdue."""
    return (window.end if window else made_at) + KEPT_WITHIN

"""A request to be called back: what was agreed with the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ivr.domain.outcomes import Referral


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
    """

    call_id: str
    line: str
    number: str
    caller: str
    referral: Referral
    window: Window | None
    made_at: datetime

"""Times for a callback: what was said, judged by the hours in which callbacks are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from typing import TypeAlias

from ivr.domain.callbacks import Window
from ivr.domain.prompts import Moment
from ivr.domain.spoken_times import SpokenTime, TimeKind, spoken_time_in

OPENS, CLOSES = time(9), time(18)
"""Callbacks are made in these hours, the close excluded."""
NOON = time(12)
AN_HOUR = timedelta(hours=1)
"""How long after a clock time the call may come."""
READ_BACK_PARTS = {"early": "morning", "morning": "morning", "noon": "noon", "afternoon": "afternoon"}


class Fault(Enum):
    """Why what was said cannot be a time for a callback."""

    NOT_HEARD = "not_heard"
    PAST = "past"
    CLOSED = "closed"


@dataclass(frozen=True)
class Agreed:
    """A time as it will be read back and kept. window None: any time."""

    window: Window | None
    moment: Moment


TimeHeard: TypeAlias = Agreed | Fault


def time_in(text: str, now: datetime) -> TimeHeard:
    """The callback time in a text. A day alone is its whole working day; an hour is the hour from then on."""
    spoken = spoken_time_in(text, now)
    match spoken.kind:
        case TimeKind.SLOT:
            return _judged(spoken, text, now)
        case TimeKind.SOON:
            return soon(text, now)
        case TimeKind.PAST:
            return Fault.PAST
        case TimeKind.ANY if not spoken.excludes:
            return Agreed(None, Moment(now.date(), None))
        case _:
            return Fault.NOT_HEARD


def speaks_of_time(text: str) -> bool:
    """Whether any time can be read from a text, be it past or outside the hours."""
    return time_in(text, datetime(2026, 1, 1)) is not Fault.NOT_HEARD


def soon(text: str, now: datetime) -> Agreed:
    """As soon as possible: the rest of this working day, or all of the next."""
    day = now.date() if now.time() < CLOSES else now.date() + timedelta(days=1)
    window = Window(max(now, datetime.combine(day, OPENS)), datetime.combine(day, CLOSES), text)
    return Agreed(window, Moment(now.date(), day))


def _judged(spoken: SpokenTime, text: str, now: datetime) -> TimeHeard:
    assert spoken.day is not None and spoken.start is not None
    opens, closes = (datetime.combine(spoken.day, bound) for bound in (OPENS, CLOSES))
    begins = datetime.combine(spoken.day, spoken.start)
    ends = datetime.combine(spoken.day, spoken.end) if spoken.end else begins + AN_HOUR
    if begins >= closes or ends <= opens or (spoken.end is None and begins < opens):
        return Fault.CLOSED
    if ends <= now or (spoken.end is None and begins <= now):
        return Fault.PAST
    return Agreed(Window(max(begins, opens, now), min(ends, closes), text), _moment(spoken, now))


def _moment(spoken: SpokenTime, now: datetime) -> Moment:
    """What is read back: the part of the day, or the hour; before an hour (五点之前), what part is left of the day."""
    assert spoken.start is not None
    if spoken.part:
        return Moment(now.date(), spoken.day, READ_BACK_PARTS.get(spoken.part))
    has_no_start = spoken.start <= OPENS or datetime.combine(spoken.day or now.date(), spoken.start) <= now
    if spoken.end and has_no_start:
        part = "morning" if spoken.end <= NOON else "afternoon" if spoken.start >= NOON else None
        return Moment(now.date(), spoken.day, part)
    return Moment(now.date(), spoken.day, None, spoken.start.hour, spoken.start.minute)

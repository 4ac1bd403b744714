"""A time for a callback as it was said: read first, judged elsewhere (ivr/domain/times.py)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum

from ivr.domain.clocks import Wait
from ivr.domain.days import NamedDay
from ivr.domain.parts_of_day import EARLIEST_HOUR, HOURS, minutes_of, minutes_until
from ivr.domain.time_drafts import Draft, draft_of
from ivr.domain.time_words import time_words_of

DAY_OPENS, DAY_CLOSES = HOURS["day"]
EVENING_OPENS, EVENING_CLOSES = HOURS["evening"]
"""Hours that bound what has only one end: 三点以后, 三点之前."""
LATEST_START_HOUR = 17
"""Later, 周五之前 does not begin today any more."""


class TimeKind(Enum):
    """What a caller said about the time for the callback."""

    SLOT = "slot"
    ANY = "any"
    SOON = "asap"
    PAST = "past"
    NONE = "none"


@dataclass(frozen=True)
class SpokenTime:
    """What was said about a time. Of SLOT only: day, start, end and part.

    end None: a clock time. part: where a part of the day was said and no clock time. is_approx: 左右.
    is_vague: to be confirmed, one of several that may be meant (周末, 三点半). excludes: something was ruled out.
    """

    kind: TimeKind
    day: date | None = None
    start: time | None = None
    end: time | None = None
    part: str | None = None
    is_approx: bool = False
    is_vague: bool = False
    excludes: bool = False


@dataclass(frozen=True)
class _Span:
    """Minutes since midnight. end None: a clock time. part: when the span is a part of the day."""

    start: int
    end: int | None = None
    part: str | None = None

    @property
    def last(self) -> int:
        """When it is over."""
        return self.start if self.end is None else self.end


def spoken_time_in(text: str, now: datetime) -> SpokenTime:
    """The time that a text names, after its last correction; now: naive local time."""
    draft = draft_of(time_words_of(text, now))
    if draft.wait:
        return _after_wait(draft, draft.wait, now)
    if draft.names_time:
        return _slot(draft, now)
    if draft.is_soon:
        return SpokenTime(TimeKind.SOON)
    said_any = draft.is_any or draft.part == "day" or draft.excludes
    return SpokenTime(TimeKind.ANY if said_any else TimeKind.NONE, excludes=draft.excludes)


def _after_wait(draft: Draft, wait: Wait, now: datetime) -> SpokenTime:
    """半小时以后: so many minutes from now."""
    at = now.replace(second=0, microsecond=0) + timedelta(minutes=wait.minutes)
    return SpokenTime(
        TimeKind.SLOT, at.date(), at.time(), is_approx=draft.is_approx or wait.is_vague, excludes=draft.excludes
    )


def _slot(draft: Draft, now: datetime) -> SpokenTime:
    today, span = now.date(), _span(draft)
    minute = now.hour * 60 + now.minute
    named = draft.day
    if named is None and not draft.clock and draft.part == "day":
        return SpokenTime(TimeKind.ANY, excludes=draft.excludes)
    if named and draft.is_soon and named.day == today and not draft.has_hours:
        return SpokenTime(TimeKind.SOON)
    if named and draft.is_before and not draft.has_hours:
        named = NamedDay(today if now.hour < LATEST_START_HOUR else today + timedelta(days=1), is_vague=True)
    day = _day(named, span, today, minute)
    if day is None:
        return SpokenTime(TimeKind.PAST)
    if draft.is_before and draft.clock and day == today and span.end:
        span = replace(span, start=max(span.start, min(minute, span.end)))
    is_vague = draft.is_vague or (named is not None and named.is_vague) or _half_is_guessed(draft)
    approx = draft.is_approx and draft.clock is not None
    return SpokenTime(
        TimeKind.SLOT, day, _time(span.start), None if span.end is None else _time(span.end), span.part, approx,
        is_vague, draft.excludes,
    )  # fmt: skip


def _day(named: NamedDay | None, span: _Span, today: date, minute: int) -> date | None:
    """The day meant; None when it is over. A time without a day is today's, or tomorrow's when today's is over."""
    is_over = span.last < minute if span.end is None else span.last <= minute
    if named is None:
        return today + timedelta(days=1) if is_over else today
    if named.day < today:
        return None
    if named.day == today and is_over:
        return today + timedelta(days=7) if named.may_recur else None
    return named.day


def _half_is_guessed(draft: Draft) -> bool:
    """三点半 alone is taken for 15:30, though that was not said."""
    return draft.clock is not None and not draft.part and 0 < draft.clock.hour < EARLIEST_HOUR


def _span(draft: Draft) -> _Span:
    if draft.clock and draft.end_clock:
        start = minutes_of(draft.clock, draft.part)
        return _Span(start, minutes_until(draft.end_clock, start, draft.end_part))
    if draft.end_clock:
        start = HOURS[draft.part or "day"][0] * 60
        return _Span(start, minutes_until(draft.end_clock, start, draft.end_part))
    if draft.clock:
        return _of_clock(draft, minutes_of(draft.clock, draft.part))
    return _of_part(draft)


def _of_clock(draft: Draft, minutes: int) -> _Span:
    is_late = draft.part == "evening" or minutes >= EVENING_OPENS * 60
    if draft.end_part:
        return _Span(minutes, HOURS[draft.end_part][1] * 60)
    if draft.is_after:
        closes = (EVENING_CLOSES if is_late else DAY_CLOSES) * 60
        return _Span(minutes, closes if closes > minutes else None)
    if draft.is_before:
        opens = (
            EVENING_OPENS if is_late and minutes > EVENING_OPENS * 60 else min(DAY_OPENS, HOURS[draft.part or "day"][0])
        )
        return _Span(min(opens * 60, minutes), minutes)
    return _Span(minutes)


def _of_part(draft: Draft) -> _Span:
    first, last = HOURS[draft.part or "day"]
    if draft.part and draft.end_part:
        return _Span(first * 60, HOURS[draft.end_part][1] * 60)
    if draft.part == "noon" and draft.is_after:
        return _Span(HOURS["afternoon"][0] * 60, HOURS["afternoon"][1] * 60, "afternoon")
    if draft.part == "noon" and draft.is_before:
        return _Span(HOURS["morning"][0] * 60, HOURS["morning"][1] * 60, "morning")
    if draft.part and draft.is_before and draft.part not in ("early", "morning", "day"):
        return _Span(DAY_OPENS * 60, first * 60)
    if draft.part in ("early", "morning") and draft.is_after:
        return _Span(last * 60, DAY_CLOSES * 60)
    part = draft.part or "day"
    return _Span(first * 60, last * 60, None if part == "night" else part)


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)

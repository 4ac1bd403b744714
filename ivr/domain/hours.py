"""Whether a line or department is open, and when it opens next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from ivr.domain.calendar import WORKDAYS, Calendar, Days

MOST_DAYS_AHEAD = 60
"""How far the next opening is looked for: longer than any holiday."""


@dataclass(frozen=True)
class Hours:
    """Opening hours of a line or department, the same every day; both ends local time, the close excluded.

    A close before the opening is on the next day; equal ends are day and night.
    """

    opens: time
    closes: time


@dataclass(frozen=True)
class Opening:
    """Hours on certain days."""

    days: Days
    hours: Hours

    def covers(self, at: datetime, calendar: Calendar) -> bool:
        """Whether `at` lies within, or in what reaches past midnight from the day before."""
        now, hours = at.time(), self.hours
        if hours.opens < hours.closes:
            return hours.opens <= now < hours.closes and self.days.include(at.date(), calendar)
        if now >= hours.opens and self.days.include(at.date(), calendar):
            return True
        return now < hours.closes and self.days.include(at.date() - timedelta(days=1), calendar)


USUAL = (Opening(WORKDAYS, Hours(time(9), time(17))),)
"""The hours of a department that the directory names none for."""


@dataclass(frozen=True)
class OpeningTimes:
    """When each department is open, by its id; the others keep the usual hours. Several rows add up."""

    by_department: Mapping[str, tuple[Opening, ...]] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    usual: tuple[Opening, ...] = USUAL

    def is_open(self, department_id: str, at: datetime) -> bool:
        """Whether this department is open at `at`, local wall-clock time; holidays and make-up workdays count."""
        return any(opening.covers(at, self.calendar) for opening in self.openings_of(department_id))

    def opens_next(self, department_id: str, at: datetime) -> datetime | None:
        """`at` itself while it is open; else when it opens next; None when it does not within 60 days."""
        if self.is_open(department_id, at):
            return at
        for ahead in range(MOST_DAYS_AHEAD + 1):
            day = at.date() + timedelta(days=ahead)
            starts = (
                datetime.combine(day, opening.hours.opens, at.tzinfo)
                for opening in self.openings_of(department_id)
                if opening.days.include(day, self.calendar)
            )
            later = [start for start in starts if start > at]
            if later:
                return min(later)
        return None

    def hours_on(self, department_id: str, day: date) -> Hours | None:
        """From the first opening of this day to its last close; None when it is closed, or open day and night."""
        hours = [
            opening.hours for opening in self.openings_of(department_id) if opening.days.include(day, self.calendar)
        ]
        if not hours or any(each.opens == each.closes for each in hours):
            return None
        return Hours(min(each.opens for each in hours), max(each.closes for each in hours))

    def openings_of(self, department_id: str) -> tuple[Opening, ...]:
        """Its own rows, or the usual hours."""
        return self.by_department.get(department_id, self.usual)


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether `at`, local wall-clock time, lies within these hours, which may reach past midnight."""
    if hours.opens < hours.closes:
        return hours.opens <= at.time() < hours.closes
    return at.time() >= hours.opens or at.time() < hours.closes


def parse_hours(opens: str, closes: str) -> Hours:
    """The hours of 08:30 and 20:30; 00:00 and 24:00 are day and night. Raises ValueError, saying what is wrong."""
    first = _minutes(opens)
    last = 24 * 60 if closes == "24:00" else _minutes(closes)
    if first >= last:
        raise ValueError(f"{closes} is not after {opens}")
    return Hours(time(*divmod(first, 60)), time(*divmod(last % (24 * 60), 60)))


def _minutes(text: str) -> int:
    hour, colon, minute = text.partition(":")
    if not (colon and len(minute) == 2 and hour.isdecimal() and minute.isdecimal() and len(hour) in (1, 2)):
        raise ValueError(f"{text!r} must look like 08:30")
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"{text!r} is outside the day")
    return int(hour) * 60 + int(minute)

"""The calendar of the directory: chinesecalendar's holidays and make-up workdays, overridden by holidays.csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ivr.adapters.store.directory_tables import Row
from ivr.domain.calendar import Calendar

FIRST_YEAR = 2025
"""Older days are left out: nobody asks whether an office was open."""
WARN_DAYS = 60
REST, WORK = "休", "班"


def official_days() -> Iterator[Row]:
    """The days that chinesecalendar knows."""
    from chinese_calendar import constants

    for kind, days in ((REST, constants.holidays), (WORK, constants.workdays)):
        for day, name in days.items():
            if day.year >= FIRST_YEAR:
                yield {"date": day.isoformat(), "kind": kind, "name": str(getattr(name, "chinese", name))}


def calendar_rows(overrides: Sequence[Row]) -> list[Row]:
    """The days as the directory keeps them, by date; a day of holidays.csv replaces the official one."""
    days = {row["date"]: row for row in official_days()}
    days.update({row["date"]: {name: row[name] for name in ("date", "kind", "name")} for row in overrides})
    return [days[day] for day in sorted(days)]


def calendar_of(rows: Sequence[Row]) -> Calendar:
    """The calendar of these rows. A year is known once it has a make-up workday, as every official one has."""
    rest = frozenset(date.fromisoformat(row["date"]) for row in rows if row["kind"] == REST)
    makeup = frozenset(date.fromisoformat(row["date"]) for row in rows if row["kind"] == WORK)
    return Calendar(rest, makeup, max((date(day.year, 12, 31) for day in makeup), default=None))


def calendar_warning(calendar: Calendar, today: date) -> str:
    """What an admin must know when holidays are not known for long any more; else ""."""
    left = calendar.days_left(today)
    if left >= WARN_DAYS:
        return ""
    until = f"end on {calendar.known_until} ({left} days)" if left >= 0 else "have ended"
    return (
        f"holidays and make-up workdays {until}: put the next year's into data/holidays.csv"
        " (a year counts as known once it has a 班 row), or install a newer chinesecalendar; then directory build"
    )

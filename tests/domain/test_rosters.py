"""Who is rung, and when."""

from __future__ import annotations

from datetime import date, datetime

from ivr.domain.calendar import Calendar, parse_days
from ivr.domain.hours import Opening, parse_hours
from ivr.domain.rosters import Duty, Roster, Seat

CALENDAR = Calendar(rest=frozenset({date(2026, 10, 1)}))


def duty(extension: str, days: str) -> Duty:
    return Duty("dept-M07", extension, Opening(parse_days(days), parse_hours("09:00", "17:00")))


ROSTER = Roster(
    (Seat("dept-M07", "813", "候补", 1), Seat("dept-M07", "811", "户籍窗口"), Seat("operator", "801", "人工")),
    (duty("811", "工作日"), duty("813", "周一至周三"), duty("813", "2026-10-09")),
)


def on_duty(queue: str, at: datetime) -> list[str]:
    return [seat.extension for seat in ROSTER.on_duty(queue, at, CALENDAR)]


def test_seats_on_duty_come_by_their_penalty() -> None:
    assert on_duty("dept-M07", datetime(2026, 10, 12, 10)) == ["811", "813"]
    assert on_duty("dept-M07", datetime(2026, 10, 15, 10)) == ["811"]


def test_a_date_replaces_the_weekdays() -> None:
    assert on_duty("dept-M07", datetime(2026, 10, 9, 10)) == ["813"]


def test_nobody_is_on_duty_on_a_holiday_or_after_hours() -> None:
    assert on_duty("dept-M07", datetime(2026, 10, 1, 10)) == []
    assert on_duty("dept-M07", datetime(2026, 10, 12, 17)) == []


def test_a_queue_without_a_roster_has_all_its_seats() -> None:
    assert on_duty("operator", datetime(2026, 10, 1, 3)) == ["801"]

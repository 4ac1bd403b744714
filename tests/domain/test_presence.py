"""Whether somebody of a department can pick up: hours and roster together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from ivr.domain.calendar import Calendar, parse_days
from ivr.domain.hours import Hours, Opening, OpeningTimes
from ivr.domain.presence import attended_next, is_attended
from ivr.domain.rosters import Duty, Roster, Seat
from tests.fakes.directory import SMALL

MORNINGS = Opening(parse_days("周一、周三"), Hours(time(9), time(12)))
ROSTERED = replace(
    SMALL,
    hours=OpeningTimes({}, Calendar()),
    roster=Roster((Seat("dept-M12", "821", "社保窗口"),), (Duty("dept-M12", "821", MORNINGS),)),
)
WAGES, LICENCE = SMALL.department("M12"), SMALL.department("M08")
TUESDAY = datetime(2026, 11, 24, 15, 20)


def test_without_a_roster_the_hours_decide() -> None:
    assert is_attended(ROSTERED, LICENCE, TUESDAY)
    assert not is_attended(ROSTERED, LICENCE, TUESDAY.replace(hour=18))
    assert attended_next(ROSTERED, LICENCE, TUESDAY.replace(hour=18)) == datetime(2026, 11, 25, 9)


def test_an_open_department_whose_roster_has_nobody_now_is_not_attended() -> None:
    assert not is_attended(ROSTERED, WAGES, TUESDAY)
    assert is_attended(ROSTERED, WAGES, datetime(2026, 11, 25, 11))
    assert attended_next(ROSTERED, WAGES, TUESDAY) == datetime(2026, 11, 25, 9)


def test_duty_outside_the_hours_does_not_count() -> None:
    early = replace(ROSTERED, hours=OpeningTimes({"M12": (Opening(parse_days("每天"), Hours(time(10), time(17))),)}))
    assert attended_next(early, WAGES, TUESDAY) == datetime(2026, 11, 25, 10)
    assert not is_attended(early, WAGES, datetime(2026, 11, 25, 9, 30))


def test_a_department_that_is_never_attended_has_no_next_time() -> None:
    gone = Opening(parse_days("2026-01-01"), Hours(time(9), time(12)))
    assert attended_next(replace(SMALL, hours=OpeningTimes({"M12": (gone,)})), WAGES, TUESDAY) is None


def test_the_hours_of_a_day_reach_over_lunch_and_are_none_day_and_night() -> None:
    times = OpeningTimes(
        {
            "lunch": (
                Opening(parse_days("每天"), Hours(time(9), time(12))),
                Opening(parse_days("每天"), Hours(time(13), time(17))),
            ),
            "always": (Opening(parse_days("每天"), Hours(time(0), time(0))),),
        }
    )
    assert times.hours_on("lunch", TUESDAY.date()) == Hours(time(9), time(17))
    assert times.hours_on("always", TUESDAY.date()) is None
    assert times.hours_on("usual", datetime(2026, 11, 28).date()) is None

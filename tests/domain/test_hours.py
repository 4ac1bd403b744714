"""Opening hours, over holidays, make-up workdays, lunch and midnight."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from ivr.domain.calendar import WORKDAYS, Calendar, parse_days
from ivr.domain.hours import Hours, Opening, OpeningTimes, is_open, parse_hours

CALENDAR = Calendar(rest=frozenset(date(2026, 10, day) for day in range(1, 8)), makeup=frozenset({date(2026, 10, 10)}))
TIMES = OpeningTimes(
    {
        "lunch": (Opening(WORKDAYS, parse_hours("09:00", "12:00")), Opening(WORKDAYS, parse_hours("13:30", "17:00"))),
        "always": (Opening(parse_days("每天"), parse_hours("00:00", "24:00")),),
        "night": (Opening(parse_days("周五"), Hours(time(22), time(6))),),
        "gone": (Opening(parse_days("2026-01-01"), parse_hours("9:00", "10:00")),),
    },
    CALENDAR,
)


def at(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute)


@pytest.mark.parametrize(
    ("opens", "closes", "now", "expected"),
    [
        (time(8, 30), time(20, 30), time(8, 30), True),
        (time(8, 30), time(20, 30), time(8, 29), False),
        (time(8, 30), time(20, 30), time(20, 30), False),
        (time(22), time(6), time(23), True),
        (time(22), time(6), time(5, 59), True),
        (time(22), time(6), time(12), False),
        (time(0), time(0), time(3), True),
    ],
)
def test_the_close_is_excluded_and_hours_may_reach_past_midnight(
    opens: time, closes: time, now: time, expected: bool
) -> None:
    assert is_open(Hours(opens, closes), datetime.combine(datetime(2026, 11, 24), now)) is expected


@pytest.mark.parametrize(
    ("department", "moment", "expected"),
    [
        ("unnamed", at(9, 9), True),  # a Friday
        ("unnamed", at(9, 17), False),
        ("unnamed", at(5, 10), False),  # a Monday in the national holiday
        ("unnamed", at(10, 10), True),  # a Saturday that is worked
        ("unnamed", at(11, 10), False),
        ("lunch", at(9, 12, 30), False),
        ("lunch", at(9, 13, 30), True),
        ("always", at(3, 3), True),
        ("night", at(9, 23), True),
        ("night", at(10, 5, 59), True),  # still the Friday's night
        ("night", at(9, 5), False),
    ],
)
def test_whether_a_department_is_open(department: str, moment: datetime, expected: bool) -> None:
    assert TIMES.is_open(department, moment) is expected


@pytest.mark.parametrize(
    ("department", "moment", "expected"),
    [
        ("unnamed", at(9, 10), at(9, 10)),
        ("unnamed", at(9, 8), at(9, 9)),
        ("unnamed", at(30, 18, month=9), at(8, 9)),  # over the whole holiday
        ("unnamed", at(9, 18), at(10, 9)),  # into the make-up Saturday
        ("lunch", at(9, 12, 1), at(9, 13, 30)),
        ("gone", at(9, 9), None),
    ],
)
def test_when_a_department_opens_next(department: str, moment: datetime, expected: datetime | None) -> None:
    assert TIMES.opens_next(department, moment) == expected


def test_the_next_opening_is_in_the_time_zone_of_the_question() -> None:
    beijing = timezone(timedelta(hours=8))
    asked = datetime(2026, 10, 9, 18, tzinfo=beijing)
    assert TIMES.opens_next("unnamed", asked) == datetime(2026, 10, 10, 9, tzinfo=beijing)


@pytest.mark.parametrize(
    ("opens", "closes", "says"),
    [("20:00", "08:00", "not after"), ("9", "17:00", "08:30"), ("25:00", "26:00", "outside the day"),
     ("09:00", "09:00", "not after"), ("九点", "17:00", "08:30"), ("09:0", "17:00", "08:30")],
)  # fmt: skip
def test_hours_that_are_none_are_refused(opens: str, closes: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_hours(opens, closes)

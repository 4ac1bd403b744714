"""The words admins name days with, and what holidays and make-up workdays make of them."""

from __future__ import annotations

from datetime import date

import pytest

from ivr.domain.calendar import Calendar, parse_days

SPRING = Calendar(
    rest=frozenset(date(2026, 2, day) for day in range(15, 24)),
    makeup=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
    known_until=date(2026, 12, 31),
)
ORDINARY_MONDAY, ORDINARY_SATURDAY = date(2026, 3, 9), date(2026, 3, 14)
NEW_YEAR_MONDAY, MAKE_UP_SATURDAY = date(2026, 2, 16), date(2026, 2, 14)


@pytest.mark.parametrize(
    ("words", "monday", "saturday", "holiday", "makeup"),
    [
        ("工作日", True, False, False, True),
        ("休息日", False, True, True, False),
        ("节假日", False, False, True, False),
        ("每天", True, True, True, True),
        ("周一至周六", True, True, False, True),
        ("周六、周日", False, True, False, True),
        ("星期六到星期天", False, True, False, True),
        ("周二，周四", False, False, False, True),
        ("周五至周一", True, True, False, True),
        ("2026-02-16", False, False, True, False),
    ],
)
def test_a_rule_about_days(words: str, monday: bool, saturday: bool, holiday: bool, makeup: bool) -> None:
    days = parse_days(words)
    asked = (ORDINARY_MONDAY, ORDINARY_SATURDAY, NEW_YEAR_MONDAY, MAKE_UP_SATURDAY)
    assert tuple(days.include(day, SPRING) for day in asked) == (monday, saturday, holiday, makeup)


@pytest.mark.parametrize("words", ["", "平时", "周八", "周一至", "2026-13-01", "2026-2-1", "工作日、周六"])
def test_other_words_are_refused_with_what_is_allowed(words: str) -> None:
    with pytest.raises(ValueError, match=r"工作日|2027-02-06"):
        parse_days(words)


def test_how_long_holidays_are_known() -> None:
    assert SPRING.days_left(date(2026, 11, 26)) == 35
    assert SPRING.days_left(date(2027, 1, 2)) == -2
    assert Calendar().days_left(date(2026, 1, 1)) < 0

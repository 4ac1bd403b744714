"""Callback times as callers say them, on Tuesday 24 November 2026, 15:20."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ivr.domain.prompts import Moment
from ivr.domain.times import Agreed, Fault, time_in

NOW = datetime(2026, 11, 24, 15, 20)


def window(text: str, now: datetime = NOW) -> str:
    """Day, start and end as text, or the fault's name."""
    found = time_in(text, now)
    if isinstance(found, Fault):
        return found.value
    return f"{found.window.start:%m-%d %H:%M}-{found.window.end:%H:%M}" if found.window else "any"


def read_back(text: str) -> Moment | None:
    """What the caller hears of their time."""
    found = time_in(text, NOW)
    return found.moment if isinstance(found, Agreed) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("明天下午三点", "11-25 15:00-16:00"),
        ("明天上午十点", "11-25 10:00-11:00"),
        ("后天上午九点半左右", "11-26 09:30-10:30"),
        ("后天下午", "11-26 14:00-18:00"),
        ("大后天下午", "11-27 14:00-18:00"),
        ("下周一", "11-30 09:00-18:00"),
        ("下周三三点半", "12-02 15:30-16:30"),
        ("下个星期三下午", "12-02 14:00-18:00"),
        ("这周六中午", "11-28 12:00-14:00"),
        ("周四上午", "11-26 09:00-12:00"),
        ("礼拜天十一点", "11-29 11:00-12:00"),
        ("十二月三号上午十点", "12-03 10:00-11:00"),
        ("三十号下午两点", "11-30 14:00-15:00"),
        ("明天中午一点", "11-25 13:00-14:00"),
        ("下午四点到五点", "11-24 16:00-17:00"),
        ("是三点半", "11-24 15:30-16:30"),
        ("五点", "11-24 17:00-18:00"),
        ("十点", "11-25 10:00-11:00"),
        ("明天五点半", "11-25 17:30-18:00"),
        ("今天下午", "11-24 15:20-18:00"),
        ("民天下五三点", "11-25 15:00-16:00"),
    ],
)
def test_a_time_becomes_a_window(text: str, expected: str) -> None:
    assert window(text) == expected


@pytest.mark.parametrize("text", ["都行", "什么时候都行", "随便什么时候", "随时都可以", "任何时间", "你们看着办"])
def test_any_time(text: str) -> None:
    assert time_in(text, NOW) == Agreed(None, Moment(NOW.date(), None))


@pytest.mark.parametrize("text", ["现在", "现在就打", "尽快吧", "越快越好", "马上"])
def test_soon_is_the_rest_of_the_working_day(text: str) -> None:
    assert window(text) == "11-24 15:20-18:00"
    assert window(text, datetime(2026, 11, 24, 19, 0)) == "11-25 09:00-18:00"


@pytest.mark.parametrize("text", ["今天上午九点", "今天上午", "这周一", "今天下午两点"])
def test_a_time_that_is_over_is_refused_as_past(text: str) -> None:
    assert window(text) == "past"


@pytest.mark.parametrize("text", ["今儿晚上", "明天晚上八点", "明天早上七点", "明天傍晚", "明天下午六点", "明天二十点"])
def test_a_time_outside_working_hours_is_refused_as_closed(text: str) -> None:
    assert window(text) == "closed"


@pytest.mark.parametrize("text", ["", "嗯", "我也不知道", "你们什么时候打"])
def test_what_is_no_time_is_not_heard(text: str) -> None:
    assert window(text) == "not_heard"


def test_what_is_read_back_is_what_is_kept() -> None:
    found = time_in("后天上午九点半", NOW)
    assert isinstance(found, Agreed)
    assert found.moment == Moment(NOW.date(), date(2026, 11, 26), None, 9, 30)
    assert read_back("明天早上") == read_back("明天上午") == Moment(NOW.date(), date(2026, 11, 25), "morning")
    assert read_back("明天三点到五点") == Moment(NOW.date(), date(2026, 11, 25), None, 15)


def test_what_has_only_an_end_is_read_back_as_a_part_of_the_day() -> None:
    assert read_back("今天五点之前") == Moment(NOW.date(), NOW.date(), "afternoon")
    assert read_back("明天十一点之前") == Moment(NOW.date(), date(2026, 11, 25), "morning")
    assert read_back("明天五点之前") == Moment(NOW.date(), date(2026, 11, 25))


def test_only_the_hours_of_callbacks_are_kept_of_a_time() -> None:
    assert window("明天早上") == "11-25 09:00-10:00"
    assert window("明天下午四点到晚上八点") == "11-25 16:00-18:00"


def test_a_time_that_was_only_ruled_out_is_asked_again() -> None:
    assert window("除了周三都行") == window("别上午打") == "not_heard"
    assert window("明天上午没空，下午吧") == "11-25 14:00-18:00"


def test_an_hour_without_a_day_is_the_next_such_hour() -> None:
    assert window("九点", datetime(2026, 11, 24, 18, 30)) == "11-25 09:00-10:00"
    assert window("九点半", datetime(2026, 12, 31, 10, 0)) == "01-01 09:30-10:30"

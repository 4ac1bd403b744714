"""Times as callers say them, on Tuesday 24 November 2026, 15:20, before anybody judges whether they suit."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from ivr.domain.spoken_times import TimeKind, spoken_time_in
from tests.fakes.spoken_times import corrected_time, spoken_time

NOW = datetime(2026, 11, 24, 15, 20)
SEEDED = 2000


def told(text: str, now: datetime = NOW) -> str:
    """Day, start, end, part, and what is uncertain, as text; or the kind."""
    found = spoken_time_in(text, now)
    if found.kind is not TimeKind.SLOT:
        return str(found.kind.value)
    span = f"{found.day:%m-%d} {found.start:%H:%M}" + (f"-{found.end:%H:%M}" if found.end else "")
    marks = (found.part, "approx" if found.is_approx else None, "vague" if found.is_vague else None)
    return " ".join(filter(None, (span, *marks)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("大后天上午十一点", "11-27 11:00"),
        ("今儿晚上", "11-24 18:00-21:00 evening"),
        ("明儿晌午", "11-25 12:00-14:00 noon"),
        ("后儿个下午", "11-26 14:00-18:00 afternoon"),
        ("明儿个晚半晌儿", "11-25 18:00-21:00 evening"),
        ("明天早上", "11-25 08:00-10:00 early"),
        ("明早九点", "11-25 09:00"),
        ("周二上午", "12-01 09:00-12:00 morning"),
        ("下下周一", "12-07 09:00-18:00 day"),
        ("这周末", "11-28 09:00-18:00 day vague"),
        ("下周", "11-30 09:00-18:00 day vague"),
        ("五号上午", "12-05 09:00-12:00 morning"),
        ("下个月十五号", "12-15 09:00-18:00 day"),
        ("一月八号", "01-08 09:00-18:00 day"),
        ("月底", "11-30 09:00-18:00 day vague"),
        ("元旦", "01-01 09:00-18:00 day"),
        ("春节", "02-06 09:00-18:00 day"),
        ("三天以后", "11-27 09:00-18:00 day"),
    ],
)
def test_a_day_and_its_part(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三点半", "11-24 15:30 vague"),
        ("三点", "11-25 15:00 vague"),
        ("五点一刻", "11-24 17:15 vague"),
        ("差五分四点", "11-24 15:55 vague"),
        ("五点差十分", "11-24 16:50 vague"),
        ("明天差五分一点", "11-25 12:55"),
        ("十五点", "11-25 15:00"),
        ("16:45", "11-24 16:45"),
        ("周三三点", "11-25 15:00 vague"),
        ("周五一点", "11-27 13:00 vague"),
        ("晚上八点左右", "11-24 20:00 approx"),
        ("四点来钟", "11-24 16:00 approx vague"),
        ("七点", "11-24 19:00 vague"),
        ("半小时以后", "11-24 15:50"),
        ("一个半小时后", "11-24 16:50"),
        ("过两个小时吧", "11-24 17:20"),
        ("一刻钟以后", "11-24 15:35"),
    ],
)
def test_a_clock_time(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("下午四点到五点", "11-24 16:00-17:00"),
        ("明天上午十点到下午两点", "11-25 10:00-14:00"),
        ("明天上午到下午三点", "11-25 09:00-15:00"),
        ("明天三到五点", "11-25 15:00-17:00 vague"),
        ("明天三点和五点之间", "11-25 15:00-17:00 vague"),
        ("明天下午三四点", "11-25 15:00-16:00 approx"),
        ("明天早八点到晚八点", "11-25 08:00-20:00"),
        ("五点以后", "11-24 17:00-18:00 vague"),
        ("晚上七点以后", "11-24 19:00-21:00"),
        ("明天三点之前", "11-25 09:00-15:00 vague"),
        ("今天下午五点之前", "11-24 15:20-17:00"),
        ("后天两点以后五点以前", "11-26 14:00-17:00 vague"),
        ("明天中午以后", "11-25 14:00-18:00 afternoon"),
        ("明天上下午都行", "11-25 09:00-18:00 day"),
        ("明天三点、五点之间", "11-25 15:00-17:00 vague"),
        ("明天十点之后到十二点之前", "11-25 10:00-12:00"),
        ("下周一到周三", "11-30 09:00-18:00 day vague"),
        ("最晚五点", "11-24 15:20-17:00 vague"),
    ],
)
def test_a_range(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("明天下午，不对，后天", "11-26 14:00-18:00 afternoon"),
        ("明天下午三点，不对，后天", "11-26 15:00"),
        ("明天下午三点不对后天", "11-26 15:00"),
        ("明天三点，啊不，四点", "11-25 16:00 vague"),
        ("明天下午三点，哦不，上午十点", "11-25 10:00"),
        ("不是明天，是后天上午", "11-26 09:00-12:00 morning"),
        ("明天下午，算了，还是后天上午吧", "11-26 09:00-12:00 morning"),
        ("我下午三点下班，四点打吧", "11-24 16:00"),
    ],
)
def test_what_the_caller_corrects_is_corrected(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上午不行，下午吧", "11-24 14:00-18:00 afternoon"),
        ("别上午打，下午打", "11-24 14:00-18:00 afternoon"),
        ("明天上午没空，下午有空", "11-25 14:00-18:00 afternoon"),
        ("我现在在开会，五点打吧", "11-24 17:00 vague"),
        ("周三或者周四", "11-25 09:00-18:00 day vague"),
        ("周三周四都行", "11-25 09:00-18:00 day vague"),
        ("除了周三都行", "any"),
        ("周末除外", "any"),
        ("只要不是周三就行", "any"),
        ("三点之前没空", "11-24 15:00-18:00 vague"),
        ("明天五点以后我不在家", "11-25 09:00-17:00 vague"),
        ("明天，除了上午以外", "11-25 09:00-18:00 day"),
        ("最好是下午，上午也行", "11-24 14:00-18:00 afternoon vague"),
        ("明天上午九点，不行就十点", "11-25 09:00 vague"),
        ("明天上午九点到十点或者后天下午", "11-25 09:00-10:00 vague"),
        ("要么明天上午，要么后天下午", "11-25 09:00-12:00 morning vague"),
    ],
)
def test_what_the_caller_rules_out_is_not_taken(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您看着办吧", "any"),
        ("啥时候都中", "any"),
        ("周一到周五都行", "any"),
        ("工作时间", "any"),
        ("马上", "asap"),
        ("今天就尽快打", "asap"),
        ("快点儿吧", "asap"),
        ("昨天", "past"),
        ("今天上午九点", "past"),
        ("十一月二十号", "past"),
        ("我不知道", "none"),
        ("不用打了", "none"),
        ("我六十八了", "none"),
    ],
)
def test_what_is_no_certain_time(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("民天下无三点", "11-25 15:00"),
        ("下舟三下午", "12-02 14:00-18:00 afternoon"),
        ("明天上午时点", "11-25 10:00"),
        ("星期一后半晌", "11-30 14:00-18:00 afternoon"),
    ],
)
def test_times_are_heard_by_their_sound_but_for_what_is_meant_as_written(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text", ["一三八零零一三八零零零下午四点", "下午四点一三八零零一三八零零零", "打六二三四五六七八，下午四点"]
)
def test_a_telephone_number_beside_it_is_no_time(text: str) -> None:
    assert told(text) == "11-24 16:00"


@pytest.mark.parametrize("say", [spoken_time, corrected_time])
def test_any_time_comes_back_however_it_is_said(say) -> None:  # type: ignore[no-untyped-def]
    random = Random(20261126)
    wrong = []
    for _ in range(SEEDED):
        now = datetime(2026, 1, 1, 9) + timedelta(minutes=random.randrange(700 * 24 * 60))
        said = say(now, random)
        found = spoken_time_in(said.text, now)
        meant = (said.day, said.start, said.end, said.part, said.is_approx)
        if (found.day, found.start, found.end, found.part, found.is_approx) != meant:
            wrong.append((now, said, found))
    assert wrong == []

"""Clock times and waits as callers say them: 三点半, 差五分四点, 三四点, 一个半小时以后."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivr.domain.numerals import number_of

HOUR = "(?:二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九]|2[0-4]|1[0-9]|0?[0-9])"
MINUTE = "(?:[二三四五]?十[一二三四五六七八九]?|零[一二两三四五六七八九]|[一二两三四五六七八九]|[0-5]?[0-9])"
QUARTERS = {"半": 30, "一刻": 15, "两刻": 30, "二刻": 30, "三刻": 45, "整": 0}
UNIT_MINUTES = {
    "小时": 60, "钟头": 60, "钟点": 60, "分钟": 1, "刻钟": 15, "天": 1440, "星期": 10080, "周": 10080, "礼拜": 10080,
    "月": 43200,
}  # fmt: skip
HOURS_AND_MINUTES = ("小时", "钟头", "分钟", "刻钟")
"""As a whole answer (半小时吧) a wait even without 以后."""
FEW = 3
"""几: so many."""
DAY_MINUTES = 24 * 60
NOON_HOUR = 12
"""Before one o'clock it is twelve: 差五分一点."""


@dataclass(frozen=True)
class Clock:
    """A clock time as spoken, before the half of the day is settled: 三点半 is 3:30. until: of 三四点."""

    hour: int
    minute: int = 0
    until: int | None = None


@dataclass(frozen=True)
class Wait:
    """So many minutes from now. is_vague: 过几天."""

    minutes: int
    is_vague: bool = False


_NO_MORE = "(?![零〇幺一二两三四五六七八九十0-9]|[点号月日个小天周多几])"
_TO_THE_HOUR = (
    re.compile(f"差(?P<less>{MINUTE}|[一三]刻)(?:分钟?|钟)?[不到就]*(?P<hour>{HOUR})点[钟整]?"),
    re.compile(f"(?P<hour>{HOUR})点[钟整]?差(?P<less>{MINUTE}|[一三]刻)(?:分钟?)?"),
)
_ON_THE_CLOCK = (
    re.compile("(?P<hour>[01]?[0-9]|2[0-4]):(?P<minute>[0-5][0-9])(?:分|:[0-5][0-9])?"),
    re.compile(
        f"(?!一点儿?[都也]?不(?![对是]))(?P<hour>{HOUR})点(?:钟|过)?(?P<minute>半|[一两二三]刻|整|{MINUTE}(?=分)|{MINUTE}{_NO_MORE})?分?钟?"
    ),
    re.compile(f"(?P<hour>{HOUR})时(?![候间段常而不机])(?P<minute>{MINUTE}(?=分)|{MINUTE}{_NO_MORE}|半|整)?分?"),
    re.compile(f"(?P<hour>{HOUR})(?P<minute>)(?=(?:到|至|[-—~～])+{HOUR}点)"),
)
_SPAN = re.compile("(十?)([一二两三四五六七八九])、?([二三四五六七八九十])点(?:钟|来钟)?(?:多)?")
COUNT = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两俩仨三四五六七八九几]|[0-9]{1,3})"
_WAIT = re.compile(
    rf"(?P<first>再?过了?|再?等我?|隔|再)?(?:大概|差不多)?(?:(?P<half>半)|(?P<count>{COUNT})(?P<second>[两三四五])?)"
    r"个?(?P<and_half>半)?多?(?P<unit>小时|钟头|钟点|分钟|刻钟|天|星期|周|礼拜|月)(?P<half_more>半)?多?"
    r"(?P<then>之后|以后|过后|后(?!天))?(?P<alone>(?:左右|吧|就行|行)*(?=[，。]|$))?"
)


def clock_at(text: str, at: int) -> tuple[Clock, int] | None:
    """The clock time at a place of a text, and where it ends."""
    span = _SPAN.match(text, at)
    if span and (clock := _span(span)):
        return clock, span.end()
    for pattern in _TO_THE_HOUR:
        if found := pattern.match(text, at):
            minutes = (number_of(found["hour"]) * 60 - _minutes(found["less"])) % DAY_MINUTES
            return Clock(minutes // 60 or NOON_HOUR, minutes % 60), found.end()
    for pattern in _ON_THE_CLOCK:
        if found := pattern.match(text, at):
            return Clock(number_of(found["hour"]), _minutes(found["minute"])), found.end()
    return None


def _span(found: re.Match[str]) -> Clock | None:
    """三四点, 十一二点: two hours that follow each other."""
    ten, first, second = found.groups()
    hours = [number_of(ten + first), number_of(second if second == "十" else ten + second)]
    return Clock(hours[0], 0, hours[1]) if hours[1] == hours[0] + 1 else None


def _minutes(spoken: str | None) -> int:
    return QUARTERS.get(spoken, -1) if spoken in QUARTERS else number_of(spoken) if spoken else 0


def wait_at(text: str, at: int) -> tuple[Wait, int] | None:
    """How long from now the text says at a place (半小时以后, 过两天), and where it ends."""
    found = _WAIT.match(text, at)
    if found is None:
        return None
    is_alone = found["alone"] is not None and not text[:at].strip("嗯呃那就，。") and found["unit"] in HOURS_AND_MINUTES
    if not (found["first"] or found["then"] or is_alone):
        return None
    is_vague = bool(found["second"]) or found["count"] == "几"
    amount = 0.5 if found["half"] else float(FEW if found["count"] == "几" else number_of(found["count"]))
    amount += 0.5 if found["and_half"] or found["half_more"] else 0
    return Wait(round(amount * UNIT_MINUTES[found["unit"]]), is_vague), found.end("then" if found["then"] else "unit")

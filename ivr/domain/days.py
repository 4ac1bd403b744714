"""Days as callers name them, from the day of the call on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from ivr.domain.numerals import number_of

DAY_NUMBER = (
    "(?:三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]|十[一二三四五六七八九]?|[一二两三四五六七八九]"
    "|[12][0-9]|3[01]|0?[1-9])"
)
MONTH_NUMBER = "(?:十[一二]?|[一二两三四五六七八九]|1[0-2]|0?[1-9])"
WEEK = "(?:周|星期|礼拜)"
WEEKDAYS = {**dict(zip("一二三四五六日", range(1, 8), strict=True)), "天": 7, **{str(n): n for n in range(1, 7)}}
DISTANT_PAST = timedelta(days=182)
"""A date that lies further back is meant in the next year."""
_AFTER_DIGITS = "(?<![零〇幺一二两三四五六七八九十周期拜，])"
HOLIDAYS = (
    ("元旦节?", 1, 1), ("(?:三八)?妇女节|三八节", 3, 8), ("青年节", 5, 4), ("建军节", 8, 1), ("教师节", 9, 10),
    (f"{_AFTER_DIGITS}五一(?:(?:国际)?劳动节|节|长假|假期|放假|那天|当天|(?=[上下中]午|以?后|前))", 5, 1),
    ("(?:^|(?<=[就在到等过那年]))五一(?=$|吧|再)|劳动节", 5, 1),
    (f"{_AFTER_DIGITS}六一(?:国际)?(?:儿童节|节|那天|当天)|儿童节", 6, 1),
    ("国庆节?|十一(?=假期|长假|放假)", 10, 1), ("平安夜", 12, 24), ("圣诞节?", 12, 25),
)  # fmt: skip
SPRING_FESTIVALS = tuple(
    date.fromisoformat(day)
    for day in (
        "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03",
        "2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08",
    )
)  # fmt: skip
"""First days of the lunar year; after the last one 春节 is no day that can be understood."""


@dataclass(frozen=True)
class NamedDay:
    """A day. is_vague: chosen among several that were meant (周末, 下周). may_recur: 周三 is every week's."""

    day: date
    is_vague: bool = False
    may_recur: bool = False


Naming: TypeAlias = Callable[[re.Match[str], date], NamedDay | None]


def _ahead(days: int, is_vague: bool = False) -> Naming:
    return lambda _, today: NamedDay(today + timedelta(days=days), is_vague)


def _weekday(found: re.Match[str], today: date) -> NamedDay:
    which, weekday = found.group(1) or "", WEEKDAYS[found.group(2)]
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=weekday - 1 + 7 * (which.count("下") - which.count("上")))
    if which:
        return NamedDay(day)
    return NamedDay(day if day >= today else day + timedelta(days=7), may_recur=True)


def _weekend(found: re.Match[str], today: date) -> NamedDay:
    weeks = (found.group(1) or "").count("下") - (found.group(1) or "").count("上")
    saturday = today - timedelta(days=today.weekday() - 5) + timedelta(days=7 * weeks)
    return NamedDay(max(saturday, today) if not weeks else saturday, is_vague=True)


def _week(found: re.Match[str], today: date) -> NamedDay:
    weeks = found.group(1).count("下") - found.group(1).count("上")
    return NamedDay(today - timedelta(days=today.weekday()) + timedelta(days=7 * weeks), is_vague=True)


def _date(found: re.Match[str], today: date) -> NamedDay | None:
    """十二月三号: this year's, or the next if it is long over."""
    year_word, month, day = found.group(1), number_of(found.group(2)), number_of(found.group(3))
    year = today.year + {"明": 1, "后": 2}.get(year_word or "", 0)
    named = _valid(year, month, day)
    if named and not year_word and today - named > DISTANT_PAST:
        named = _valid(year + 1, month, day)
    return NamedDay(named) if named else None


def _day_of_month(found: re.Match[str], today: date) -> NamedDay | None:
    """三号: the next one; 下个月三号."""
    which, day = found.group(1) or "", number_of(found.group(2))
    if which:
        named = _valid(*_month_ahead(today, which.count("下") - which.count("上")), day)
        return NamedDay(named) if named else None
    for ahead in range(3):
        named = _valid(*_month_ahead(today, ahead), day)
        if named and named >= today:
            return NamedDay(named)
    return None


def _end_of_month(found: re.Match[str], today: date) -> NamedDay:
    after = _month_ahead(today, (found.group(1) or "").count("下") + 1)
    return NamedDay(date(*after, 1) - timedelta(days=1), is_vague=True)


def _start_of_month(found: re.Match[str], today: date) -> NamedDay:
    ahead = (found.group(1) or "").count("下")
    return NamedDay(date(*_month_ahead(today, ahead or 1), 1), is_vague=True)


def _middle_of_month(found: re.Match[str], today: date) -> NamedDay:
    day = date(*_month_ahead(today, (found.group(1) or "").count("下")), 15)
    return NamedDay(day if day >= today else date(*_month_ahead(today, 1), 15), is_vague=True)


def _part_of_month(found: re.Match[str], today: date) -> NamedDay:
    """十二月初, 一月底: this year's, or the next."""
    month, day = number_of(found.group(1)), {"初": 1, "上": 1, "中": 15, "下": 21}.get(found.group(2)[0])
    for year in (today.year, today.year + 1):
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        named = last.replace(day=day) if day else last
        if named >= today:
            break
    return NamedDay(named, is_vague=True)


def _month_ahead(today: date, months: int) -> tuple[int, int]:
    years, month = divmod(today.month - 1 + months, 12)
    return today.year + years, month + 1


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _yearly(month: int, day: int) -> Naming:
    def name(_: re.Match[str], today: date) -> NamedDay:
        this_year = date(today.year, month, day)
        return NamedDay(this_year if this_year >= today else date(today.year + 1, month, day))

    return name


def _spring_festival(days: int) -> Naming:
    def name(_: re.Match[str], today: date) -> NamedDay | None:
        coming = (day + timedelta(days=days) for day in SPRING_FESTIVALS)
        return next((NamedDay(day) for day in coming if day >= today), None)

    return name


_TO_PART = "(?=早|晚|上午|下午|中午|晨|夜|晌)"
_WHICH = "((?:上上|上|下下下|下下|下|这|本|那)一?个?)"
_BY_WORDS: tuple[tuple[str, Naming], ...] = (
    (f"{_WHICH}?{WEEK}末|(?:大)?双休日?()", _weekend),
    (f"{_WHICH}?{WEEK}([一二三四五六日1-6]|天(?![天气]))", _weekday),
    (f"((?:下下|下|上)一?个?){WEEK}(?!几|年)", _week),
    (f"(?:(今|明|后)年的?)?({MONTH_NUMBER})月份?的?({DAY_NUMBER})[号日]?(?![点个天])", _date),
    (f"(?:((?:这|本|当|下下|下|上)个?)月的?)?({DAY_NUMBER})(?:号(?![楼线院门码桌键机])|日)", _day_of_month),
    (f"({MONTH_NUMBER})月份?(底|末|初|中旬?|上旬|下旬)", _part_of_month),
    ("((?:这|本|下)个?)?月(?:底|末|尾)", _end_of_month),
    ("((?:这|本|下)个?)?月初|(下)个?月(?!的)", _start_of_month),
    ("((?:这|本|下)个?)?月中(?!午)旬?", _middle_of_month),
    ("年(?:底|末)", _yearly(12, 31)),
    ("明后[天儿两]天?|明[儿天]后[儿天]", _ahead(1, is_vague=True)),
    ("今明[天儿两]天?", _ahead(0, is_vague=True)),
    ("大大后[天儿日]个?", _ahead(4)),
    ("大后[天儿日]个?", _ahead(3)),
    ("(?<![以之然过最])后[天儿日]个?(?!天)", _ahead(2)),
    (f"明(?:[天儿日]个?|{_TO_PART})|第二天|次日|转天", _ahead(1)),
    (f"[今当](?:[天儿日]个?|{_TO_PART})", _ahead(0)),
    (f"(?:昨(?:[天儿日]个?|{_TO_PART}))|夜儿个?", _ahead(-1)),
    ("(?<![以之目])大?前(?:[天儿]个?|日)", _ahead(-2)),
    *((words, _yearly(month, day)) for words, month, day in HOLIDAYS),
    ("除夕|大?年三十", _spring_festival(-1)),
    ("春节|(?:大年|正月)初一", _spring_festival(0)),
)
_PATTERNS = tuple((re.compile(words), naming) for words, naming in _BY_WORDS)


def day_at(text: str, at: int, today: date) -> tuple[NamedDay | None, int] | None:
    """The day that a text names at a place, and where its name ends; 二月三十号 is a name of no day."""
    for pattern, naming in _PATTERNS:
        found = pattern.match(text, at)
        if found:
            return naming(found, today), found.end()
    return None

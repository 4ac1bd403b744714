"""Which days people work: the week, public holidays and make-up workdays, and the words admins name days with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

WEEK = "一二三四五六日"
SPAN = re.compile(rf"(?:周|星期)([{WEEK}天])(?:(?:至|到|-)(?:周|星期)?([{WEEK}天]))?")
MONDAY_TO_FRIDAY = frozenset(range(5))
ALLOWED = "工作日, 休息日, 节假日, 每天, 周一至周六, 周二、周四 or a date such as 2027-02-06"


@dataclass(frozen=True)
class Calendar:
    """Public holidays and make-up workdays. known_until: the last day they are known for; None: none are known."""

    rest: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    known_until: date | None = None

    def is_workday(self, day: date) -> bool:
        """Whether offices work: Monday to Friday without holidays, and make-up workdays."""
        return day in self.makeup or (day.weekday() in MONDAY_TO_FRIDAY and day not in self.rest)

    def days_left(self, today: date) -> int:
        """For how many days from today on holidays are known; negative when the data have ended."""
        return (self.known_until - today).days if self.known_until else -1


class Kind(Enum):
    """What a rule about days goes by."""

    WORKDAYS = "工作日"
    REST_DAYS = "休息日"
    HOLIDAYS = "节假日"
    EVERY_DAY = "每天"
    WEEKDAYS = "周"
    DATE = "日期"


@dataclass(frozen=True)
class Days:
    """A rule about days. weekdays: Monday is 0, for WEEKDAYS only; on: for DATE only."""

    kind: Kind
    weekdays: frozenset[int] = frozenset()
    on: date | None = None

    def include(self, day: date, calendar: Calendar) -> bool:
        """Whether this day is meant. Named weekdays rest on holidays; a make-up workday counts as Monday to Friday."""
        match self.kind:
            case Kind.EVERY_DAY:
                return True
            case Kind.WORKDAYS:
                return calendar.is_workday(day)
            case Kind.REST_DAYS:
                return not calendar.is_workday(day)
            case Kind.HOLIDAYS:
                return day in calendar.rest
            case Kind.DATE:
                return day == self.on
            case Kind.WEEKDAYS:
                if day in calendar.makeup and self.weekdays & MONDAY_TO_FRIDAY:
                    return True
                return day.weekday() in self.weekdays and day not in calendar.rest


WORKDAYS = Days(Kind.WORKDAYS)


def parse_days(text: str) -> Days:
    """The rule that an admin's words mean. Raises ValueError, saying what is allowed."""
    for kind in (Kind.WORKDAYS, Kind.REST_DAYS, Kind.HOLIDAYS, Kind.EVERY_DAY):
        if text == kind.value:
            return Days(kind)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Days(Kind.DATE, on=parse_date(text))
    weekdays: set[int] = set()
    for part in re.split("[、,，]", text):
        span = SPAN.fullmatch(part)
        if not span:
            raise ValueError(f"{text!r} names no days; use {ALLOWED}")
        first, last = _weekday(span[1]), _weekday(span[2] or span[1])
        weekdays.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return Days(Kind.WEEKDAYS, frozenset(weekdays))


def parse_date(text: str) -> date:
    """The day of 2027-02-06. Raises ValueError."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise ValueError(f"{text!r} is no day; write it like 2027-02-06") from None


def _weekday(character: str) -> int:
    return WEEK.index(character.replace("天", "日"))

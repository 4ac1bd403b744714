"""Times for a callback as spoken. Read by sound, so that a recogniser's homophones do not matter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import TypeAlias

from ivr.domain.callbacks import Window
from ivr.domain.pinyin import syllables
from ivr.domain.prompts import Moment

OPENS, CLOSES = time(9), time(18)
"""Callbacks are made in these hours, the close excluded."""
PARTS = {
    "morning": (time(9), time(12)),
    "noon": (time(12), time(14)),
    "afternoon": (time(14), time(18)),
    "evening": (time(18), time(22)),
}
ONES = "yi|er|liang|san|si|wu|liu|qi|ba|jiu"
TENS = rf"(?:(?:er |san )?shi(?: (?:{ONES}))?|{ONES})"
VALUES = {"yi": 1, "er": 2, "liang": 2, "san": 3, "si": 4, "wu": 5, "liu": 6, "qi": 7, "ba": 8, "jiu": 9}
DAYS = (("da hou tian", 3), ("hou (?:tian|er)", 2), ("ming (?:tian|er)", 1), ("jin (?:tian|er)", 0))
WEEKDAY = re.compile(r"\b(xia |zhe |ben )?(?:yi )?(?:ge )?(?:zhou|xing qi|li bai) (yi|er|san|si|wu|liu|ri|tian)\b")
DATE = re.compile(rf"\b(?:({TENS}) yue )?({TENS}) (?:hao|ri)\b")
DAY_PARTS = {
    "zao shang": "morning", "zao chen": "morning", "shang wu": "morning", "zhong wu": "noon", "xia wu": "afternoon",
    "wan shang": "evening", "bang wan": "evening",
}  # fmt: skip
HOUR = re.compile(rf"\b({TENS}) dian(?: zhong)?(?: (ban|yi ke|san ke|(?:{ONES})? ?shi wu|san shi))?\b")
MINUTES = {"ban": 30, "yi ke": 15, "shi wu": 15, "san shi": 30, "san ke": 45, "si shi wu": 45}
ANY_TIME = re.compile("dou (xing|ke yi|hao|cheng)|sui bian|ren he shi|sui shi|sh?en me shi hou dou|wu suo wei")
SOON = re.compile("xian zai|jin kuai|ma shang|yue kuai yue hao|li ke|gan jin|jin zao")


class Fault(Enum):
    """Why what was said cannot be a time for a callback."""

    NOT_HEARD = "not_heard"
    PAST = "past"
    CLOSED = "closed"


@dataclass(frozen=True)
class Agreed:
    """A time as it will be read back and kept. window None: any time."""

    window: Window | None
    moment: Moment


TimeHeard: TypeAlias = Agreed | Fault


def time_in(text: str, now: datetime) -> TimeHeard:
    """The callback time in a text. A day alone is its whole working day; an hour is the hour from then on."""
    sound = _sound(text)
    day, part, clock = _day(sound, now.date()), _part(sound), _clock(sound)
    if day is None and part is None and clock is None:
        return _without_time(sound, now, text)
    clock = _of_part(clock, part) if clock else None
    start, end = (clock, _hour_later(clock)) if clock else PARTS.get(part or "", (OPENS, CLOSES))
    if start < OPENS or start >= CLOSES:
        return Fault.CLOSED
    if day is None:
        day = now.date() if datetime.combine(now.date(), start) > now else now.date() + timedelta(days=1)
    begins, ends = datetime.combine(day, start), datetime.combine(day, min(end, CLOSES))
    if ends <= now or (clock and begins <= now):
        return Fault.PAST
    moment = Moment(now.date(), day, part, clock.hour if clock else None, clock.minute if clock else 0)
    return Agreed(Window(max(begins, now), ends, text), moment)


def speaks_of_time(text: str) -> bool:
    """Whether any time can be read from a text, be it past or outside the hours."""
    return time_in(text, datetime(2026, 1, 1)) is not Fault.NOT_HEARD


def _sound(text: str) -> str:
    """Syllables between blanks. 是 and 时 are kept apart from 十: 是三点 is no 十三点."""
    return " ".join(syllables(text.replace("是三", "三").replace("是四", "四").replace("是五", "五")))


def _without_time(sound: str, now: datetime, text: str) -> TimeHeard:
    if SOON.search(sound):
        day = now.date() if now.time() < CLOSES else now.date() + timedelta(days=1)
        window = Window(max(now, datetime.combine(day, OPENS)), datetime.combine(day, CLOSES), text)
        return Agreed(window, Moment(now.date(), day))
    return Agreed(None, Moment(now.date(), None)) if ANY_TIME.search(sound) else Fault.NOT_HEARD


def _day(sound: str, today: date) -> date | None:
    for words, ahead in DAYS:
        if re.search(rf"\b{words}\b", sound):
            return today + timedelta(days=ahead)
    return _weekday(sound, today) or _date(sound, today)


def _weekday(sound: str, today: date) -> date | None:
    found = WEEKDAY.search(sound)
    if found is None:
        return None
    weekday = 7 if found.group(2) in ("ri", "tian") else VALUES[found.group(2)]
    ahead = weekday - today.isoweekday()
    if (found.group(1) or "").strip() == "xia":
        return today + timedelta(days=ahead + 7)
    return today + timedelta(days=ahead if ahead >= 0 or found.group(1) else ahead + 7)


def _date(sound: str, today: date) -> date | None:
    """十二月三号, or 三号: the next day of that date."""
    found = DATE.search(sound)
    if found is None:
        return None
    day, month = _number(found.group(2)), _number(found.group(1)) if found.group(1) else today.month
    for ahead in range(12):
        year, month_after = today.year + (month - 1 + ahead) // 12, (month - 1 + ahead) % 12 + 1
        if found.group(1) and month_after != month:
            continue
        try:
            named = date(year, month_after, day)
        except ValueError:
            continue
        if named >= today:
            return named
    return None


def _part(sound: str) -> str | None:
    return next((part for words, part in DAY_PARTS.items() if words in sound), None)


def _clock(sound: str) -> time | None:
    found = HOUR.search(sound)
    if found is None:
        return None
    return time(_number(found.group(1)) % 24, MINUTES.get((found.group(2) or "").strip(), 0))


def _number(sound: str) -> int:
    """san → 3, shi yi → 11, er shi si → 24."""
    tens, shi, ones = sound.rpartition("shi")
    return (VALUES.get(tens.strip(), 1) * 10 if shi else 0) + VALUES.get(ones.strip(), 0)


def _of_part(clock: time, part: str | None) -> time:
    """Three o'clock is in the afternoon unless the caller says otherwise; nobody is called back at night."""
    late = part in ("afternoon", "evening") or (part == "noon" and clock.hour < 6) or (part is None and clock.hour < 8)
    return clock.replace(hour=clock.hour + 12) if late and clock.hour < 12 else clock


def _hour_later(clock: time) -> time:
    return clock.replace(hour=min(clock.hour + 1, 23))

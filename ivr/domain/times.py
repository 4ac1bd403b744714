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
"""Callbacks are made in these hours."""
PARTS = {
    "morning": (time(9), time(12)),
    "noon": (time(12), time(14)),
    "afternoon": (time(13), time(18)),
    "evening": (time(18), time(22)),
}
ONES = "yi|er|liang|san|si|wu|liu|qi|ba|jiu"
VALUES = {"yi": 1, "er": 2, "liang": 2, "san": 3, "si": 4, "wu": 5, "liu": 6, "qi": 7, "ba": 8, "jiu": 9}
DAYS = (("da hou tian", 3), ("hou tian", 2), ("ming tian", 1), ("jin tian", 0))
WEEKDAY = re.compile(r"\b(xia |zhe |ben )?(?:ge )?(?:zhou|xing qi|li bai) (yi|er|san|si|wu|liu|ri|tian)\b")
DAY_PARTS = {"zao shang": "morning", "shang wu": "morning", "zhong wu": "noon", "xia wu": "afternoon",
             "wan shang": "evening", "bang wan": "evening"}  # fmt: skip
HOUR = re.compile(
    rf"\b(shi (?:yi|er)|shi|{ONES}) dian(?: zhong)?(?: (ban|yi ke|san ke|(?:{ONES})? ?shi wu|san shi))?\b"
)
MINUTES = {"ban": 30, "yi ke": 15, "shi wu": 15, "san shi": 30, "san ke": 45, "si shi wu": 45}
ANY_TIME = re.compile(
    r"dou (xing|ke yi|hao|cheng)|sui bian|ren he shi|sui shi|sheng me shi hou dou|shen me shi hou dou"
)


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
    sound = " ".join(syllables(text))
    day, part, clock = _day(sound, now.date()), _part(sound), _clock(sound)
    if day is None and part is None and clock is None:
        return Agreed(None, Moment(now.date(), None)) if ANY_TIME.search(sound) else Fault.NOT_HEARD
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


def _day(sound: str, today: date) -> date | None:
    for words, ahead in DAYS:
        if words in sound:
            return today + timedelta(days=ahead)
    found = WEEKDAY.search(sound)
    if found is None:
        return None
    weekday = 7 if found.group(2) in ("ri", "tian") else VALUES[found.group(2)]
    ahead = weekday - today.isoweekday()
    if (found.group(1) or "").strip() == "xia":
        return today + timedelta(days=ahead + 7)
    return today + timedelta(days=ahead if ahead >= 0 or found.group(1) else ahead + 7)


def _part(sound: str) -> str | None:
    return next((part for words, part in DAY_PARTS.items() if words in sound), None)


def _clock(sound: str) -> time | None:
    found = HOUR.search(sound)
    if found is None:
        return None
    words = found.group(1).split()
    hour = (10 if words[0] == "shi" else 0) + sum(VALUES.get(word, 0) for word in words)
    return time(hour % 24, MINUTES.get((found.group(2) or "").strip(), 0))


def _of_part(clock: time, part: str | None) -> time:
    """Three o'clock is in the afternoon unless the caller says otherwise; nobody is called back at night."""
    late = part in ("afternoon", "evening") or (part is None and clock.hour < 8)
    return clock.replace(hour=clock.hour + 12) if late and clock.hour < 12 else clock


def _hour_later(clock: time) -> time:
    return clock.replace(hour=min(clock.hour + 1, 23))

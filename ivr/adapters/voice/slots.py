"""From the value of a slot to the names of the sounds that say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import assert_never

from ivr.adapters.voice.directory_sounds import sound_name
from ivr.domain.prompts import (
    AnswerText,
    Count,
    DepartmentName,
    Digits,
    DistrictName,
    FactQuestion,
    Keyed,
    MatterName,
    Moment,
    OpeningHours,
    Slot,
    StreetName,
)

PAUSES = {"pause.short": 0.12, "pause.group": 0.28}
"""Silences between sounds, in seconds: around a slot, and between the groups of a number."""

MINUTES = 5
"""Minutes are spoken in fives: no one opens, closes or calls back at finer times."""


def parts_of(slot: Slot, parts: Mapping[str, str]) -> list[str]:
    """The sounds that say this value, with pauses around it. A name without a sound falls back to a neutral word."""
    return ["pause.short", *_parts(slot, parts), "pause.short"]


def _parts(slot: Slot, parts: Mapping[str, str]) -> list[str]:
    match slot:
        case Digits(value):
            return _digits(value)
        case DepartmentName(id=identifier):
            name = f"department.{identifier}"
            return [name if name in parts else "word.department"]
        case DistrictName(name):
            found = [key for key, text in parts.items() if key.startswith("district.") and text == name]
            return [*found[:1]] or ["word.district"]
        case Moment():
            return _moment(slot)
        case OpeningHours(opens, closes):
            return [*_clock(opens), "word.to", *_clock(closes)]
        case Count(value):
            return _count(value)
        case AnswerText() | FactQuestion() | MatterName() | StreetName():
            return list(own_words(slot))
        case Keyed(options):
            return [name for key, option in enumerate(options, 1) for name in _option(option, key, parts)]
        case _:
            assert_never(slot)


def _option(option: Slot, key: int, parts: Mapping[str, str]) -> list[str]:
    return [*_parts(option, parts), f"key.{key}", "pause.group"]


def own_words(slot: Slot) -> dict[str, str]:
    """Sound → text of a slot that brings its words from the directory; empty for the others."""
    match slot:
        case AnswerText(text):
            return {sound_name("answer", text): text}
        case FactQuestion(text):
            return {sound_name("fact", text): text}
        case MatterName(name):
            return {sound_name("matter", name): name}
        case StreetName(name):
            return {sound_name("street", name): name}
        case Keyed(options):
            return {name: text for option in options for name, text in own_words(option).items()}
        case _:
            return {}


def _digits(value: str) -> list[str]:
    names: list[str] = []
    for i, group in enumerate(group_digits(value)):
        names += ["pause.group"] if i else []
        names += [f"digit.{d}" for d in group]
    return names


def group_digits(value: str) -> list[str]:
    """Digits in the groups people say them in: mobiles 3-4-4, eight digits 4-4, others by four from the end."""
    digits = "".join(c for c in value if c in "0123456789")
    if len(digits) == 11 and digits.startswith("1"):
        return [digits[:3], digits[3:7], digits[7:]]
    if len(digits) <= 5:
        return [digits]
    first = len(digits) % 4
    groups = [digits[:first]] if first else []
    return groups + [digits[i : i + 4] for i in range(first, len(digits), 4)]


def _count(value: int) -> list[str]:
    """0 to 99, as in 两位, 十二位, 二十一位."""
    tens, ones = divmod(value, 10)
    if value == 2:
        return ["number.2"]
    leading = [f"digit.{tens}"] if tens > 1 else []
    trailing = ["number.1" if ones == 1 else f"digit.{ones}"] if ones or not tens else []
    return [*leading, *(["number.10"] if tens else []), *trailing]


def _moment(moment: Moment) -> list[str]:
    if moment.day is None:
        return ["day.any"]
    names = _day(moment.day, moment.today)
    if moment.hour is not None:
        return names + _clock(time(moment.hour, moment.minute))
    return names + ([f"part.{moment.part}"] if moment.part else [])


def _day(day: date, today: date) -> list[str]:
    ahead = (day - today).days
    if 0 <= ahead <= 2:
        return [f"day.{ahead}"]
    monday = today - timedelta(days=today.weekday())
    week = (day - monday).days // 7
    if week in (0, 1):
        return [f"weekday.{('this', 'next')[week]}_{day.isoweekday()}"]
    return [f"month.{day.month}", f"date.{day.day}"]


def _clock(at: time) -> list[str]:
    part = "morning" if at.hour < 12 else "noon" if at.hour == 12 else "afternoon" if at.hour < 18 else "evening"
    names = [f"part.{part}", f"hour.{(at.hour - 1) % 12 + 1}"]
    minute = at.minute // MINUTES * MINUTES
    return names + ([f"minute.{minute}"] if minute else [])

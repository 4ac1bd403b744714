"""The names of what the bot says, and the values that fill their slots. Texts and sound live in prompts/."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias


@dataclass(frozen=True)
class Digits:
    """Read digit by digit in natural groups: a telephone number, 12345."""

    value: str


@dataclass(frozen=True)
class DepartmentName:
    """A department, spoken by its short name. id: as in data/departments.csv or district_departments.csv."""

    id: str
    name: str


@dataclass(frozen=True)
class DistrictName:
    """One of the city's districts, such as 西城区."""

    name: str


@dataclass(frozen=True)
class Moment:
    """A day and part of day, or hour, for a callback. `day` is spoken relative to `today`.

    day None: any day ("都行"). hour None: the whole `part`. part: "morning", "noon", "afternoon", "evening" or None.
    """

    today: date
    day: date | None
    part: str | None = None
    hour: int | None = None
    minute: int = 0

    @classmethod
    def of(cls, now: datetime, at: datetime) -> Moment:
        """A day and an hour, as seen from now."""
        return cls(now.date(), at.date(), None, at.hour, at.minute)


@dataclass(frozen=True)
class OpeningHours:
    """Opening and closing time of a department or line."""

    opens: time
    closes: time


@dataclass(frozen=True)
class Count:
    """A small cardinal number, 0 to 99: a place in a queue, a number of days."""

    value: int


@dataclass(frozen=True)
class AnswerText:
    """The text of an answer's case. Without its sound the prompt is missing: the department answers instead."""

    text: str


@dataclass(frozen=True)
class FactQuestion:
    """The question for a fact, as in data/facts.csv. Without its sound the prompt is missing."""

    text: str


@dataclass(frozen=True)
class MatterName:
    """What a caller may call about, such as 停水. One that is new is spoken by a neutral word."""

    name: str


@dataclass(frozen=True)
class StreetName:
    """A street, town or area of a district. One that is new is spoken by a neutral word."""

    name: str


@dataclass(frozen=True)
class Keyed:
    """Districts or streets, each with the key that chooses it, from 1 on: 东城区请按一，西城区请按二."""

    options: tuple[DistrictName | StreetName, ...]


Slot: TypeAlias = (
    Digits
    | DepartmentName
    | DistrictName
    | Moment
    | OpeningHours
    | Count
    | AnswerText
    | FactQuestion
    | MatterName
    | StreetName
    | Keyed
)


@dataclass(frozen=True)
class Prompt:
    """One thing the bot says: a name in prompts/<language>/ and the values of its slots.

    language: a pack in which it is said whatever the caller speaks; "" for the caller's.
    """

    name: str
    slots: tuple[tuple[str, Slot], ...] = ()
    language: str = ""


def prompt(name: str, **slots: Slot) -> Prompt:
    """The prompt of this name with its slots filled."""
    return Prompt(name, tuple(sorted(slots.items(), key=lambda item: item[0])))

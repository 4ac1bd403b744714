"""The frozen snapshot of the directory that one talk uses: lines, departments, districts, places, the router."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from ivr.domain.answers import Answer, Fact
from ivr.domain.hours import Hours, OpeningTimes
from ivr.domain.place_index import Places
from ivr.domain.rosters import Roster
from ivr.errors import DepartmentNotFound, LineNotFound


@dataclass(frozen=True)
class Line:
    """A number that can be dialled. greeting: a prompt name. hours: None is day and night."""

    number: str
    name: str
    greeting: str
    district: str | None = None
    hours: Hours | None = None


@dataclass(frozen=True)
class Department:
    """A body that owns matters. spoken: the short name that prompts say. queue: where its agents sit.

    per_district: one of the kinds every district has its own of (区教委 …); then the district is asked.
    aliases: what callers call it. counterpart: the city-level department of such a kind; of the others, their own id.
    """

    id: str
    name: str
    spoken: str
    queue: str
    per_district: bool = False
    aliases: tuple[str, ...] = ()
    counterpart: str = ""


class PlaceNeed(Enum):
    """Which place must be known before a matter can be handed over."""

    NONE = "none"
    DISTRICT = "district"
    STREET = "street"


@dataclass(frozen=True)
class Matter:
    """What people call about, filed under a department; all departments by their ids.

    answered_by: who handles it first. also: others that may, best first. helper: who helps when that one is closed.
    """

    department_id: str
    name: str
    answered_by: str
    place: PlaceNeed
    also: tuple[str, ...]
    helper: str


def line_of(department: Department) -> str:
    """The city-level department of a kind that every district has; of the others, their own id."""
    return department.counterpart or department.id


@dataclass(frozen=True)
class Candidate:
    """A department a text may belong to. score: 0..1, comparable within one ranking, summing to at most 1.

    matter: the likeliest of those that it answers; None when none is near. nearness: 0..1, how like the text the
    likest phrase of this matter is.
    """

    department_id: str
    score: float
    matter: Matter | None = None
    nearness: float = 0.0


@dataclass(frozen=True)
class Asked:
    """An answer whose question was asked. likeness: 0..1, how near one of its phrases is.

    rivals: other answers that it may be nearly as well, the nearest first.
    """

    answer: str
    likeness: float
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Labelled:
    """What a text may be instead of a matter (ivr.domain.labels). score: 0..1, comparable with those of candidates."""

    label: str
    score: float


@dataclass(frozen=True)
class Reading:
    """What the router makes of a text. ranked: at most five departments, best first.

    labels: those of ivr.domain.labels, best first. asked: the answer whose question is nearest; None when a
    matter's phrase is nearer, which is no question. spread: 0..1, how near the third line's phrase is beside the
    nearest, 0 when none is near: close to 1 for words that are said of many matters. alarm: how far the text lies on
    the side of emergencies, whichever; negative is outside, about -1 is far from any. All empty for an empty text.
    """

    ranked: tuple[Candidate, ...] = ()
    labels: tuple[Labelled, ...] = ()
    asked: Asked | None = None
    spread: float = 0.0
    alarm: float = -1.0


class Router(Protocol):
    """Ranks departments by how well they fit what a caller said, and what else it may be."""

    def read(self, text: str, others: tuple[str, ...] = ()) -> Reading:
        """What this text may be. others: what the recogniser may have heard instead, best first."""

    def rank_matters(self, text: str, matters: Collection[Matter]) -> tuple[Matter, ...]:
        """These matters of the directory, the one whose phrases are most like the text first."""


@dataclass(frozen=True)
class Directory:
    """Everything a talk may look up. places: the index of names that ivr.domain.places reads.

    matters: by department id and name. hours: when departments are open. answers, facts: by id and name.
    operator_queue: where a human always is. city_desk: the department that owns what nobody else does.
    """

    version: str
    lines: Mapping[str, Line]
    departments: Mapping[str, Department]
    districts: tuple[str, ...]
    places: Places
    router: Router
    operator_queue: str = "operator"
    city_desk: str = "M01"
    matters: Mapping[tuple[str, str], Matter] = field(default_factory=dict)
    hours: OpeningTimes = field(default_factory=OpeningTimes)
    roster: Roster = field(default_factory=Roster)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def department(self, department_id: str) -> Department:
        """The department of this id. Raises DepartmentNotFound."""
        try:
            return self.departments[department_id]
        except KeyError:
            raise DepartmentNotFound(
                f"no department {department_id!r} in directory {self.version}:"
                " ./hotline ivr directory search NAME shows their ids"
            ) from None

    def streets_of(self, district: str) -> tuple[str, ...]:
        """The streets, towns and areas of a district in their official order; none of an unknown one."""
        return self.places.streets.get(district, ())

    def line(self, number: str) -> Line:
        """The line of this number. Raises LineNotFound."""
        try:
            return self.lines[number]
        except KeyError:
            raise LineNotFound(
                f"no line {number!r} in directory {self.version}: add it to data/lines.csv, then"
                " ./hotline ivr directory build"
            ) from None

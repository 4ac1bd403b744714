"""What a simulated caller wants, and what kind of caller it is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from ivr.domain.directory import Directory

LEAST_PATIENCE, USUAL_PATIENCE, MOST_PATIENCE = 30.0, 90.0, 240.0
"""Seconds of a call after which a caller hangs up. An assumption, not a measurement: few under 45 s."""
BARGING_IN = 0.4
"""The share of callers who speak over prompts. An assumption."""


@dataclass(frozen=True)
class Goal:
    """text: how it is said. lines: the city-level departments that are right, by name. district: where said in it."""

    text: str
    lines: tuple[str, ...]
    district: str | None = None


@dataclass(frozen=True)
class Person:
    """noise: the share of their characters that is mis-heard. district, street: where their matter is.

    objects: says no over the announcement of a wrong department.
    """

    goal: Goal
    noise: float
    patience_seconds: float
    barges_in: bool
    district: str
    street: str
    objects: bool = False


def persons(
    goals: Sequence[Goal], noise: float, count: int, seed: int, directory: Directory, objecting: bool = False
) -> list[Person]:
    """So many callers, the same for the same seed and, but for the noise, at every noise.

    objecting: who speaks over prompts also does where a wrong department is announced; else nobody does.
    """
    chance = random.Random(seed)
    found = []
    for i in range(count):
        goal = goals[i % len(goals)] if i < len(goals) else chance.choice(goals)
        district = goal.district or chance.choice(directory.districts)
        street = chance.choice(directory.streets_of(district) or (district,))
        seconds = chance.triangular(LEAST_PATIENCE, MOST_PATIENCE, USUAL_PATIENCE)
        barges_in = chance.random() < BARGING_IN
        found.append(Person(goal, noise, seconds, barges_in, district, street, barges_in and objecting))
    return found


def line_of(department_id: str, directory: Directory) -> str:
    """The name of the city-level department that this one belongs to; "" for one that is not there."""
    department = directory.departments.get(department_id)
    if department is None:
        return ""
    return directory.department(department.counterpart or department.id).name

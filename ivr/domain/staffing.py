"""Who answers where: the part of the directory that queues are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.domain.calendar import Calendar
from ivr.domain.directory import Directory
from ivr.domain.rosters import Roster


@dataclass(frozen=True)
class Staffing:
    """queues: each department's queue → its name. operator_queue: the one that is no department's."""

    queues: Mapping[str, str]
    roster: Roster
    calendar: Calendar
    operator_queue: str = "operator"


def staffing_of(directory: Directory) -> Staffing:
    """The staffing in a whole directory."""
    queues = {department.queue: department.name for department in directory.departments.values()}
    return Staffing(queues, directory.roster, directory.hours.calendar, directory.operator_queue)

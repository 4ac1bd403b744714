"""Whether somebody of a department can pick up now, and when next: its hours and the roster of its queue together."""

from __future__ import annotations

from datetime import datetime, timedelta

from ivr.domain.directory import Department, Directory
from ivr.domain.hours import MOST_DAYS_AHEAD, Opening


def is_attended(directory: Directory, department: Department, at: datetime) -> bool:
    """Open, and where its queue has a roster, with somebody on duty."""
    if not directory.hours.is_open(department.id, at):
        return False
    return not _duties(directory, department) or bool(
        directory.roster.on_duty(department.queue, at, directory.hours.calendar)
    )


def attended_next(directory: Directory, department: Department, at: datetime) -> datetime | None:
    """The next moment after `at` from which somebody can pick up; None when there is none within 60 days."""
    openings = (*directory.hours.openings_of(department.id), *_duties(directory, department))
    for ahead in range(MOST_DAYS_AHEAD + 1):
        day = at.date() + timedelta(days=ahead)
        starts = sorted(
            datetime.combine(day, opening.hours.opens, at.tzinfo)
            for opening in openings
            if opening.days.include(day, directory.hours.calendar)
        )
        for start in starts:
            if start > at and is_attended(directory, department, start):
                return start
    return None


def _duties(directory: Directory, department: Department) -> tuple[Opening, ...]:
    return tuple(duty.when for duty in directory.roster.duties if duty.queue == department.queue)

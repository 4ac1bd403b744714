"""Who is on duty: the seats of a queue, and which of them know a department's business at a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ivr.domain.calendar import Calendar, Kind
from ivr.domain.hours import Opening


@dataclass(frozen=True)
class Seat:
    """A place where an agent of a queue answers. penalty: 0 is rung first."""

    queue: str
    extension: str
    name: str
    penalty: int = 0


@dataclass(frozen=True)
class Duty:
    """When somebody who knows a department's business sits at an extension."""

    queue: str
    extension: str
    when: Opening


@dataclass(frozen=True)
class Roster:
    """The seats of all queues, and who is on duty when."""

    seats: tuple[Seat, ...] = ()
    duties: tuple[Duty, ...] = ()

    def on_duty(self, queue: str, at: datetime, calendar: Calendar) -> tuple[Seat, ...]:
        """The seats to ring at `at`, first the one to ring first. A queue without a roster has all its seats.

        On a day that the roster names by its date, its rules about weekdays do not count.
        """
        seats = sorted((s for s in self.seats if s.queue == queue), key=lambda seat: (seat.penalty, seat.extension))
        duties = [duty for duty in self.duties if duty.queue == queue]
        if not duties:
            return tuple(seats)
        dated = [d for d in duties if d.when.days.kind is Kind.DATE and d.when.days.on == at.date()]
        there = {duty.extension for duty in dated or duties if duty.when.covers(at, calendar)}
        return tuple(seat for seat in seats if seat.extension in there)

    def to_ring(self, queue: str, at: datetime, calendar: Calendar, off_duty_penalty: int) -> tuple[Seat, ...]:
        """The seats of a queue with their penalties at `at`, first the one to ring first.

        off_duty_penalty: added to those of seats that are not on duty; below 0 these are left out.
        """
        there = self.on_duty(queue, at, calendar)
        others = [seat for seat in self.seats if seat.queue == queue and seat not in there]
        later = [replace(seat, penalty=seat.penalty + off_duty_penalty) for seat in others if off_duty_penalty >= 0]
        return tuple(sorted([*there, *later], key=lambda seat: (seat.penalty, seat.extension)))

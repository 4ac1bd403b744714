"""What is remembered of callers, in memory."""

from __future__ import annotations

from datetime import date, datetime

from ivr.domain.manner import USUAL, Manner
from ivr.errors import LedgerUnavailable, MoveUnlawful
from ivr.flows.ports import CalledBack, Promised


class MemoryCallers:
    """See ivr.flows.ports.Callers. promised: by number, latest first. ratings: by call, None while only asked for.

    requests, satisfied, unsolved: callbacks by their numbers. is_unreached: nothing can be said of them yet.
    """

    def __init__(self, promised: dict[str, tuple[Promised, ...]] | None = None) -> None:
        self.manners: dict[str, Manner] = {}
        self.promised = promised or {}
        self.ratings: dict[str, int | None] = {}
        self.requests: dict[int, CalledBack] = {}
        self.satisfied: dict[int, int] = {}
        self.unsolved: list[int] = []
        self.is_unreached = False
        self._surveyed: set[tuple[str, date]] = set()

    def manner_of(self, number: str) -> Manner:
        return self.manners.get(number, USUAL)

    def keep_manner(self, number: str, manner: Manner, at: datetime) -> None:
        self.manners[number] = manner

    def promised_to(self, number: str) -> tuple[Promised, ...]:
        return self.promised.get(number, ())

    def was_surveyed(self, number: str, day: date) -> bool:
        return (number, day) in self._surveyed

    def begin_survey(self, call_id: str, number: str, at: datetime) -> None:
        self._surveyed.add((number, at.date()))
        self.ratings[call_id] = None

    def keep_rating(self, call_id: str, stars: int) -> None:
        self.ratings[call_id] = stars

    def called_back(self, callback: int) -> CalledBack | None:
        return self.requests.get(callback)

    def keep_satisfaction(self, callback: int, stars: int, at: datetime) -> None:
        if self.is_unreached:
            raise MoveUnlawful("nobody was reached")
        self.satisfied[callback] = stars

    def keep_unsolved(self, callback: int, at: datetime) -> None:
        if self.is_unreached:
            raise MoveUnlawful("nobody was reached")
        self.unsolved.append(callback)


class ForgetfulCallers:
    """Callers that cannot be read or written."""

    def manner_of(self, number: str) -> Manner:
        raise LedgerUnavailable("the disk is full")

    def keep_manner(self, number: str, manner: Manner, at: datetime) -> None:
        raise LedgerUnavailable("the disk is full")

    def promised_to(self, number: str) -> tuple[Promised, ...]:
        raise LedgerUnavailable("the disk is full")

    def was_surveyed(self, number: str, day: date) -> bool:
        raise LedgerUnavailable("the disk is full")

    def begin_survey(self, call_id: str, number: str, at: datetime) -> None:
        raise LedgerUnavailable("the disk is full")

    def keep_rating(self, call_id: str, stars: int) -> None:
        raise LedgerUnavailable("the disk is full")

    def called_back(self, callback: int) -> CalledBack | None:
        raise LedgerUnavailable("the disk is full")

    def keep_satisfaction(self, callback: int, stars: int, at: datetime) -> None:
        raise LedgerUnavailable("the disk is full")

    def keep_unsolved(self, callback: int, at: datetime) -> None:
        raise LedgerUnavailable("the disk is full")

"""Who holds a place in a queue, for diallers: in which queues, since when, and the claim while a place is taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from ivr.adapters.store.callback_claims import REST
from ivr.adapters.store.claim_rows import HOLDS, Beginning, Claim, Due, begin_attempt, due_of, is_called, is_due
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.ledger_tables import RUNNING, callback_attempts, callback_calls, callbacks, calls
from ivr.domain.callback_states import State

LONGEST_TALK = timedelta(minutes=5)
"""So long after the promise a caller may still be on the line, leaving a message; after that their talk broke off."""
LEASE_STEP = timedelta(seconds=5)
"""A lease is renewed this often at most."""
attempts = callback_attempts.c


@dataclass(frozen=True)
class Held:
    """What goes on in one queue: who is due and not in it, who has waited longest first; attempts that run."""

    due: tuple[Due, ...] = ()
    running: tuple[int, ...] = ()


class Holds:
    """Raises LedgerUnavailable. See Claims for dialler, lease and rest."""

    def __init__(self, ledger: SqlLedger, dialler: str, lease: timedelta, rest: timedelta = REST) -> None:
        self._ledger, self._dialler, self._lease, self._rest = ledger, dialler, lease, rest

    def now(self, now: datetime) -> dict[str, Held]:
        """By queue; only those in which somebody holds a place."""
        due = sa.select(callbacks).where(self._may_enter(now)).order_by(callbacks.c.held_since, callbacks.c.id)
        running = sa.select(attempts.queue, attempts.id).where(RUNNING, attempts.queue.is_not(None))
        found: dict[str, Held] = {}
        with self._ledger.transaction(writes=False) as connection:
            for row in connection.execute(due):
                held = found.get(row.held_queue, Held())
                found[row.held_queue] = Held((*held.due, due_of(row)), held.running)
            for queue, attempt in connection.execute(running):
                held = found.get(queue, Held())
                found[queue] = Held(held.due, (*held.running, attempt))
        return found

    def claim(self, due: Due, place: int, now: datetime) -> Claim | None:
        """The right to take this place; None when another dialler was faster, or it may not be called any more."""
        assert due.hold is not None
        same = (callbacks.c.id == due.number) & (callbacks.c.held_queue == due.hold.queue)
        query = sa.select(callbacks).where(same, self._may_enter(now))
        told = f"place {place} of {due.hold.queue}, waiting since {due.hold.since:%H:%M:%S}"
        beginning = Beginning(self._dialler, now, now + self._lease, queue=due.hold.queue, told=told)
        with self._ledger.transaction() as connection:
            return begin_attempt(connection, query, beginning)

    def renew(self, standing: Collection[int], now: datetime) -> None:
        """These attempts still wait in their queues, whichever dialler put them there."""
        until = now + self._lease
        late = attempts.id.in_(standing) & RUNNING & (attempts.lease_until < until - LEASE_STEP)
        with self._ledger.transaction(writes=False) as connection:
            if not standing or connection.execute(sa.select(attempts.id).where(late)).first() is None:
                return
        with self._ledger.transaction() as connection:
            connection.execute(callback_attempts.update().where(late).values(lease_until=until))

    def _may_enter(self, now: datetime) -> sa.ColumnElement[bool]:
        return HOLDS & is_due(now) & ~_talks(now) & ~is_called(now, self._rest)


def _talks(now: datetime) -> sa.ColumnElement[bool]:
    """The call in which the request was made is not over: the caller may be leaving a message."""
    made = callback_calls.c
    goes_on = calls.c.ended_at.is_(None) | (calls.c.ended_at < made.at)
    both = sa.join(callback_calls, calls, made.call_id == calls.c.id)
    theirs = (made.callback_id == callbacks.c.id) & (made.at > now - LONGEST_TALK)
    return sa.exists().select_from(both).where(theirs, goes_on).correlate(callbacks)


def count_holds(ledger: SqlLedger) -> dict[str, int]:
    """How many hold a place, by queue. Raises LedgerUnavailable."""
    waits = callbacks.c.state.in_([State.OPEN.value, State.DIALLING.value])
    query = sa.select(callbacks.c.held_queue, sa.func.count()).where(HOLDS, waits).group_by(callbacks.c.held_queue)
    with ledger.transaction(writes=False) as connection:
        return {queue: count for queue, count in connection.execute(query)}

"""What diallers do with the callbacks of the ledger, each in one transaction: plan, claim, end an attempt, escalate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ivr.adapters.store.callback_moves import Note, locked, move, write_history
from ivr.adapters.store.claim_rows import (
    HOLDS,
    Beginning,
    Claim,
    Due,
    Plan,
    begin_attempt,
    claim_of,
    due_of,
    is_called,
    is_due,
)
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.ledger_tables import RUNNING, callback_attempts, callback_notices, callbacks
from ivr.domain.attempts import Chance, Reached, move_after
from ivr.domain.callback_states import PENDING, Move, State

AGAIN_AFTER = timedelta(minutes=1)
"""When no agent took a call, its caller was not called: it is tried again so much later, in the same chance."""
HELD_AGAIN = timedelta(seconds=15)
"""When no agent took the call of who holds a place, those behind get so long; then it is their turn again."""
REST = timedelta(minutes=5)
"""A caller with two matters is not called about the second so long after the call about the first."""
MOST_AT_A_TIME = 50
"""So many are planned or escalated in one round."""
attempts = callback_attempts.c


class Claims:
    """Raises LedgerUnavailable. dialler: the name of this process; lease: how long a claim lasts at most.

    rest: at least so long between calls to one number about two matters. again: so long after no agent took a call.
    """

    def __init__(
        self,
        ledger: SqlLedger,
        dialler: str,
        lease: timedelta,
        rest: timedelta = REST,
        again: timedelta = AGAIN_AFTER,
    ) -> None:
        self._ledger, self._dialler, self._lease = ledger, dialler, lease
        self._rest, self._again = rest, again

    def unplanned(self) -> list[Due]:
        """Open requests without a chance."""
        return self._open(callbacks.c.due_from.is_(None))

    def lapsed(self, now: datetime) -> list[Due]:
        """Open requests whose chance passed without a call."""
        return self._open(callbacks.c.due_until <= now)

    def overdue(self, now: datetime) -> list[Due]:
        """Requests past their deadline that the city desk does not know of yet."""
        pending = callbacks.c.state.in_([state.value for state in PENDING if state is not State.DIALLING])
        with self._ledger.transaction(writes=False) as connection:
            query = sa.select(callbacks).where(pending, callbacks.c.deadline <= now, callbacks.c.escalated < 2)
            return [due_of(row) for row in connection.execute(query.limit(MOST_AT_A_TIME))]

    def due_now(self, now: datetime) -> dict[str, int]:
        """Departments with requests that may be called now, and how many. Who holds a place is none of them."""
        query = sa.select(callbacks.c.department, sa.func.count()).where(is_due(now), ~HOLDS)
        query = query.group_by(callbacks.c.department)
        with self._ledger.transaction(writes=False) as connection:
            return {department: count for department, count in connection.execute(query)}

    def plan(self, plans: Iterable[Plan], at: datetime) -> None:
        """Give each its chance, all in one transaction: callers wait for every one on SQLite."""
        with self._ledger.transaction() as connection:
            for plan in plans:
                self._plan(connection, plan, at)

    def escalate(self, due: Due, deadline: datetime, at: datetime, why: str) -> None:
        """One step up: to the department's lead, then to the city desk; `deadline`: when the next step is due."""
        with self._ledger.transaction() as connection:
            row = locked(connection, due.number)
            if row.escalated != due.escalated or State(row.state) not in PENDING or row.state == State.DIALLING.value:
                return
            note = Note(self._dialler, at, why)
            move(connection, due.number, Move.ESCALATE, note, escalated=due.escalated + 1, deadline=deadline)
            notice = {"callback_id": due.number, "step": due.escalated + 1, "at": at, "next_at": at}
            connection.execute(callback_notices.insert().values(notice))

    def claim(self, department: str, agent: str, now: datetime) -> Claim | None:
        """The next request of a department that is due, for this agent; None when there is none, or the agent is taken.

        Exclusive over all processes: the indexes of running attempts allow one for each request, number and agent.
        """
        query = (
            sa.select(callbacks)
            .where(is_due(now), ~HOLDS, callbacks.c.department == department, ~is_called(now, self._rest))
            .order_by(callbacks.c.due_until, callbacks.c.id)
        )
        with self._ledger.transaction() as connection:
            return begin_attempt(connection, query, Beginning(self._dialler, now, now + self._lease, agent))

    def expired(self, now: datetime) -> list[Claim]:
        """Claims whose dialler died: their lease is over."""
        query = sa.select(callbacks, callback_attempts.c.id.label("attempt"), attempts.agent, attempts.began_at)
        query = query.add_columns(
            attempts.due_from.label("opens"), attempts.due_until.label("closes"), attempts.dialler, attempts.queue
        )
        query = query.select_from(sa.join(callbacks, callback_attempts)).where(RUNNING, attempts.lease_until <= now)
        with self._ledger.transaction(writes=False) as connection:
            return [
                replace(
                    claim_of(row, due_of(row), row.attempt, row.agent, Chance(row.opens, row.closes), row.began_at),
                    dialler=row.dialler,
                    queue=row.queue or "",
                )
                for row in connection.execute(query)
            ]

    def finish(self, claim: Claim, reached: Reached, now: datetime, chance: Chance | None) -> bool:
        """End an attempt; `chance`: the next one. False when it had ended already: its lease was over."""
        by = move_after(reached, chance)
        with self._ledger.transaction() as connection:
            row = locked(connection, claim.due.number)
            mine = (attempts.id == claim.attempt) & RUNNING
            ended = callback_attempts.update().where(mine).values(ended_at=now, outcome=reached.value)
            if not connection.execute(ended).rowcount:
                return False
            again = HELD_AGAIN if claim.queue else self._again
            values = _values_after(by, row, reached, chance, now + again)
            note = Note(self._dialler, now, f"attempt {claim.attempt}: {reached.value}")
            move(connection, claim.due.number, by, note, **values)
        return True

    def _plan(self, connection: Connection, plan: Plan, at: datetime) -> None:
        number, chance = plan.due.number, plan.chance
        row = locked(connection, number)
        if State(row.state) is not State.OPEN or row.due_until != plan.due.lapses:
            return  # someone else was faster
        if chance is None:
            move(connection, number, Move.GIVE_UP, Note(self._dialler, at, plan.why))
            return
        values = {"due_from": chance.opens, "due_until": chance.closes}
        connection.execute(callbacks.update().where(callbacks.c.id == number).values(values))
        told = f"{plan.why}{chance.opens:%Y-%m-%d %H:%M} to {chance.closes:%H:%M}"
        write_history(connection, number, "plan", State.OPEN, Note(self._dialler, at, told))

    def _open(self, condition: sa.ColumnElement[bool]) -> list[Due]:
        query = sa.select(callbacks).where(callbacks.c.state == State.OPEN.value, condition).order_by(callbacks.c.id)
        with self._ledger.transaction(writes=False) as connection:
            return [due_of(row) for row in connection.execute(query.limit(MOST_AT_A_TIME))]


def _values_after(
    by: Move, row: sa.Row[Any], reached: Reached, chance: Chance | None, again: datetime
) -> dict[str, Any]:
    values: dict[str, Any] = {"outcome": reached.value}
    if by is Move.RELEASE:
        values["attempted"] = max(row.attempted - 1, 0)
    if row.due_from is None:
        return values  # the caller called again meanwhile: the time agreed then is planned anew
    if by is Move.RELEASE:
        return values | {"due_from": max(row.due_from, again)}
    values |= {"held_queue": None, "held_since": None}  # it was their turn
    if chance:
        values |= {"due_from": chance.opens, "due_until": chance.closes}
    return values

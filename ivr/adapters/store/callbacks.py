"""The callbacks of the ledger as people work with them: found, shown, taken, replied to, rescheduled, closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ivr.adapters.store.callback_keeping import agreed_values
from ivr.adapters.store.callback_moves import Note, locked, move, write_history
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.ledger_tables import callback_attempts, callback_calls, callback_history, callbacks, recordings
from ivr.domain.attempts import Chance, Reached
from ivr.domain.callback_states import PENDING, Move, State
from ivr.domain.callbacks import KEPT_WITHIN, CallbackRequest, Window
from ivr.errors import MoveUnlawful


@dataclass(frozen=True)
class Wanted:
    """Which callbacks to find; empty fields let all through. overdue_at: those whose deadline has passed by then.

    departments: of any of these. after: those with a greater number. most: 0 for all.
    """

    states: tuple[State, ...] = ()
    departments: tuple[str, ...] = ()
    number: str = ""
    overdue_at: datetime | None = None
    taken_by: str = ""
    after: int = 0
    most: int = 0


class Callbacks:
    """Raises LedgerUnavailable; CallbackNotFound for an unknown number; MoveUnlawful for what the state forbids."""

    def __init__(self, ledger: SqlLedger) -> None:
        self._ledger = ledger

    def find(self, wanted: Wanted) -> list[dict[str, Any]]:
        """Those that were wanted, the oldest first."""
        query = sa.select(callbacks).where(callbacks.c.id > wanted.after).order_by(callbacks.c.id)
        if wanted.most:
            query = query.limit(wanted.most)
        if wanted.taken_by:
            query = query.where(callbacks.c.taken_by == wanted.taken_by)
        if wanted.states:
            query = query.where(callbacks.c.state.in_([state.value for state in wanted.states]))
        if wanted.departments:
            query = query.where(callbacks.c.department.in_(wanted.departments))
        if wanted.number:
            query = query.where(callbacks.c.number == wanted.number)
        if wanted.overdue_at:
            pending = callbacks.c.state.in_([state.value for state in PENDING])
            query = query.where(pending, callbacks.c.deadline < wanted.overdue_at)
        with self._ledger.transaction(writes=False) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def show(self, number: int) -> dict[str, Any]:
        """One callback with its `calls`, `attempts`, `history` and `recordings`."""
        with self._ledger.transaction(writes=False) as connection:
            found = dict(locked(connection, number)._mapping)
            for name, table in (
                ("calls", callback_calls),
                ("attempts", callback_attempts),
                ("history", callback_history),
            ):
                rows = connection.execute(
                    sa.select(table).where(table.c.callback_id == number).order_by(table.primary_key.columns[0])
                )
                found[name] = [dict(row) for row in rows.mappings()]
            made_in = recordings.c.call_id.in_([call["call_id"] for call in found["calls"]])
            rows = connection.execute(sa.select(recordings).where(made_in).order_by(recordings.c.id))
            return found | {"recordings": [dict(row) for row in rows.mappings()]}

    def add(self, request: CallbackRequest) -> int:
        """Keep a request that a person wrote down."""
        return self._ledger.keep_callback(request)

    def take(self, number: int, note: Note) -> None:
        """A person sees to it from now on; the dialler leaves it alone."""
        self._move(number, Move.TAKE, note, taken_by=note.who)

    def reply(self, number: int, text: str, note: Note) -> None:
        """Write down the reply that the caller was given."""
        if not text.strip():
            raise MoveUnlawful(f"callback {number} needs the reply in words: what was the caller told?")
        self._move(number, Move.REPLY, note, reply=text.strip())

    def close(self, number: int, note: Note) -> None:
        """Nothing is left to do. The reply must have been given."""
        self._move(number, Move.CLOSE, note)

    def rate(self, number: int, satisfaction: int, is_solved: bool, note: Note) -> None:
        """The caller's satisfaction, 1 to 5. What is not solved is opened again, for a person to decide."""
        if not 1 <= satisfaction <= 5:
            raise MoveUnlawful(f"satisfaction {satisfaction} is not one of 1 (bad) to 5 (good)")
        with self._ledger.transaction() as connection:
            move(connection, number, Move.RATE, note, satisfaction=satisfaction)
            if not is_solved:
                self._reopen(connection, number, Note(note.who, note.at, "not solved"))

    def reopen(self, number: int, note: Note) -> None:
        """It was not solved after all."""
        with self._ledger.transaction() as connection:
            self._reopen(connection, number, note)

    def reschedule(self, number: int, window: Window | None, note: Note) -> None:
        """Agree on another time; the attempts begin anew. window None: any time."""
        self._move(number, Move.RESCHEDULE, note, taken_by=None, **agreed_values(window, note.at))

    def not_reached(self, number: int, attempt: int, chance: Chance | None, note: Note) -> None:
        """What an agent was connected with in this attempt was a machine. chance: the next one; None: a person decides.

        Raises MoveUnlawful, too, when the caller was not thought to have answered then.
        """
        rows, machine = callback_attempts.c, Reached.MACHINE.value
        was_answered = (rows.id == attempt) & (rows.callback_id == number) & (rows.outcome == Reached.ANSWERED.value)
        values: dict[str, Any] = {"outcome": machine}
        if chance:
            values |= {"due_from": chance.opens, "due_until": chance.closes}
        why = replace(note, why=f"attempt {attempt}: {machine}")
        with self._ledger.transaction() as connection:
            move(connection, number, Move.NOT_REACHED if chance else Move.GIVE_UP, why, **values)
            told = callback_attempts.update().where(was_answered).values(outcome=machine)
            if not connection.execute(told).rowcount:
                raise MoveUnlawful(f"attempt {attempt} of callback {number} was not answered by anybody")

    def note_seen(self, number: int, note: Note) -> None:
        """Leave in the history that somebody had the telephone number shown."""
        with self._ledger.transaction() as connection:
            write_history(connection, number, "see", State(locked(connection, number).state), note)

    def _reopen(self, connection: Connection, number: int, note: Note) -> None:
        move(connection, number, Move.REOPEN, note, deadline=note.at + KEPT_WITHIN, escalated=0, taken_by=None)

    def _move(self, number: int, by: Move, note: Note, **values: Any) -> None:
        with self._ledger.transaction() as connection:
            move(connection, number, by, note, **values)

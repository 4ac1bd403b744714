"""One move of a callback request: judged by the table of states, written, and noted in its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ivr.adapters.store.ledger_tables import callback_history, callbacks
from ivr.domain.callback_states import Move, State, after
from ivr.errors import CallbackMoved, CallbackNotFound

MOVES = tuple(move.value for move in Move if move is not Move.ESCALATE)
"""Rows of a history that make what somebody saw before them out of date."""
MOST_NUMBER = 2**31 - 1
"""What a PostgreSQL integer holds; nobody has more callbacks, but anybody may type more."""


@dataclass(frozen=True)
class Note:
    """Who moved a request, when, and why. seen: the last row of its history that they knew of; None: not asked."""

    who: str
    at: datetime
    why: str = ""
    seen: int | None = None


def locked(connection: Connection, number: int) -> sa.Row[Any]:
    """The request, which nobody else changes until the transaction ends. Raises CallbackNotFound."""
    wanted = sa.select(callbacks).where(callbacks.c.id == number).with_for_update()
    row = connection.execute(wanted).first() if number <= MOST_NUMBER else None
    if row is None:
        raise CallbackNotFound(f"there is no callback {number}: ./hotline ivr callbacks list shows which there are")
    return row


def move(connection: Connection, number: int, by: Move, note: Note, **values: Any) -> State:
    """Make the move and write these values too. Raises CallbackNotFound, CallbackMoved, MoveUnlawful."""
    before = State(locked(connection, number).state)
    _check_seen(connection, number, note)
    state = after(before, by)
    connection.execute(callbacks.update().where(callbacks.c.id == number).values(state=state.value, **values))
    write_history(connection, number, by.value, state, note)
    return state


def _check_seen(connection: Connection, number: int, note: Note) -> None:
    if note.seen is None:
        return
    rows = callback_history.c
    since = (rows.callback_id == number) & (rows.id > note.seen) & rows.move.in_(MOVES)
    row = connection.execute(sa.select(callback_history).where(since).order_by(rows.id.desc()).limit(1)).first()
    if row is not None:
        raise CallbackMoved(
            f"callback {number} has moved since you looked: {row.who} · {row.move} · {row.at:%H:%M}. Look at it again"
        )


def write_history(connection: Connection, number: int, what: str, state: State, note: Note) -> None:
    """Add a row to the history."""
    row = {"callback_id": number, "at": note.at, "who": note.who, "move": what, "state": state.value, "why": note.why}
    connection.execute(callback_history.insert().values(row))

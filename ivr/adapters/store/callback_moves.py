"""One move of a callback request: judged by the table of states, written, and noted in its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ivr.adapters.store.ledger_tables import callback_history, callbacks
from ivr.domain.callback_states import Move, State, after
from ivr.errors import CallbackNotFound


@dataclass(frozen=True)
class Note:
    """Who moved a request, when, and why."""

    who: str
    at: datetime
    why: str = ""


def locked(connection: Connection, number: int) -> sa.Row[Any]:
    """The request, which nobody else changes until the transaction ends. Raises CallbackNotFound."""
    row = connection.execute(sa.select(callbacks).where(callbacks.c.id == number).with_for_update()).first()
    if row is None:
        raise CallbackNotFound(f"there is no callback {number}: ./hotline ivr callbacks list shows which there are")
    return row


def move(connection: Connection, number: int, by: Move, note: Note, **values: Any) -> State:
    """Make the move and write these values too. Raises CallbackNotFound, MoveUnlawful."""
    state = after(State(locked(connection, number).state), by)
    connection.execute(callbacks.update().where(callbacks.c.id == number).values(state=state.value, **values))
    write_history(connection, number, by.value, state, note)
    return state


def write_history(connection: Connection, number: int, what: str, state: State, note: Note) -> None:
    """Add a row to the history."""
    row = {"callback_id": number, "at": note.at, "who": note.who, "move": what, "state": state.value, "why": note.why}
    connection.execute(callback_history.insert().values(row))

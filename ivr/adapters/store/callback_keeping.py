"""How a promise enters the ledger: once for each call, and joined to the open request about the same matter."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ivr.adapters.store.callback_moves import Note, locked, move, write_history
from ivr.adapters.store.ledger_tables import callback_calls, callbacks
from ivr.domain.callback_states import PENDING, Move, State
from ivr.domain.callbacks import CallbackRequest, Window, deadline_of
from ivr.domain.holds import Hold

CALLER = "caller"
"""Who moves a request when the caller's own call does."""


def keep(connection: Connection, request: CallbackRequest) -> int:
    """Store the request and return its number; that of the first time when this call was here before."""
    _wait_for_others(connection, request.number)
    calls = callback_calls.c
    known = connection.execute(sa.select(calls.callback_id).where(calls.call_id == request.call_id)).scalar()
    if known is not None:
        return int(known)
    number = _open_request(connection, request)
    number = _insert(connection, request) if number is None else _join(connection, number, request)
    call = {"call_id": request.call_id, "callback_id": number, "at": request.made_at, "words": request.referral.words}
    connection.execute(callback_calls.insert().values(call))
    return number


def agreed_values(window: Window | None, made_at: datetime, hold: Hold | None = None) -> dict[str, Any]:
    """The columns of a newly agreed time: the dialler plans it anew. hold: the place that is kept; else none is."""
    return {
        "window_start": window.start if window else None,
        "window_end": window.end if window else None,
        "spoken_time": window.spoken if window else None,
        "deadline": deadline_of(window, made_at),
        "due_from": None,
        "due_until": None,
        "attempted": 0,
        "held_queue": hold.queue if hold else None,
        "held_since": hold.since if hold else None,
    }


def _wait_for_others(connection: Connection, number: str) -> None:
    """One request for a number at a time; on SQLite a transaction that writes is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(number))))


def _open_request(connection: Connection, request: CallbackRequest) -> int | None:
    """The number's pending request about the same matter in the same place; what is unknown is never the same."""
    about = request.referral
    if about.matter is None:
        return None
    same = (callbacks.c.number == request.number) & (callbacks.c.matter == about.matter)
    same &= (callbacks.c.department == about.department_id) & callbacks.c.state.in_([s.value for s in PENDING])
    rows = connection.execute(sa.select(callbacks).where(same).order_by(callbacks.c.id).with_for_update())
    return next((row.id for row in rows if row.referral.get("district") == about.district), None)


def _insert(connection: Connection, request: CallbackRequest) -> int:
    row = {
        "call_id": request.call_id,
        "line": request.line,
        "number": request.number,
        "caller": request.caller,
        "referral": asdict(request.referral),
        "department": request.referral.department_id,
        "matter": request.referral.matter,
        "language": request.language,
        "slow": request.slow,
        "made_at": request.made_at,
        **agreed_values(request.window, request.made_at, request.hold),
    }
    number = int(connection.execute(callbacks.insert().values(row).returning(callbacks.c.id)).scalar_one())
    write_history(connection, number, "keep", State.OPEN, Note(CALLER, request.made_at, _spoken(request)))
    return number


def _join(connection: Connection, number: int, request: CallbackRequest) -> int:
    note = Note(CALLER, request.made_at, f"called again: {_spoken(request)}")
    manner = {"language": request.language, "slow": request.slow}
    hold = _better(connection, number, request.hold)
    move(connection, number, Move.JOIN, note, **manner, **agreed_values(request.window, request.made_at, hold))
    return number


def _better(connection: Connection, number: int, hold: Hold | None) -> Hold | None:
    """Who holds a place twice in one queue keeps the one before."""
    row = locked(connection, number)
    if hold is None or row.held_queue != hold.queue or row.state not in (State.OPEN.value, State.DIALLING.value):
        return hold
    return Hold(hold.queue, min(hold.since, row.held_since))


def _spoken(request: CallbackRequest) -> str:
    window, hold = request.window, request.hold
    told = f"{window.start:%Y-%m-%d %H:%M} to {window.end:%H:%M}" if window else "any time"
    return f"{told}, holds a place in {hold.queue} since {hold.since:%H:%M:%S}" if hold else told

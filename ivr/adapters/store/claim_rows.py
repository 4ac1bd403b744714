"""The right to call one caller once, as rows of the ledger: what is due, what is claimed, how a claim begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ivr.adapters.store.callback_moves import Note, move
from ivr.adapters.store.ledger_tables import RUNNING, callback_attempts, callbacks, insert_once
from ivr.domain.attempts import Chance, Reached
from ivr.domain.callback_states import Move, State
from ivr.domain.callbacks import Window
from ivr.domain.holds import Hold
from ivr.domain.outcomes import Referral

attempts = callback_attempts.c
HOLDS = callbacks.c.held_queue.is_not(None)
"""Who keeps a place in a queue is called when it is their turn there, and not by a named agent."""


@dataclass(frozen=True)
class Due:
    """A pending request. attempted: how often since its time was agreed. lapses: when its chance, if any, is over.

    hold: the place in a queue that its caller keeps.
    """

    number: int
    department: str
    window: Window | None
    attempted: int
    escalated: int
    lapses: datetime | None
    hold: Hold | None = None


@dataclass(frozen=True)
class Plan:
    """The chance to give to a request; None: a person decides, and `why` tells them."""

    due: Due
    chance: Chance | None
    why: str = ""


@dataclass(frozen=True)
class Claim:
    """The right to call one caller once. attempt: its number; due.attempted counts it. dialler: who has, or had it.

    queue: that finds the agent, for who keeps a place in it; "": the agent is named.
    """

    attempt: int
    due: Due
    phone: str
    referral: Referral
    agent: str
    chance: Chance
    began_at: datetime
    language: str = "zh-CN"
    slow: bool = False
    line: str = ""
    dialler: str = ""
    queue: str = ""


@dataclass(frozen=True)
class Beginning:
    """What a claim begins with. agent: a telephone; "" where a queue finds it. told: for the history."""

    dialler: str
    now: datetime
    lease_until: datetime
    agent: str = ""
    queue: str = ""
    told: str = ""


def begin_attempt(connection: Connection, query: sa.Select[Any], beginning: Beginning) -> Claim | None:
    """Claim the first row of a query; None when there is none, or the request, number or agent is taken.

    Exclusive over all processes: the indexes of running attempts allow one for each request, number and agent.
    """
    row = connection.execute(query.limit(1).with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    agent = beginning.agent or f"{beginning.queue} {row.id}"  # a queue may find agents for many at once
    attempt = _insert(connection, row, agent, beginning)
    if attempt is None:
        return None
    told = beginning.told or f"agent {agent}"
    note = Note(beginning.dialler, beginning.now, f"attempt {attempt}, {told}")
    move(connection, row.id, Move.CLAIM, note, attempted=row.attempted + 1)
    due = replace(due_of(row), attempted=row.attempted + 1)
    claim = claim_of(row, due, attempt, agent, Chance(row.due_from, row.due_until), beginning.now)
    return replace(claim, dialler=beginning.dialler, queue=beginning.queue)


def _insert(connection: Connection, row: sa.Row[Any], agent: str, beginning: Beginning) -> int | None:
    attempt = {
        "callback_id": row.id,
        "number": row.number,
        "dialler": beginning.dialler,
        "agent": agent,
        "queue": beginning.queue or None,
        "due_from": row.due_from,
        "due_until": row.due_until,
        "began_at": beginning.now,
        "lease_until": beginning.lease_until,
    }
    return insert_once(connection, callback_attempts, attempt)


def is_due(now: datetime) -> sa.ColumnElement[bool]:
    """The request may be called now."""
    return (callbacks.c.state == State.OPEN.value) & (callbacks.c.due_from <= now) & (callbacks.c.due_until > now)


def is_called(now: datetime, rest: timedelta) -> sa.ColumnElement[bool]:
    """Somebody calls this number now, or did a moment ago about another matter."""
    other = callbacks.alias()
    was_rung = attempts.outcome != Reached.NO_AGENT.value
    just_now = (other.c.id != callbacks.c.id) & (attempts.ended_at > now - rest) & was_rung
    calls = sa.join(callback_attempts, other, attempts.callback_id == other.c.id)
    same = other.c.number == callbacks.c.number
    return sa.exists().select_from(calls).where(same, RUNNING | just_now).correlate(callbacks)


def due_of(row: sa.Row[Any]) -> Due:
    """The request of a row of callbacks."""
    window = Window(row.window_start, row.window_end, row.spoken_time or "") if row.window_start else None
    hold = Hold(row.held_queue, row.held_since) if row.held_queue else None
    return Due(row.id, row.referral["department_id"], window, row.attempted, row.escalated, row.due_until, hold)


def claim_of(row: sa.Row[Any], due: Due, attempt: int, agent: str, chance: Chance, began_at: datetime) -> Claim:
    """The claim of a row of callbacks."""
    manner = (row.language or "zh-CN", bool(row.slow))
    return Claim(attempt, due, row.number, Referral(**row.referral), agent, chance, began_at, *manner, row.line)

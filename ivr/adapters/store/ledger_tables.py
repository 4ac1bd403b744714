"""The tables of the ledger: calls, turns, recordings, callbacks and what became of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

metadata = sa.MetaData()
calls = sa.Table(
    "calls",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("caller", sa.Text, nullable=False),
    sa.Column("began_at", sa.DateTime, nullable=False, index=True),
    sa.Column("ended_at", sa.DateTime),
    sa.Column("ending", sa.Text),
    sa.Column("outcome", sa.Text),
    sa.Column("why", sa.Text),
    sa.Column("referral", sa.JSON(none_as_null=True)),
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.ForeignKey("calls.id"), nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("slots", sa.JSON, nullable=False),
    sa.Column("heard", sa.Text),
    sa.Column("text", sa.Text),
    sa.Column("confidence", sa.Float),
)
callbacks = sa.Table(
    "callbacks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.Text, nullable=False, unique=True),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("caller", sa.Text, nullable=False),
    sa.Column("referral", sa.JSON, nullable=False),
    sa.Column("window_start", sa.DateTime),
    sa.Column("window_end", sa.DateTime),
    sa.Column("spoken_time", sa.Text),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False, default="open"),
    # Added since version 0.1: see ledger_engine.py
    sa.Column("department", sa.Text, index=True),
    sa.Column("matter", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("slow", sa.Boolean),
    sa.Column("deadline", sa.DateTime),
    sa.Column("due_from", sa.DateTime, index=True),
    sa.Column("due_until", sa.DateTime),
    sa.Column("attempted", sa.Integer, nullable=False, server_default="0"),
    sa.Column("escalated", sa.Integer, nullable=False, server_default="0"),
    sa.Column("outcome", sa.Text),
    sa.Column("taken_by", sa.Text),
    sa.Column("reply", sa.Text),
    sa.Column("satisfaction", sa.Integer),
    sa.Column("held_queue", sa.Text),
    sa.Column("held_since", sa.DateTime),
)
"""due_from, due_until: when the next attempt may be made; empty until the dialler plans it.

attempted: how often since the time was agreed. outcome: of the latest attempt. escalated: 0 the department, 1 its
lead, 2 the city desk. held_queue, held_since: of who keeps a place in a queue, until they were called.
"""
callback_calls = sa.Table(
    "callback_calls",
    metadata,
    sa.Column("call_id", sa.Text, primary_key=True),
    sa.Column("callback_id", sa.ForeignKey("callbacks.id"), nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
)
"""The calls in which a request was made: the first one, and those that joined it."""
callback_history = sa.Table(
    "callback_history",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("callback_id", sa.ForeignKey("callbacks.id"), nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("move", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)
"""Every move: when, who, which one, the state it led to, and why."""
callback_attempts = sa.Table(
    "callback_attempts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("callback_id", sa.ForeignKey("callbacks.id"), nullable=False, index=True),
    sa.Column("dialler", sa.Text, nullable=False),
    sa.Column("agent", sa.Text, nullable=False),
    sa.Column("due_from", sa.DateTime, nullable=False),
    sa.Column("due_until", sa.DateTime, nullable=False),
    sa.Column("began_at", sa.DateTime, nullable=False),
    sa.Column("lease_until", sa.DateTime, nullable=False),
    sa.Column("ended_at", sa.DateTime),
    sa.Column("outcome", sa.Text),
    # Added since version 0.1
    sa.Column("number", sa.Text),
    sa.Column("queue", sa.Text),
)
"""Every attempt to call, and the claim while it lasts (ended_at is empty).

queue: that finds the agent, for who keeps a place in it; `agent` then is a name of its own, not a telephone.
"""
callback_notices = sa.Table(
    "callback_notices",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("callback_id", sa.ForeignKey("callbacks.id"), nullable=False, index=True),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False, index=True),
    sa.Column("mailed_at", sa.DateTime),
    sa.Column("ran_at", sa.DateTime),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_at", sa.DateTime, nullable=False),
    sa.Column("error", sa.Text),
)
"""Who is to be told that a request was escalated, written with the escalation. step: 1 its lead, 2 the city desk.

mailed_at, ran_at: when it went out by mail and by the command. next_at: not to be tried before; the lease of who tries.
"""
RUNNING = callback_attempts.c.ended_at.is_(None)
for held in ("callback_id", "number", "agent"):  # two diallers can neither call one caller nor ring one agent at once
    sa.Index(f"one_running_attempt_per_{held}", callback_attempts.c[held], unique=True,
             sqlite_where=RUNNING, postgresql_where=RUNNING)  # fmt: skip
recordings = sa.Table(
    "recordings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.Text, nullable=False, index=True),
    sa.Column("file", sa.Text, nullable=False, unique=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("seconds", sa.Float),
    sa.Column("state", sa.Text, nullable=False, default="recording"),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("review", sa.Boolean, nullable=False, default=False),
    sa.Column("transcript", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("transcribed_at", sa.DateTime),
)
corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.ForeignKey("calls.id"), nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("department_id", sa.Text, nullable=False),
    sa.Column("matter", sa.Text),
)
"""What agents say of where calls belong; the latest of a call counts."""
verdicts = sa.Table(
    "verdicts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.ForeignKey("calls.id"), nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("change", sa.Integer),
)
"""What admins made of corrected calls: accepted, with its change of the directory, or dismissed; the latest counts."""


def insert_once(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> int | None:
    """Insert a row and return its id; when its key is taken, leave the one that is there and return None."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    key = table.primary_key.columns[0]
    done = connection.execute(insert(table).values(row).on_conflict_do_nothing().returning(key)).first()
    return done[0] if done else None

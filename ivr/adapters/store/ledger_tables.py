"""The tables of the ledger, and the engine that opens them on SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

BUSY_SECONDS = 5

metadata = sa.MetaData()
calls = sa.Table(
    "calls",
    metadata,
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("line", sa.String(32), nullable=False),
    sa.Column("caller", sa.String(32), nullable=False),
    sa.Column("began_at", sa.DateTime, nullable=False),
    sa.Column("ended_at", sa.DateTime),
    sa.Column("ending", sa.String(32)),
    sa.Column("outcome", sa.String(32)),
    sa.Column("why", sa.String(32)),
    sa.Column("referral", sa.JSON),
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.ForeignKey("calls.id"), nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("prompt", sa.String(64), nullable=False),
    sa.Column("slots", sa.JSON, nullable=False),
    sa.Column("heard", sa.String(16)),
    sa.Column("text", sa.Text),
    sa.Column("confidence", sa.Float),
)
callbacks = sa.Table(
    "callbacks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("call_id", sa.String(80), nullable=False, unique=True),
    sa.Column("line", sa.String(32), nullable=False),
    sa.Column("number", sa.String(32), nullable=False),
    sa.Column("caller", sa.String(32), nullable=False),
    sa.Column("referral", sa.JSON, nullable=False),
    sa.Column("window_start", sa.DateTime),
    sa.Column("window_end", sa.DateTime),
    sa.Column("spoken_time", sa.Text),
    sa.Column("recording", sa.Text),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, default="open"),
)


def open_engine(url: str) -> Engine:
    """An engine with the tables made. SQLite: WAL, full synchronisation, so that a kept callback survives a crash."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    metadata.create_all(engine)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")

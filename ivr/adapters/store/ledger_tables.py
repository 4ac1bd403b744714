"""The tables of the ledger, and the engine that opens them on SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.schema import CreateIndex, CreateTable

BUSY_SECONDS = 5
"""How long a caller may wait for another writer, or for PostgreSQL to answer."""
SCHEMA_LOCK = 12345
"""PostgreSQL: held while the tables are made, for IF NOT EXISTS does not serialise two that start at once."""

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
)
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


def open_engine(url: str) -> Engine:
    """An engine with the tables made. SQLite: WAL, full synchronisation, so that a kept callback survives a crash."""
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            engine = _open_sqlite(parsed)
        case "postgresql":
            engine = _open_postgresql(parsed)
        case other:
            raise ArgumentError(f"{other} is neither sqlite nor postgresql")
    with engine.begin() as connection:
        _make_tables(connection)
    return engine


def _open_sqlite(url: URL) -> Engine:
    if url.database and not url.database.startswith((":memory:", "file:")):
        file = Path(url.database)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)  # personal data: for the hotline's own user only
    engine = sa.create_engine(url)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _open_postgresql(url: URL) -> Engine:
    options = f"-c statement_timeout={BUSY_SECONDS * 1000} -c lock_timeout={BUSY_SECONDS * 1000}"
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,  # a restarted server costs no call
        connect_args={"connect_timeout": BUSY_SECONDS, "options": options},
    )


def _prepare_sqlite(connection: Any, _: object) -> None:
    for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _make_tables(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(SCHEMA_LOCK)))
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index, if_not_exists=True))


def insert_once(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> None:
    """Insert a row; when its key is taken, leave the one that is there."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(table).values(row).on_conflict_do_nothing())

"""The engine of the ledger on SQLite or PostgreSQL: opened, its tables made, those of a former version completed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from ivr.adapters.store.ledger_tables import callback_calls, callback_history, callbacks, metadata
from ivr.domain.callbacks import Window, deadline_of

BUSY_SECONDS = 5
"""How long a caller may wait for another writer, or for PostgreSQL to answer."""
SCHEMA_LOCK = 12345
"""PostgreSQL: held while the tables are made, for IF NOT EXISTS does not serialise two that start at once."""
WRITES = "hotline_writes"
"""An execution option: the transaction will write. SQLite then waits for other writers at its beginning."""


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
    with begin(engine, writes=False) as connection:
        whole = _is_whole(connection)
    if not whole:
        with begin(engine) as connection:
            _complete(connection)
    return engine


def _open_sqlite(url: URL) -> Engine:
    if url.database and not url.database.startswith((":memory:", "file:")):
        file = Path(url.database)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)  # personal data: for the hotline's own user only
    engine = sa.create_engine(url)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_postgresql(url: URL) -> Engine:
    options = f"-c statement_timeout={BUSY_SECONDS * 1000} -c lock_timeout={BUSY_SECONDS * 1000}"
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,  # a restarted server costs no call
        connect_args={"connect_timeout": BUSY_SECONDS, "options": options},
    )


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not at the first write
    for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def begin(engine: Engine, writes: bool = True) -> Iterator[Connection]:
    """A transaction. One that writes is alone on SQLite from its beginning, so that what it read still holds."""
    with engine.connect().execution_options(**{WRITES: writes}) as connection, connection.begin():
        yield connection


def _is_whole(connection: Connection) -> bool:
    found = sa.inspect(connection)
    names = set(found.get_table_names())
    return all(
        table.name in names and not _missing(found, table) and not _missing_indexes(found, table)
        for table in metadata.sorted_tables
    )


def _missing(found: sa.Inspector, table: sa.Table) -> list[sa.Column[Any]]:
    known = {column["name"] for column in found.get_columns(table.name)}
    return [column for column in table.columns if column.name not in known]


def _missing_indexes(found: sa.Inspector, table: sa.Table) -> set[str]:
    return {str(index.name) for index in table.indexes} - {
        str(index["name"]) for index in found.get_indexes(table.name)
    }


def _complete(connection: Connection) -> None:
    """Make what is missing, unless another process just did."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(SCHEMA_LOCK)))
    if _is_whole(connection):
        return
    found = sa.inspect(connection)
    known = set(found.get_table_names())
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        for column in _missing(found, table) if table.name in known else ():
            definition = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index, if_not_exists=True))
    _complete_callbacks(connection)


def _complete_callbacks(connection: Connection) -> None:
    """Give the requests of a former version what they lack: department, deadline, their call and a first row."""
    for row in connection.execute(sa.select(callbacks).where(callbacks.c.department.is_(None))).all():
        window = Window(row.window_start, row.window_end) if row.window_start else None
        values = {
            "department": row.referral["department_id"],
            "matter": row.referral.get("matter"),
            "deadline": deadline_of(window, row.made_at),
        }
        connection.execute(callbacks.update().where(callbacks.c.id == row.id).values(values))
        call = {"call_id": row.call_id, "callback_id": row.id, "at": row.made_at}
        connection.execute(callback_calls.insert().values(call | {"words": row.referral.get("words", "")}))
        note = {"callback_id": row.id, "at": row.made_at, "who": "caller", "move": "keep", "state": row.state}
        connection.execute(callback_history.insert().values(note | {"why": "kept by a former version"}))

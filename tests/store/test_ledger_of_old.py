"""A ledger of version 0.1 is completed in place: its promises stay and get what they lack."""

from __future__ import annotations

import threading
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from ivr.adapters.store.callback_holds import Holds
from ivr.adapters.store.callbacks import Callbacks
from ivr.adapters.store.ledger import SqlLedger
from ivr.domain.holds import Hold
from tests.store.wishes import AT, HEATING, TOMORROW, wish

old = sa.MetaData()
old_callbacks = sa.Table(
    "callbacks",
    old,
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


@pytest.fixture
def url_of_old(url: str) -> str:
    """A ledger as version 0.1 left it, with two promises."""
    parsed = sa.engine.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        Path(str(parsed.database)).parent.mkdir()
    else:
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(parsed)
    old.create_all(engine)
    row = {"line": "12345", "number": "13800138000", "caller": "", "referral": asdict(HEATING), "made_at": AT}
    with engine.begin() as connection:
        connection.execute(
            old_callbacks.insert().values(
                {
                    **row,
                    "call_id": "c1",
                    "window_start": TOMORROW.start,
                    "window_end": TOMORROW.end,
                    "spoken_time": "明天",
                }
            )
        )
        connection.execute(old_callbacks.insert().values({**row, "call_id": "c2", "number": "13900139000"}))
    engine.dispose()
    return url  # fmt: skip


def test_its_promises_get_department_deadline_call_and_history(url_of_old: str) -> None:
    callbacks = Callbacks(SqlLedger(url_of_old))
    one, two = callbacks.show(1), callbacks.show(2)
    assert (one["department"], one["matter"], one["state"], one["attempted"]) == ("M16", "供暖", "open", 0)
    assert (one["deadline"], two["deadline"]) == (TOMORROW.end + timedelta(hours=24), AT + timedelta(hours=24))
    assert [(call["call_id"], call["words"]) for call in one["calls"]] == [("c1", HEATING.words)]
    assert [row["why"] for row in two["history"]] == ["kept by a former version"]


def test_it_goes_on_where_it_was(url_of_old: str) -> None:
    ledger = SqlLedger(url_of_old)
    assert ledger.keep_callback(wish("c1")) == 1
    assert ledger.keep_callback(wish("new")) == 1  # joins
    assert ledger.keep_callback(wish("other", "13700137000")) == 3


def test_one_that_knew_of_no_places_in_queues_gets_what_is_missing(url: str) -> None:
    ledger = SqlLedger(url)
    ledger.keep_callback(wish("c1"))
    for table, column in (("callbacks", "held_queue"), ("callbacks", "held_since"), ("callback_attempts", "queue")):
        with ledger.transaction() as connection:
            connection.execute(sa.text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    completed = SqlLedger(url)
    place = Hold("dept-M16", AT)
    completed.keep_callback(replace(wish("c2", "13900139000"), hold=place))
    rows = Callbacks(completed)
    assert [rows.show(number)["held_since"] for number in (1, 2)] == [None, AT]
    assert Holds(completed, "one", timedelta(minutes=1)).now(AT) == {}  # not planned yet, and nothing runs


def test_several_processes_that_start_at_once_complete_it_once(url_of_old: str) -> None:
    starts = [threading.Thread(target=SqlLedger, args=(url_of_old,)) for _ in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(Callbacks(SqlLedger(url_of_old)).show(1)["history"]) == 1

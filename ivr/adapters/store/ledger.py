"""The ledger: calls, turns and callbacks, on SQLite or PostgreSQL by SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from ivr.adapters.store.callback_keeping import keep
from ivr.adapters.store.ledger_engine import begin, open_engine
from ivr.adapters.store.ledger_tables import callback_calls, callbacks, calls, insert_once, recordings, turns
from ivr.domain.callback_states import PENDING, State
from ivr.domain.callbacks import CallbackRequest, KeptCallback, Window
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, ToQueue
from ivr.domain.prompts import Prompt
from ivr.errors import LedgerUnavailable

ADVICE = {
    "disk is full": "Free space on its disk",
    "disk I/O error": "Free space on its disk, or look at the disk's health",
    "No space left": "Free space on its disk",
    "readonly": "Let the hotline's user write it and its folder",
    "Read-only": "Let the hotline's user write it and its folder",
    "unable to open": "Let the hotline's user write it and its folder",
    "Permission denied": "Let the hotline's user write it and its folder",
    "locked": "Another program holds it: close that one",
    "not a database": "Move that file away, or restore it from a backup",
    "malformed": "Restore it from a backup",
    "psycopg": "Install requirements-postgresql.txt into var/venv",
    "onnection": "Start PostgreSQL, or correct [ledger] url in hotline.toml",
}
"""What an admin does next, by a sign in the database's own words."""


class SqlLedger:
    """See ivr.flows.ports.Ledger. Safe to use from many threads and processes."""

    def __init__(self, url: str) -> None:
        self._url = url
        try:
            self._engine = open_engine(url)
        except (SQLAlchemyError, OSError, ImportError) as error:
            raise self._unavailable(error) from error

    def begin_call(self, call_id: str, line: str, caller: str, at: datetime) -> None:
        """See Ledger."""
        with self.transaction() as connection:
            insert_once(connection, calls, {"id": call_id, "line": line, "caller": caller, "began_at": at})

    def add_turn(self, call_id: str, at: datetime, prompt: Prompt, heard: Heard | None) -> None:
        """See Ledger."""
        slots = {name: _plain(asdict(value)) for name, value in prompt.slots}
        row = {"call_id": call_id, "at": at, "prompt": prompt.name, "slots": slots, **_heard_columns(heard)}
        with self.transaction() as connection:
            connection.execute(turns.insert().values(row))

    def close_talk(self, call_id: str, at: datetime, ending: str, outcome: Outcome | None) -> None:
        """See Ledger."""
        values: dict[str, Any] = {"ended_at": at, "ending": ending}
        if outcome is not None:
            values |= _outcome_columns(outcome)
        with self.transaction() as connection:
            connection.execute(calls.update().where(calls.c.id == call_id).values(values))

    def referral_of(self, call_id: str) -> Referral | None:
        """See Ledger."""
        with self.transaction(writes=False) as connection:
            row = connection.execute(sa.select(calls.c.referral).where(calls.c.id == call_id)).first()
        return Referral(**row.referral) if row and row.referral else None

    def was_emergency(self, call_id: str) -> bool:
        """See Ledger."""
        with self.transaction(writes=False) as connection:
            told = sa.select(turns.c.id).where(turns.c.call_id == call_id, turns.c.prompt.startswith("emergency."))
            return connection.execute(told).first() is not None

    def was_told(self, call_id: str, name: str) -> bool:
        """See Ledger."""
        with self.transaction(writes=False) as connection:
            told = sa.select(turns.c.id).where(turns.c.call_id == call_id, turns.c.prompt == name)
            return connection.execute(told).first() is not None

    def keep_callback(self, request: CallbackRequest) -> int:
        """See Ledger."""
        with self.transaction() as connection:
            number = keep(connection, request)
        return number  # only now, after the commit, is it safe

    def callback_of(self, number: str) -> KeptCallback | None:
        """See Ledger."""
        pending = callbacks.c.state.in_([state.value for state in PENDING])
        query = sa.select(callbacks).where(callbacks.c.number == number).order_by(pending.desc(), callbacks.c.id.desc())
        with self.transaction(writes=False) as connection:
            row = connection.execute(query.limit(1)).first()
        return _kept(row) if row else None

    def begin_recording(self, call_id: str, file: str, at: datetime) -> None:
        """See Ledger."""
        with self.transaction() as connection:
            insert_once(connection, recordings, {"call_id": call_id, "file": file, "at": at, "state": "recording"})

    def end_recording(self, file: str, seconds: float | None) -> None:
        """See Ledger."""
        values = {"state": "waiting", "seconds": seconds}
        with self.transaction() as connection:
            connection.execute(recordings.update().where(recordings.c.file == file).values(values))

    def drop_recording(self, file: str) -> None:
        """See Ledger."""
        with self.transaction() as connection:
            connection.execute(recordings.delete().where(recordings.c.file == file))

    def list_callbacks(self) -> list[dict[str, Any]]:
        """Every callback, the oldest first."""
        return self._rows(sa.select(callbacks).order_by(callbacks.c.id))

    def callbacks_of_call(self, call_id: str) -> list[dict[str, Any]]:
        """The callback that this call made or joined; at most one."""
        made = sa.select(callback_calls.c.callback_id).where(callback_calls.c.call_id == call_id)
        return self._rows(sa.select(callbacks).where(callbacks.c.id.in_(made)))

    def list_calls(self, most: int = 50) -> list[dict[str, Any]]:
        """The latest calls, the newest first."""
        return self._rows(sa.select(calls).order_by(calls.c.began_at.desc()).limit(most))

    def calls_of(self, ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """These calls by their ids, as far as they are known."""
        return {row["id"]: row for row in self._rows(sa.select(calls).where(calls.c.id.in_(ids)))}

    def list_turns(self, call_id: str) -> list[dict[str, Any]]:
        """The turns of one call, in order."""
        return self._rows(sa.select(turns).where(turns.c.call_id == call_id).order_by(turns.c.id))

    def _rows(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        with self.transaction(writes=False) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    @contextmanager
    def transaction(self, writes: bool = True) -> Iterator[Connection]:
        """One transaction, for this and for what else is kept in the ledger. Raises LedgerUnavailable."""
        try:
            with begin(self._engine, writes) as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> LedgerUnavailable:
        cause = " ".join(str(getattr(error, "orig", None) or error).split()).rstrip(".?")
        return LedgerUnavailable(f"the ledger at {_shown(self._url)} cannot be used: {cause}. {_advice(cause)}")


def _kept(row: sa.Row[Any]) -> KeptCallback:
    window = Window(row.window_start, row.window_end, row.spoken_time or "") if row.window_start else None
    referral = Referral(**row.referral)
    return KeptCallback(row.id, State(row.state), referral, window, row.made_at, row.deadline)


def _shown(url: str) -> str:
    try:
        return sa.engine.make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "[ledger] url"  # it may hold a password


def _advice(cause: str) -> str:
    return next((advice for sign, advice in ADVICE.items() if sign in cause), "See hotline.toml, [ledger] url")


def _heard_columns(heard: Heard | None) -> dict[str, Any]:
    match heard:
        case Said(text, confidence):
            return {"heard": "said", "text": text, "confidence": confidence}
        case Pressed(digits):
            return {"heard": "pressed", "text": digits}
        case None:
            return {"heard": None}
        case Silence():
            return {"heard": "silence"}
        case _:
            assert_never(heard)


def _outcome_columns(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case ToQueue(referral):
            return {"outcome": "queue", "why": None, "referral": asdict(referral)}
        case ToOperator(why, referral):
            kept = {"referral": asdict(referral)} if referral else {}
            return {"outcome": "operator", "why": why.value, **kept}
        case Ended(why):
            return {"outcome": "ended", "why": why.value}
        case _:
            assert_never(outcome)


def _plain(slot: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date | time) else v for k, v in slot.items()}

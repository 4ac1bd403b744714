"""The ledger: calls, turns and callbacks, on SQLite or PostgreSQL by SQLAlchemy Core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from ivr.adapters.store.ledger_tables import callbacks, calls, open_engine, turns
from ivr.domain.callbacks import CallbackRequest
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, ToQueue
from ivr.domain.prompts import Prompt
from ivr.errors import LedgerUnavailable


class SqlLedger:
    """See ivr.flows.ports.Ledger. Safe to use from many threads and processes."""

    def __init__(self, url: str) -> None:
        self._url = url
        try:
            self._engine = open_engine(url)
        except (SQLAlchemyError, OSError) as error:
            raise self._unavailable(error) from error

    def begin_call(self, call_id: str, line: str, caller: str, at: datetime) -> None:
        """See Ledger."""
        with self._transaction() as connection:
            if connection.execute(sa.select(calls.c.id).where(calls.c.id == call_id)).first() is None:
                connection.execute(calls.insert().values(id=call_id, line=line, caller=caller, began_at=at))

    def add_turn(self, call_id: str, at: datetime, prompt: Prompt, heard: Heard | None) -> None:
        """See Ledger."""
        slots = {name: _plain(asdict(value)) for name, value in prompt.slots}
        row = {"call_id": call_id, "at": at, "prompt": prompt.name, "slots": slots, **_heard_columns(heard)}
        with self._transaction() as connection:
            connection.execute(turns.insert().values(row))

    def close_talk(self, call_id: str, at: datetime, ending: str, outcome: Outcome | None) -> None:
        """See Ledger."""
        values: dict[str, Any] = {"ended_at": at, "ending": ending}
        if outcome is not None:
            values |= _outcome_columns(outcome)
        with self._transaction() as connection:
            connection.execute(calls.update().where(calls.c.id == call_id).values(values))

    def referral_of(self, call_id: str) -> Referral | None:
        """See Ledger."""
        with self._transaction() as connection:
            row = connection.execute(sa.select(calls.c.referral).where(calls.c.id == call_id)).first()
        return Referral(**row.referral) if row and row.referral else None

    def keep_callback(self, request: CallbackRequest) -> int:
        """See Ledger."""
        window = request.window
        row = {
            "call_id": request.call_id,
            "line": request.line,
            "number": request.number,
            "caller": request.caller,
            "referral": asdict(request.referral),
            "window_start": window.start if window else None,
            "window_end": window.end if window else None,
            "spoken_time": window.spoken if window else None,
            "recording": request.recording,
            "made_at": request.made_at,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(callbacks.insert().values(row))
        except IntegrityError:
            pass  # this call has kept one already: its number is returned
        except (SQLAlchemyError, OSError) as error:
            raise self._unavailable(error) from error
        with self._transaction() as connection:
            found = connection.execute(sa.select(callbacks.c.id).where(callbacks.c.call_id == request.call_id))
            return int(found.scalar_one())

    def list_callbacks(self) -> list[dict[str, Any]]:
        """Every callback, the oldest first."""
        return self._rows(sa.select(callbacks).order_by(callbacks.c.id))

    def list_calls(self, most: int = 50) -> list[dict[str, Any]]:
        """The latest calls, the newest first."""
        return self._rows(sa.select(calls).order_by(calls.c.began_at.desc()).limit(most))

    def list_turns(self, call_id: str) -> list[dict[str, Any]]:
        """The turns of one call, in order."""
        return self._rows(sa.select(turns).where(turns.c.call_id == call_id).order_by(turns.c.id))

    def _rows(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        with self._transaction() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> LedgerUnavailable:
        where = sa.engine.make_url(self._url).render_as_string(hide_password=True)
        cause = getattr(error, "orig", None) or error
        return LedgerUnavailable(f"the ledger at {where} cannot be used: {cause}. Check its disk and permissions")


def _heard_columns(heard: Heard | None) -> dict[str, Any]:
    match heard:
        case Said(text, confidence):
            return {"heard": "said", "text": text, "confidence": confidence}
        case Pressed(digits):
            return {"heard": "pressed", "text": digits}
        case None:
            return {"heard": None}
        case _:
            return {"heard": "silence"}


def _outcome_columns(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case ToQueue(referral):
            return {"outcome": "queue", "why": None, "referral": asdict(referral)}
        case ToOperator(why, referral):
            kept = {"referral": asdict(referral)} if referral else {}
            return {"outcome": "operator", "why": why.value, **kept}
        case Ended(why):
            return {"outcome": "ended", "why": why.value}


def _plain(slot: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date | time) else v for k, v in slot.items()}

"""The recordings of the ledger: which wait to be written down, what became of them, and when they are forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.ledger_tables import recordings

ABANDONED_MINUTES = 15
"""A recording that should have ended long ago: the bot died while it was made. What is there is written down."""
OPEN_STATES = ("waiting", "working")


@dataclass(frozen=True)
class Recording:
    """A recording to be written down. file: its name in the recordings folder. attempts: begun before."""

    id: int
    call_id: str
    file: str
    attempts: int
    at: datetime


class Recordings:
    """States: recording, waiting, working, done, failed. Raises LedgerUnavailable."""

    def __init__(self, ledger: SqlLedger) -> None:
        self._ledger = ledger

    def waiting(self, now: datetime) -> Iterator[Recording]:
        """Those to write down, the ones marked for review first, then the oldest."""
        abandoned = (recordings.c.state == "recording") & (recordings.c.at < now - timedelta(minutes=ABANDONED_MINUTES))
        query = (
            sa.select(recordings)
            .where(recordings.c.state.in_(OPEN_STATES) | abandoned)
            .order_by(recordings.c.review.desc(), recordings.c.id)
        )
        with self._ledger.transaction() as connection:
            rows = connection.execute(query).all()
        return (Recording(row.id, row.call_id, row.file, row.attempts, row.at) for row in rows)

    def begin(self, recording: Recording) -> None:
        """Counted before the work, so that a recording that ends the program is not tried for ever."""
        self._set(recording, state="working", attempts=recording.attempts + 1)

    def put_back(self, recording: Recording) -> None:
        """The work was stopped, through no fault of the recording."""
        self._set(recording, state="waiting", attempts=recording.attempts)

    def finish(self, recording: Recording, transcript: str, seconds: float, at: datetime) -> None:
        """Keep the transcript; "" when nobody speaks."""
        self._set(recording, state="done", transcript=transcript, seconds=seconds, reason=None, transcribed_at=at)

    def fail(self, recording: Recording, reason: str, at: datetime) -> None:
        """Keep the reason why there is no transcript."""
        self._set(recording, state="failed", reason=reason, transcribed_at=at)

    def mark_for_review(self, call_id: str) -> int:
        """Mark the recordings of a call, to be written down (again) before all others. Returns how many there are."""
        known = recordings.c.call_id == call_id
        over = recordings.c.state.in_(("done", "failed"))
        with self._ledger.transaction() as connection:
            connection.execute(recordings.update().where(known & over).values(state="waiting", attempts=0))
            return connection.execute(recordings.update().where(known).values(review=True)).rowcount

    def forget_before(self, moment: datetime) -> int:
        """Delete what is known of recordings older than this, transcripts included. Returns how many."""
        with self._ledger.transaction() as connection:
            return connection.execute(recordings.delete().where(recordings.c.at < moment)).rowcount

    def by_call(self) -> dict[str, dict[str, Any]]:
        """The latest recording of each call that has one."""
        with self._ledger.transaction() as connection:
            rows = connection.execute(sa.select(recordings).order_by(recordings.c.id)).mappings()
            return {row["call_id"]: dict(row) for row in rows}

    def list_all(self, most: int = 50) -> list[dict[str, Any]]:
        """The latest recordings, the newest first."""
        query = sa.select(recordings).order_by(recordings.c.id.desc()).limit(most)
        with self._ledger.transaction() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _set(self, recording: Recording, **values: Any) -> None:
        with self._ledger.transaction() as connection:
            connection.execute(recordings.update().where(recordings.c.id == recording.id).values(values))

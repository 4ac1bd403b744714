"""The notices of the ledger: which are to go out, by whom they are being tried, what has gone out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ivr.adapters.store.callback_moves import Note, write_history
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.ledger_tables import callback_notices, callbacks
from ivr.domain.callback_states import State

LEASE = timedelta(minutes=3)
"""Longer than all ways together take at most: then who tried is dead, and another tries."""
KEPT = timedelta(hours=48)
"""What could not go out for so long is not worth reading any more."""
FIRST_GAP, LONGEST_GAP = timedelta(minutes=1), timedelta(minutes=30)
COLUMNS = {"mail": callback_notices.c.mailed_at, "command": callback_notices.c.ran_at}
"""Way → when it went out that way."""


@dataclass(frozen=True)
class Trying:
    """A notice that this process alone may try now. row, callback: as in the ledger.

    ways: those still to be tried.
    """

    row: dict[str, Any]
    callback: dict[str, Any]
    ways: tuple[str, ...]


class Notices:
    """Raises LedgerUnavailable. ways: "mail", "command"."""

    def __init__(self, ledger: SqlLedger, ways: Collection[str]) -> None:
        self._ledger, self._ways = ledger, tuple(ways)

    def next(self, now: datetime) -> Trying | None:
        """The oldest one to try now; nobody else is given it for a while."""
        rows = callback_notices.c
        query = sa.select(callback_notices).where(
            sa.or_(*(COLUMNS[way].is_(None) for way in self._ways)), rows.next_at <= now, rows.at > now - KEPT
        )
        query = query.order_by(rows.id).limit(1).with_for_update(skip_locked=True)
        with self._ledger.transaction() as connection:
            row = connection.execute(query).mappings().first()
            if row is None:
                return None
            values = {"next_at": now + LEASE, "tries": row["tries"] + 1}
            connection.execute(callback_notices.update().where(rows.id == row["id"]).values(values))
            callback = connection.execute(sa.select(callbacks).where(callbacks.c.id == row["callback_id"])).mappings()
            ways = tuple(way for way in self._ways if row[COLUMNS[way].name] is None)
            return Trying(dict(row) | values, dict(callback.one()), ways)

    def went_out(self, trying: Trying, way: str, told: str, now: datetime) -> None:
        """Note it, also in the history of its callback. told: to whom."""
        with self._ledger.transaction() as connection:
            mine = callback_notices.c.id == trying.row["id"]
            connection.execute(callback_notices.update().where(mine).values({COLUMNS[way].name: now}))
            number = trying.callback["id"]
            state = connection.execute(sa.select(callbacks.c.state).where(callbacks.c.id == number)).scalar_one()
            write_history(connection, number, "notify", State(state), Note("notifier", now, f"{way}: {told}"))

    def failed(self, trying: Trying, error: str, now: datetime) -> None:
        """Try again later, and later each time."""
        gap = min(FIRST_GAP * 2 ** min(trying.row["tries"] - 1, 10), LONGEST_GAP)
        mine = callback_notices.c.id == trying.row["id"]
        with self._ledger.transaction() as connection:
            connection.execute(callback_notices.update().where(mine).values(next_at=now + gap, error=error))

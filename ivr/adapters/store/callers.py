"""What is remembered of a caller's number: the manner they asked for, what they were promised, how they rated."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from ivr.adapters.store.callback_keeping import CALLER
from ivr.adapters.store.callback_moves import Note, move
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.ledger_tables import callbacks, insert_once, metadata
from ivr.domain.callback_states import Move
from ivr.domain.callbacks import KEPT_WITHIN
from ivr.domain.manner import USUAL, Manner
from ivr.flows.ports import CalledBack, Promised

manners = sa.Table(
    "manners",
    metadata,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("slow", sa.Boolean, nullable=False),
    sa.Column("loud", sa.Boolean, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
surveys = sa.Table(
    "surveys",
    metadata,
    sa.Column("call_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Text, nullable=False, index=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("stars", sa.Integer),
)
DONE = ("replied", "closed")
"""States of a callback that nobody waits for any more."""


class SqlCallers:
    """See ivr.flows.ports.Callers. Its tables are the ledger's."""

    def __init__(self, ledger: SqlLedger) -> None:
        self._ledger = ledger

    def manner_of(self, number: str) -> Manner:
        """See Callers."""
        with self._ledger.transaction() as connection:
            row = connection.execute(sa.select(manners).where(manners.c.number == number)).first()
        return Manner(row.slow, row.loud) if row else USUAL

    def keep_manner(self, number: str, manner: Manner, at: datetime) -> None:
        """See Callers."""
        values = {"slow": manner.slow, "loud": manner.loud, "at": at}
        with self._ledger.transaction() as connection:
            insert_once(connection, manners, {"number": number, **values})
            connection.execute(manners.update().where(manners.c.number == number).values(values))

    def promised_to(self, number: str) -> tuple[Promised, ...]:
        """See Callers."""
        theirs = sa.or_(callbacks.c.number == number, callbacks.c.caller == number)
        query = sa.select(callbacks).where(theirs, callbacks.c.state.not_in(DONE)).order_by(callbacks.c.id.desc())
        with self._ledger.transaction() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Promised(row.referral["department_id"], row.window_start, row.window_end, row.referral.get("matter"))
            for row in rows
        )

    def was_surveyed(self, number: str, day: date) -> bool:
        """See Callers."""
        begins = datetime.combine(day, time())
        on_day = sa.and_(surveys.c.at >= begins, surveys.c.at < begins + timedelta(days=1))
        with self._ledger.transaction() as connection:
            return connection.execute(sa.select(surveys).where(surveys.c.number == number, on_day)).first() is not None

    def begin_survey(self, call_id: str, number: str, at: datetime) -> None:
        """See Callers."""
        with self._ledger.transaction() as connection:
            insert_once(connection, surveys, {"call_id": call_id, "number": number, "at": at, "stars": None})

    def keep_rating(self, call_id: str, stars: int) -> None:
        """See Callers."""
        with self._ledger.transaction() as connection:
            connection.execute(surveys.update().where(surveys.c.call_id == call_id).values(stars=stars))

    def called_back(self, callback: int) -> CalledBack | None:
        """See Callers."""
        with self._ledger.transaction(writes=False) as connection:
            row = connection.execute(sa.select(callbacks).where(callbacks.c.id == callback)).first()
        return CalledBack(row.id, row.number, row.language or "", bool(row.slow)) if row else None

    def keep_satisfaction(self, callback: int, stars: int, at: datetime) -> None:
        """See Callers."""
        with self._ledger.transaction() as connection:
            move(connection, callback, Move.RATE, Note(CALLER, at, "asked after the callback"), satisfaction=stars)

    def keep_unsolved(self, callback: int, at: datetime) -> None:
        """See Callers."""
        values = {"deadline": at + KEPT_WITHIN, "escalated": 0, "taken_by": None}
        with self._ledger.transaction() as connection:
            move(connection, callback, Move.REOPEN, Note(CALLER, at, "not solved"), **values)

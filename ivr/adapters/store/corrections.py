"""Corrected calls of the ledger: what agents say of where calls belong, and what admins made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.ledger_tables import calls, corrections, turns, verdicts
from ivr.domain.corrections import ELSEWHERE, OPEN_QUESTIONS, AgentsWord, Correction, Turn, correction_of
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.outcomes import Referral
from ivr.domain.prompts import DepartmentName
from ivr.errors import CallNotFound

ACCEPTED, DISMISSED = "accepted", "dismissed"
BATCH = 200
"""Calls whose turns are read at once."""


@dataclass(frozen=True)
class Verdict:
    """What an admin made of a corrected call: ACCEPTED or DISMISSED. change: the directory's, of ACCEPTED only."""

    verdict: str
    change: int | None


@dataclass(frozen=True)
class CorrectedCall:
    """A call that was corrected. verdict: the latest, None when nobody has looked at it."""

    call_id: str
    line: str
    at: datetime
    correction: Correction
    verdict: Verdict | None


class Corrections:
    """Raises LedgerUnavailable."""

    def __init__(self, ledger: SqlLedger) -> None:
        self._ledger = ledger

    def correct(self, call_id: str, word: AgentsWord, at: datetime) -> None:
        """Keep where an agent says a call belongs. Raises CallNotFound."""
        row = {"department_id": word.department_id, "matter": word.matter, "by": word.by}
        self._add(corrections, {"call_id": call_id, "at": at, **row})

    def judge(self, call_id: str, verdict: Verdict, by: str, at: datetime) -> None:
        """Keep what an admin made of a corrected call. Raises CallNotFound."""
        row = {"call_id": call_id, "at": at, "by": by, "verdict": verdict.verdict, "change": verdict.change}
        self._add(verdicts, row)

    def of_call(self, call_id: str) -> CorrectedCall:
        """The correction of one call. Raises CallNotFound when there is no such call, or nothing was corrected."""
        with self._ledger.transaction() as connection:
            _check_call(connection, call_id)
            found = _corrected(connection, [call_id])
        if not found:
            raise CallNotFound(
                f"nothing was corrected in call {call_id}: ./hotline ivr calls correct {call_id} --department ID says"
                " where it belonged"
            )
        return found[0]

    def latest(self, since: datetime) -> Iterator[CorrectedCall]:
        """The corrected calls that began since then, the newest first."""
        with self._ledger.transaction() as connection:
            ids = list(connection.execute(_candidates(since)).scalars())
        for begin in range(0, len(ids), BATCH):
            with self._ledger.transaction() as connection:
                found = _corrected(connection, ids[begin : begin + BATCH])
            yield from found

    def _add(self, table: sa.Table, row: dict[str, Any]) -> None:
        with self._ledger.transaction() as connection:
            _check_call(connection, row["call_id"])
            connection.execute(table.insert().values(row))


def _check_call(connection: sa.Connection, call_id: str) -> None:
    if connection.execute(sa.select(calls.c.id).where(calls.c.id == call_id)).first() is None:
        raise CallNotFound(f"the ledger has no call {call_id!r}: ./hotline ivr calls lists them")


def _candidates(since: datetime) -> sa.Select[tuple[str]]:
    """Calls in which a question was answered that may have been a no, and those an agent corrected."""
    of_call = turns.c.call_id == calls.c.id
    elsewhere = sa.or_(*(turns.c.prompt.startswith(begin, autoescape=True) for begin in OPEN_QUESTIONS + ELSEWHERE))
    answered = sa.exists().where(of_call, turns.c.heard.in_(("said", "pressed")), ~elsewhere)
    corrected = sa.exists().where(corrections.c.call_id == calls.c.id)
    query = sa.select(calls.c.id).where(calls.c.began_at >= since, answered | corrected)
    return query.order_by(calls.c.began_at.desc(), calls.c.id)


def _corrected(connection: sa.Connection, call_ids: Sequence[str]) -> list[CorrectedCall]:
    spoken, told, judged = (_by_call(connection, table, call_ids) for table in (turns, corrections, verdicts))
    rows = {row.id: row for row in connection.execute(sa.select(calls).where(calls.c.id.in_(call_ids)))}
    found = []
    for row in (rows[call_id] for call_id in call_ids if call_id in rows):
        taken = Referral(**row.referral) if row.referral else None
        agent = [AgentsWord(word.department_id, word.matter, word.by) for word in told[row.id][-1:]]
        correction = correction_of([_turn(turn) for turn in spoken[row.id]], taken, agent[0] if agent else None)
        verdict = [Verdict(each.verdict, each.change) for each in judged[row.id][-1:]]
        if correction:
            found.append(CorrectedCall(row.id, row.line, row.began_at, correction, verdict[0] if verdict else None))
    return found


def _by_call(connection: sa.Connection, table: sa.Table, call_ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(sa.select(table).where(table.c.call_id.in_(call_ids)).order_by(table.c.id)):
        found[row.call_id].append(row)
    return found


def _turn(row: Any) -> Turn:
    slots = [slot for slot in row.slots.values() if isinstance(slot, dict) and set(slot) == {"id", "name"}]
    return Turn(row.prompt, tuple(DepartmentName(slot["id"], slot["name"]) for slot in slots), _heard(row))


def _heard(row: Any) -> Heard | None:
    match row.heard:
        case "said":
            return Said(row.text or "", row.confidence or 0.0)
        case "pressed":
            return Pressed(row.text)
        case "silence":
            return Silence()
        case _:
            return None

"""Judges a crash test with real calls: what callers were told, what rang at the far end, what the ledger holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from ivr.adapters.store.callbacks import Callbacks, Wanted
from ivr.adapters.store.ledger import SqlLedger
from ivr.benches.crash_called import RULES, Stage
from ivr.benches.verdict import SETTLED, CalledVerdict, is_lawful
from ivr.domain.attempts import Reached
from ivr.domain.callback_states import State

SIGNALLING_SECONDS = 2.0
"""From the dialplan's decision to the far end's INVITE, on a crowded machine."""
AGENT_SECONDS = 6.0
"""A gap is counted from the claim; the agent is rung in between, the second time faster than the first."""
ANSWERS = (Reached.ANSWERED.value, Reached.LEFT_ALONE.value)


@dataclass(frozen=True)
class Rung:
    """One call at the far end; at, ended: seconds since the epoch."""

    number: str
    request: int
    at: float
    ended: float
    answered: bool


def judge(stage: Stage, requests: int, killed: Counter[str], seconds: float) -> CalledVerdict:
    """The figures. requests: how many should be there; one that was kept may not have been told, its bot was killed."""
    told = {row["call"]: row["kept"] for row in _rows(stage.confirmed)}
    windows = {row["call"]: row["window"] for row in _rows(stage.wanted)}
    callbacks = Callbacks(SqlLedger(stage.url))
    rows = {row["id"]: callbacks.show(row["id"]) for row in callbacks.find(Wanted())}
    rung = calls_of(_rows(stage.calls))
    calls = {number: [call for call in rung if call.request == number] for number in rows}
    cases = [Case(row, windows[row["call_id"]], calls[number]) for number, row in rows.items()]
    answered = [case for case in cases if any(call.answered for call in case.calls)]
    return CalledVerdict(
        confirmed=len(told),
        lost=sum(number not in rows or rows[number]["call_id"] != call for call, number in told.items()),
        doubled=sum(doubled(case.calls, case.window) for case in cases),
        outside_window=sum(case.is_outside() for case in cases),
        kills=killed.total(),
        calls=len(rung),
        unsettled=requests - sum(case.state in SETTLED for case in cases),
        at_once=at_once(rung),
        unlawful=sum(not is_lawful(case.row["history"], case.state) for case in cases),
        answered=len(answered),
        answer_unknown=sum(not case.is_answer_known() for case in answered),
        killed=dict(sorted(killed.items())),
        seconds=round(seconds),
        faults=[fault for case in cases if (fault := case.fault())],
    )


@dataclass(frozen=True)
class Case:
    """One request: its row of the ledger, the agreed time, and what rang."""

    row: Mapping[str, Any]
    window: list[float] | None
    calls: list[Rung]

    @property
    def state(self) -> State:
        """Where the ledger says that it stands."""
        return State(self.row["state"])

    def is_answer_known(self) -> bool:
        """Whether the ledger knows that the caller was there, with an agent or without."""
        return any(attempt["outcome"] in ANSWERS for attempt in self.row["attempts"])

    def is_outside(self) -> bool:
        """The first call missed the agreed time, and no attempt before it can have been a call that never rang.

        An Asterisk that is killed after the dialplan's note and before its INVITE leaves an attempt that counts.
        """
        if not self.calls or not is_outside(self.calls[0], self.window):
            return False
        began = datetime.fromtimestamp(self.calls[0].at)
        ended = [attempt for attempt in self.row["attempts"] if attempt["ended_at"] and attempt["ended_at"] < began]
        return not any(attempt["outcome"] == Reached.UNKNOWN.value for attempt in ended)

    def fault(self) -> str:
        """What to look at, "" when all is well."""
        lawful = is_lawful(self.row["history"], self.state)
        if lawful and not self.is_outside() and not doubled(self.calls, self.window):
            return ""
        rang = [datetime.fromtimestamp(call.at).isoformat() for call in self.calls]
        agreed = [datetime.fromtimestamp(at).isoformat() for at in self.window or ()]
        moves = [f"{row['at']:%H:%M:%S} {row['move']} {row['why']}" for row in self.row["history"]]
        return f"callback {self.row['id']}: agreed {agreed}, rang {rang}, history {moves}"


def calls_of(notes: Iterable[Mapping[str, Any]]) -> list[Rung]:
    """The calls in what the far end wrote, the first first; one that never ended lasts for ever."""
    found: dict[str, Rung] = {}
    for note in notes:
        old = found.get(note["call"])
        match note["what"]:
            case "ring":
                found[note["call"]] = Rung(note["number"], int(note["about"]), note["at"], float("inf"), False)
            case "answer" if old:
                found[note["call"]] = Rung(old.number, old.request, old.at, old.ended, True)
            case "end" if old:
                found[note["call"]] = Rung(old.number, old.request, old.at, note["at"], old.answered)
    return sorted(found.values(), key=lambda call: call.at)


def doubled(calls: list[Rung], window: list[float] | None) -> int:
    """Calls about one request within the agreed time of one before, too soon after it, or too many."""
    shortest = RULES.first_gap.total_seconds() - AGENT_SECONDS
    again = 0
    for before, call in pairwise(calls):
        same_window = bool(window) and _is_within(before.at, window) and _is_within(call.at, window, slack=0.0)
        again += same_window or call.at - before.at < shortest
    return again + max(0, len(calls) - RULES.most_attempts)


def is_outside(first: Rung, window: list[float] | None) -> bool:
    """Whether the first call missed the agreed time, the tolerance on both sides."""
    return not _is_within(first.at, window, slack=SIGNALLING_SECONDS)


def at_once(rung: list[Rung]) -> int:
    """Calls to a number that rang while another call to it was up."""
    last: dict[str, float] = {}
    found = 0
    for call in rung:
        found += call.at < last.get(call.number, 0.0)
        last[call.number] = max(call.ended, last.get(call.number, 0.0))
    return found


def _is_within(at: float, window: list[float] | None, slack: float = 0.0) -> bool:
    if window is None:
        return True
    around = RULES.tolerance.total_seconds() + slack
    return window[0] - around <= at <= window[1] + around


def _rows(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]

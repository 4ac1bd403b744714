"""Holds a talk with a scripted caller, at a desk where it is Tuesday 24 November 2026, 15:20."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ivr.domain.directory import Directory
from ivr.domain.holds import Hold
from ivr.domain.outcomes import Referral, ToQueue
from ivr.domain.pack_words import KEYS_ALONE, PackWords
from ivr.domain.rules import Rules
from ivr.flows.attend import attend
from ivr.flows.ports import Call, Callers, Desk, Ledger
from tests.fakes.call import ScriptedCall
from tests.fakes.callers import MemoryCallers
from tests.fakes.directory import SMALL
from tests.fakes.ledger import MemoryLedger

NOW = datetime(2026, 11, 24, 15, 20)
PLAIN = Rules()
BEFORE = Referral("M12", "dept-M12", "工资", words="单位拖欠我工资")


@dataclass(frozen=True)
class Held:
    """A talk that is over."""

    call: ScriptedCall
    ledger: MemoryLedger


def desk(
    ledger: Ledger,
    directory: Directory = SMALL,
    now: datetime = NOW,
    recordings: Path = Path("no such folder"),
    rules: Rules = PLAIN,
    callers: Callers | None = None,
    place: Hold | None = None,
    words: PackWords = KEYS_ALONE,
) -> Desk:
    remembered = callers or MemoryCallers()
    return Desk(directory, ledger, lambda: now, recordings, 60, rules, remembered, hold=place, words=words)


def hold(
    call: ScriptedCall,
    stage: str = "reception",
    now: datetime = NOW,
    referral: Referral | None = None,
    directory: Directory = SMALL,
    rules: Rules = PLAIN,
    callers: Callers | None = None,
    place: Hold | None = None,
    words: PackWords = KEYS_ALONE,
) -> Held:
    """Hold the talk. referral: where an earlier talk of the same call sent it. place: that the caller keeps."""
    ledger = MemoryLedger()
    if referral:
        ledger.close_talk(call.id, now, "handed over", ToQueue(referral))
        ledger.endings.clear()
    attend(_as_port(call), desk(ledger, directory, now, rules=rules, callers=callers, place=place, words=words), stage)
    return Held(call, ledger)


def _as_port(call: ScriptedCall) -> Call:
    """Where mypy proves that the fake is complete."""
    return call

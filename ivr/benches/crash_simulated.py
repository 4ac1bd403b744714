"""The crash test of callbacks without wires: its processes, their fast clock, and the judge of what they leave."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ivr.adapters.store.callback_claims import Claims
from ivr.adapters.store.callbacks import Callbacks, Wanted
from ivr.adapters.store.claim_rows import Claim
from ivr.adapters.store.ledger import SqlLedger
from ivr.benches.verdict import SETTLED, Verdict
from ivr.dialling import Dialling
from ivr.domain.attempts import Reached, Rules
from ivr.domain.callback_states import State
from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.hours import OpeningTimes
from ivr.domain.outcomes import Referral
from ivr.errors import LedgerUnavailable

MONDAY = datetime(2026, 3, 2, 8, 50)
SHIFT = timedelta(hours=8, minutes=40)
"""The clock knows the days from 8:50 to 17:30 only: nothing happens at night."""
DEPARTMENTS, AGENTS_EACH = ("M07", "M16", "M45"), 10
LEASE_SECONDS, LONGEST_CALL_SECONDS = 3.0, 0.3
"""Real seconds. Even on a crowded machine a dialler that lives begins its call long before its lease is over."""
RULES = Rules()
PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class Clock:
    """A city's clock that runs `speed` times as fast since `began` (seconds since the epoch), and skips the nights."""

    began: float
    speed: float

    def now(self) -> datetime:
        """What the clock shows."""
        days, of_the_day = divmod(timedelta(seconds=(time.time() - self.began) * self.speed), SHIFT)
        return MONDAY + timedelta(days=days) + of_the_day


class NotedTelephone:
    """See ivr.dialling.Telephone. Notes each call in a file before it "rings"; an answer comes a little later."""

    def __init__(self, file: Path, clock: Clock, chance: random.Random) -> None:
        self._file, self._clock, self._chance = file, clock, chance
        self._up: dict[int, tuple[float, str]] = {}
        self._ends: dict[int, Reached] = {}

    def free_agents(self, queue: str) -> list[str]:
        """See Telephone."""
        busy = [agent for until, agent in self._up.values() if until > time.monotonic()]
        return [name for number in range(AGENTS_EACH) if (name := f"{queue}-{number}") not in busy]

    def call(self, claim: Claim) -> None:
        """See Telephone."""
        at = self._clock.now()
        if at >= claim.chance.closes:  # as the dialplan does
            self._up[claim.attempt], self._ends[claim.attempt] = (0.0, claim.agent), Reached.NO_AGENT
            return
        window = [claim.chance.opens.isoformat(), claim.chance.closes.isoformat()]
        note = {"id": claim.due.number, "attempt": claim.attempt, "attempted": claim.due.attempted, "chance": window}
        with self._file.open("a", encoding="utf-8") as notes:
            notes.write(json.dumps(note | {"at": at.isoformat()}) + "\n")
        self._up[claim.attempt] = (time.monotonic() + self._chance.uniform(0, LONGEST_CALL_SECONDS), claim.agent)
        kinds = (Reached.ANSWERED, Reached.NO_ANSWER, Reached.BUSY, Reached.REJECTED, Reached.NO_KEY)
        self._ends[claim.attempt] = self._chance.choice(kinds)

    def outcome(self, claim: Claim) -> Reached | None:
        """See Telephone."""
        until, _ = self._up.get(claim.attempt, (float("inf"), ""))
        return self._ends[claim.attempt] if until <= time.monotonic() else None

    def last_word(self, claim: Claim) -> Reached:
        """See Telephone. Of another dialler's calls this one knows nothing."""
        return self.outcome(claim) or Reached.UNKNOWN


def write(url: str, clock: Clock, folder: Path, name: str, share: int) -> None:
    """Promise until the share is reached; a promise is confirmed in one line. Goes on where a killed one stopped."""
    ledger, chance = SqlLedger(url), random.Random(name)
    kept_before = {row["call_id"] for row in ledger.list_callbacks()}
    for number in range(share):
        start = MONDAY + timedelta(minutes=chance.randrange(30, 8 * 60))
        length = timedelta(minutes=chance.choice([60, 120, 240]))
        department = chance.choice(DEPARTMENTS)
        call_id, phone = f"{name}-{number}", f"13{name[1:]}{number:08}"
        if call_id in kept_before:
            continue
        now = clock.now()
        later = max(start, now + timedelta(minutes=20))
        window = Window(later, later + length) if chance.random() < 0.8 else None
        referral = Referral(department, f"dept-{department}", "供暖", "朝阳区")
        kept = ledger.keep_callback(CallbackRequest(call_id, "12345", phone, "", referral, window, now))
        with (folder / "confirmed").open("a", encoding="utf-8") as told:
            told.write(f"{call_id} {kept}\n")
        time.sleep(PAUSE_SECONDS)  # promises are made while others are being kept


def dial(url: str, clock: Clock, folder: Path, name: str, requests: int) -> None:
    """Call back until all requests are settled."""
    ledger = SqlLedger(url)
    claims = Claims(ledger, f"{name}-{os.getpid()}", timedelta(seconds=LEASE_SECONDS * clock.speed))
    telephone = NotedTelephone(folder / "calls", clock, random.Random())
    hours = OpeningTimes()
    dialling = Dialling(claims, telephone, RULES, lambda: hours, clock.now)
    callbacks = Callbacks(ledger)
    while len(callbacks.find(Wanted(states=SETTLED))) < requests:
        try:
            dialling.step()
        except LedgerUnavailable as error:
            print(error, file=sys.stderr)
        time.sleep(0.05)


def judge(url: str, folder: Path, requests: int, kills: int) -> Verdict:
    """Compare what callers were told, what rang, and what the ledger holds."""
    confirmed, calls = folder / "confirmed", folder / "calls"
    told = dict(line.split() for line in confirmed.read_text(encoding="utf-8").splitlines())
    rows = {row["id"]: row for row in Callbacks(SqlLedger(url)).find(Wanted())}
    lost = sum(int(number) not in rows or rows[int(number)]["call_id"] != call for call, number in told.items())
    rung = [json.loads(line) for line in calls.read_text(encoding="utf-8").splitlines()] if calls.exists() else []
    doubled = outside = 0
    before: dict[int, list[datetime]] = {}
    for call in rung:
        at, (opens, closes) = datetime.fromisoformat(call["at"]), map(datetime.fromisoformat, call["chance"])
        row = rows[call["id"]]
        doubled += any(opens <= earlier < closes for earlier in before.get(call["id"], []))
        before.setdefault(call["id"], []).append(at)
        outside += not _is_inside(at, opens, closes, row, call["attempted"])
    unsettled = requests - sum(State(row["state"]) in SETTLED for row in rows.values())
    return Verdict(len(told), lost, doubled, outside, kills, len(rung), unsettled)


def _is_inside(at: datetime, opens: datetime, closes: datetime, row: dict[str, object], attempted: int) -> bool:
    """Within the chance and the hours; a first attempt also within what was agreed."""
    start, end = row["window_start"], row["window_end"]
    agreed = True
    if attempted == 1 and isinstance(start, datetime) and isinstance(end, datetime):
        agreed = start - RULES.tolerance <= at <= end + RULES.tolerance
    return agreed and opens <= at <= closes and RULES.may_call(str(row["department"]), OpeningTimes())(at)

"""An hour with many callbacks due, on a moving clock: the real ledger and dialler, simulated agents and callers."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from ivr.adapters.store.callback_claims import Claims
from ivr.adapters.store.claim_rows import Claim
from ivr.adapters.store.ledger import SqlLedger
from ivr.dialling import Dialling
from ivr.domain.attempts import Reached, Rules
from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.hours import OpeningTimes
from ivr.domain.outcomes import Referral

MORNING, DUE = datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10)
WINDOW = timedelta(minutes=30)
STARTS_MINUTES = (0, 10, 20, 30)
"""Agreed windows of half an hour, all within the hour from 10 to 11."""
DEPARTMENTS = ("M07", "M16", "M17", "M30", "M45")
LEASE = timedelta(minutes=3)
STEP = timedelta(seconds=5)
PICK_UP_SECONDS = 8
"""An agent picks up and presses 1."""
RING_SECONDS = (5, 30)
SHARES = {Reached.ANSWERED: 70, Reached.NO_ANSWER: 18, Reached.BUSY: 8, Reached.REJECTED: 4}


@dataclass
class HourTelephone:
    """See ivr.dialling.Telephone. rang: request → when its caller's telephone first rang."""

    agents: dict[str, list[str]]
    talk_seconds: float
    chance: random.Random
    now: datetime = MORNING
    rang: dict[int, datetime] = field(default_factory=dict)
    busy_seconds: float = 0.0
    _busy: dict[str, datetime] = field(default_factory=dict)
    _up: dict[int, tuple[datetime, Reached]] = field(default_factory=dict)

    def free_agents(self, queue: str) -> list[str]:
        """See Telephone."""
        return [agent for agent in self.agents.get(queue, []) if self._busy.get(agent, self.now) <= self.now]

    def call(self, claim: Claim) -> None:
        """See Telephone."""
        rings = self.now + timedelta(seconds=PICK_UP_SECONDS)
        self.rang.setdefault(claim.due.number, rings)
        reached = self.chance.choices(list(SHARES), list(SHARES.values()))[0]
        over = rings + timedelta(seconds=self.chance.uniform(*RING_SECONDS))
        talk = self.chance.expovariate(1 / self.talk_seconds) if reached is Reached.ANSWERED else 0.0
        self._busy[claim.agent] = over + timedelta(seconds=talk)
        self.busy_seconds += (self._busy[claim.agent] - self.now).total_seconds()
        self._up[claim.attempt] = (over, reached)

    def outcome(self, claim: Claim) -> Reached | None:
        """See Telephone."""
        over, reached = self._up[claim.attempt]
        return reached if over <= self.now else None

    def last_word(self, claim: Claim) -> Reached:
        """See Telephone."""
        return self.outcome(claim) or Reached.UNKNOWN


@dataclass(frozen=True)
class Hour:
    """What became of the hour. inside: first attempts that rang within the agreed window; near: at most 15 min off."""

    requests: int
    agents: int
    inside: int
    near: int
    never: int
    median_minutes: float
    agents_busy: float


def simulate(url: str, requests: int, agents: int, talk_seconds: float, seed: int) -> Hour:
    """Promise them all at 9, then dial from 10 until a quarter of an hour after the last window."""
    ledger, chance = SqlLedger(url), random.Random(seed)
    windows = {}
    for number in range(requests):
        request = _request(number, chance)
        windows[ledger.keep_callback(request)] = request.window
    seats = {f"dept-{name}": [f"{name}-{n}" for n in range(_share(agents, i))] for i, name in enumerate(DEPARTMENTS)}
    telephone = HourTelephone(seats, talk_seconds, chance)
    hours = OpeningTimes()
    claims = Claims(ledger, "simulation", LEASE)
    dialling = Dialling(claims, telephone, Rules(), lambda: hours, lambda: telephone.now)
    while claims.unplanned():
        dialling.step()
    telephone.now, over = DUE, DUE + timedelta(minutes=STARTS_MINUTES[-1]) + WINDOW + Rules().tolerance
    while telephone.now < over and len(telephone.rang) < requests:
        dialling.step()
        telephone.now += STEP
    return _judged(windows, telephone, agents)


def _share(agents: int, place: int) -> int:
    return agents // len(DEPARTMENTS) + (place < agents % len(DEPARTMENTS))


def _request(number: int, chance: random.Random) -> CallbackRequest:
    start = DUE + timedelta(minutes=chance.choice(STARTS_MINUTES))
    department = chance.choice(DEPARTMENTS)
    referral = Referral(department, f"dept-{department}", "供暖", "朝阳区")
    return CallbackRequest(
        f"c{number}", "12345", f"138{number:08}", "", referral, Window(start, start + WINDOW), MORNING
    )


def _judged(windows: dict[int, Window | None], telephone: HourTelephone, agents: int) -> Hour:
    inside = near = 0
    waits = []
    for number, rang in telephone.rang.items():
        window = windows[number]
        assert window is not None
        inside += window.start <= rang <= window.end
        near += window.start - Rules().tolerance <= rang <= window.end + Rules().tolerance
        waits.append((rang - window.start).total_seconds() / 60)
    worked = (telephone.now - DUE).total_seconds() * agents
    missing = len(windows) - len(waits)
    wait = median(waits) if waits else 0.0
    return Hour(len(windows), agents, inside, near, missing, round(wait, 1), round(telephone.busy_seconds / worked, 2))

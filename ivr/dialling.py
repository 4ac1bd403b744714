"""The worker that keeps promises: plans callbacks, gives due ones to free agents, ends attempts, escalates."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from ivr.adapters.store.callback_claims import Claims
from ivr.adapters.store.claim_rows import Claim, Due, Plan
from ivr.domain.attempts import MayCall, Reached, Rules, first_chance, later_chance, next_chance
from ivr.domain.hours import OpeningTimes
from ivr.errors import LedgerUnavailable, TelephoneUnavailable
from ivr.holding import Holding

log = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
NEXT_STEP = timedelta(hours=24)
"""An escalated callback that stays pending goes one step further after this."""
STEPS = ("the department's lead", "the city desk")


class Telephone(Protocol):
    """What rings agents and callers. Raises TelephoneUnavailable."""

    def free_agents(self, queue: str) -> list[str]:
        """The agents of a queue who could take a call now, the best first."""

    def call(self, claim: Claim) -> None:
        """Begin to connect the claim's agent with its caller; returns at once."""

    def outcome(self, claim: Claim) -> Reached | None:
        """What a call has come to; None while that is open. May be asked again."""

    def last_word(self, claim: Claim) -> Reached:
        """Of a call whose time is over, perhaps a dead dialler's. If its caller was not rung, nothing rings now."""


@dataclass
class Dialling:
    """hours: the directory's, as they are now. wait: pauses for so many seconds; True when asked to end.

    holding: of places in queues; None: of a telephone without queues.
    """

    claims: Claims
    telephone: Telephone
    rules: Rules
    hours: Callable[[], OpeningTimes]
    now: Callable[[], datetime]
    wait: Callable[[float], bool] = lambda seconds: True
    holding: Holding | None = None
    running: dict[int, Claim] = field(default_factory=dict)

    def run(self) -> None:
        """Until asked to end; then calls that ring are waited for. A ledger or Asterisk that is away is waited for.

        Callbacks that wait in a queue are left there: they need no dialler, and the next one looks after them.
        """
        is_asked = False
        while not is_asked or self._rings():
            is_asked = self.wait(LOOK_SECONDS) or is_asked
            try:
                self.step(takes_more=not is_asked)
            except (LedgerUnavailable, TelephoneUnavailable) as error:
                log.error("no callback is made now: %s", error)
                if is_asked:
                    return

    def step(self, takes_more: bool = True) -> int:
        """One round. Returns how many calls were begun."""
        self._take_endings()
        unseen = self._look_at_queues()  # before claims are taken over: what stands in a queue has not expired
        self._take_over_the_dead(knows_queues=unseen is None)
        if takes_more:
            self._plan()
            self._escalate()
        if unseen:
            raise unseen
        return self._dial_all() if takes_more else 0

    def _dial_all(self) -> int:
        begun = self._enter_queues()
        return begun + sum(self._dial(department, due) for department, due in self.claims.due_now(self.now()).items())

    def _look_at_queues(self) -> TelephoneUnavailable | None:
        """The error, where they cannot be seen: planning and escalating need no telephone."""
        try:
            if self.holding:
                self.holding.look(self.now())
        except TelephoneUnavailable as error:
            return error
        return None

    def _rings(self) -> bool:
        standing = self.holding.standing if self.holding else frozenset()
        return not self.running.keys() <= standing

    def _enter_queues(self) -> int:
        begun = 0
        for claim in self.holding.enter(self.now(), self._may_call) if self.holding else ():
            self.running[claim.attempt] = claim
            begun += 1
        return begun

    def _take_endings(self) -> None:
        for claim in list(self.running.values()):
            if reached := self.telephone.outcome(claim):
                self._finish(claim, reached)
                del self.running[claim.attempt]  # only now: a ledger that is away is told in the next round

    def _take_over_the_dead(self, knows_queues: bool) -> None:
        for claim in self.claims.expired(self.now()):
            if claim.queue and not knows_queues:
                continue  # it may wait there
            self._finish(claim, self.telephone.last_word(claim))
            self.running.pop(claim.attempt, None)

    def _finish(self, claim: Claim, reached: Reached) -> None:
        due, now = claim.due, self.now()
        may_call = self._may_call(due)
        chance = next_chance(due.window, claim.chance, due.attempted, claim.began_at, may_call, self.rules)
        told = "counts" if self.claims.finish(claim, reached, now, chance) else "came too late"
        log.info("callback %d, attempt %d: %s, which %s", due.number, claim.attempt, reached.value, told)

    def _plan(self) -> None:
        now = self.now()
        plans = [self._planned(due, now) for due in self.claims.unplanned()]
        plans += [self._replanned(due, now) for due in self.claims.lapsed(now)]
        if plans:
            self.claims.plan(plans, now)

    def _planned(self, due: Due, now: datetime) -> Plan:
        chance = first_chance(due.window, now, self._may_call(due), self.rules)
        return Plan(due, chance, "" if chance else "the agreed time is over, or outside all hours")

    def _replanned(self, due: Due, now: datetime) -> Plan:
        """A chance passed unused: an agreed one is a broken promise, for a person to mend."""
        if due.window is not None and due.attempted == 0:
            return Plan(due, None, "nobody called in time")
        chance = later_chance(now, self._may_call(due), self.rules)
        return Plan(due, chance, "nobody could call in time; ")

    def _escalate(self) -> None:
        now = self.now()
        for due in self.claims.overdue(now):
            log.warning("callback %d is overdue: it goes to %s", due.number, STEPS[due.escalated])
            self.claims.escalate(due, now + NEXT_STEP, now, f"overdue: to {STEPS[due.escalated]}")

    def _dial(self, department: str, most: int) -> int:
        """Give up to so many due callbacks to the department's free agents."""
        if not self.rules.may_call(department, self.hours())(self.now()):
            return 0
        begun = 0
        for agent in self.telephone.free_agents(queue_of(department)):
            claim = self.claims.claim(department, agent, self.now()) if begun < most else None
            if claim is not None:
                self.running[claim.attempt] = claim
                self.telephone.call(claim)  # when this fails nobody knows how far it came: the lease decides
                begun += 1
        return begun

    def _may_call(self, due: Due) -> MayCall:
        """Who holds a place in a queue of others than the department waits for these: the operators have no hours."""
        if due.hold and due.hold.queue != queue_of(due.department):
            return self.rules.is_lawful
        return self.rules.may_call(due.department, self.hours())


def queue_of(department: str) -> str:
    """Whose agents call back for a department."""
    return f"dept-{department}"

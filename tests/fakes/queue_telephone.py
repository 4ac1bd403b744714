"""Queues without an Asterisk: callbacks that enter one stand there until the test says what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ivr.adapters.store.claim_rows import Claim
from ivr.domain.holds import QueueNow
from ivr.errors import TelephoneUnavailable


@dataclass
class FakeQueues:
    """See ivr.holding.QueueTelephone. lines: queue → since when callers on the line wait. agents: of each queue.

    entered: each claim with its place, oldest first.
    """

    agents: int = 1
    lines: dict[str, list[datetime]] = field(default_factory=dict)
    entered: list[tuple[Claim, int]] = field(default_factory=list)
    is_broken: bool = False
    _standing: list[Claim] = field(default_factory=list)

    def queue_now(self, queue: str) -> QueueNow:
        self._check()
        here = [claim for claim in self._standing if claim.queue == queue]
        since = [claim.due.hold.since for claim in here if claim.due.hold]
        waiting = tuple(sorted([*self.lines.get(queue, []), *since]))
        return QueueNow(waiting, self.agents, attempts=tuple(claim.attempt for claim in here))

    def enter(self, claim: Claim, place: int) -> None:
        self._check()
        self.entered.append((claim, place))
        self._standing.append(claim)

    def leave(self) -> None:
        """All who stand there are gone: to an agent, or with the death of Asterisk."""
        self._standing.clear()

    def _check(self) -> None:
        if self.is_broken:
            raise TelephoneUnavailable("no Asterisk")

"""Virtual hold as the dialler keeps it: who has hung up takes their place in the queue again when it is their turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ivr.adapters.store.callback_holds import Held, Holds
from ivr.adapters.store.claim_rows import Claim, Due
from ivr.domain.attempts import MayCall
from ivr.domain.holds import QueueNow, places_of


class QueueTelephone(Protocol):
    """What lets a callback wait in a queue. Raises TelephoneUnavailable."""

    def queue_now(self, queue: str) -> QueueNow:
        """Who waits in a queue, the first first, and for how many agents."""

    def enter(self, claim: Claim, place: int) -> None:
        """Let the claim's callback wait at this place, for an agent and then its caller; returns at once."""


@dataclass
class Holding:
    """standing: attempts that wait in a queue, as it was last looked at."""

    holds: Holds
    telephone: QueueTelephone
    standing: frozenset[int] = frozenset()
    _looked: dict[str, tuple[Held, QueueNow]] = field(default_factory=dict)

    def look(self, now: datetime) -> None:
        """See how the queues are in which somebody holds a place; claims of those who stand in one stay alive."""
        queues = self.holds.now(now)
        self._looked = {queue: (held, self.telephone.queue_now(queue)) for queue, held in queues.items()}
        ours = {attempt for held, _ in self._looked.values() for attempt in held.running}
        self.standing = frozenset(ours & {a for _, queue in self._looked.values() for a in queue.attempts})
        self.holds.renew(self.standing, now)

    def enter(self, now: datetime, may_call: Callable[[Due], MayCall]) -> Iterator[Claim]:
        """Let all take their places whose turn it is, in the queues as they were looked at. A claim is told first."""
        for held, queue in self._looked.values():
            due = [each for each in held.due if may_call(each)(now)]
            since = [each.hold.since for each in due if each.hold]
            for each, place in zip(due, places_of(queue.waiting, queue.agents, since), strict=False):
                if claim := self.holds.claim(each, place, now):
                    yield claim
                    self.telephone.enter(claim, place)  # when this fails nobody knows how far it came: see the lease

"""A telephone without wires: agents are free until they are given a call, attempts end as the test says."""

from __future__ import annotations

from ivr.adapters.store.claim_rows import Claim
from ivr.domain.attempts import Reached
from ivr.errors import TelephoneUnavailable


class FakeTelephone:
    """See ivr.dialling.Telephone. agents: queue → who sits there. placed: the calls begun, oldest first.

    ended: what became of attempts.
    """

    def __init__(self, agents: dict[str, list[str]]) -> None:
        self.agents = agents
        self.placed: list[Claim] = []
        self.is_broken = False
        self._busy: dict[int, str] = {}
        self.ended: dict[int, Reached] = {}

    def free_agents(self, queue: str) -> list[str]:
        if self.is_broken:
            raise TelephoneUnavailable("no Asterisk")
        return [agent for agent in self.agents.get(queue, []) if agent not in self._busy.values()]

    def call(self, claim: Claim) -> None:
        if self.is_broken:
            raise TelephoneUnavailable("no Asterisk")
        self.placed.append(claim)
        self._busy[claim.attempt] = claim.agent

    def end(self, reached: Reached) -> None:
        """The call begun last comes to this."""
        attempt = self.placed[-1].attempt
        self.ended[attempt] = reached
        del self._busy[attempt]

    def outcome(self, claim: Claim) -> Reached | None:
        return self.ended.get(claim.attempt)

    def last_word(self, claim: Claim) -> Reached:
        return self.ended.get(claim.attempt, Reached.UNKNOWN)

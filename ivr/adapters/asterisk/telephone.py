"""Callbacks by a real Asterisk: who is free in a queue, calls begun by AMI, and what the dialplan tells of them."""

from __future__ import annotations

import queue

from ivr.adapters.asterisk.config import manager_password
from ivr.adapters.asterisk.manager import Headers, ManagerLink
from ivr.adapters.asterisk.talking import Talking
from ivr.adapters.store.callback_claims import Claim
from ivr.domain.attempts import Reached
from ivr.domain.callback_settings import CallbackSettings
from ivr.settings import Settings

NOT_IN_USE = "1"
"""AMI's Status of a queue member whose phone is registered and idle."""
KEY_SECONDS = 20
"""How long the dialplan asks for key 1, at most."""
WRONG_NUMBER_CAUSES = ("1", "22", "28")
"""Q.850: unallocated number, number changed, invalid number format."""
REJECTED_CAUSE, BUSY_CAUSE = "21", "17"
NOT_ANSWERED_CAUSES = ("18", "19")
MACHINE_SECONDS = 5.0
"""Who picks up says a word and listens; what talks so long without a pause of a second, and presses no key, is none."""


class AsteriskTelephone:
    """See ivr.dialling.Telephone. Close it in the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._members: list[Headers] = []
        self._ended: queue.SimpleQueue[tuple[int, Reached]] = queue.SimpleQueue()
        self._rung: set[int] = set()
        self._decided: set[int] = set()
        self._talking = Talking()
        self._link = ManagerLink(settings.asterisk.manager_port, lambda: manager_password(settings), self._take)

    def free_agents(self, queue_name: str) -> list[str]:
        """See Telephone."""
        self._members = []
        self._link.send("QueueStatus", Queue=queue_name)
        free = [m for m in self._members if m.get("Status") == NOT_IN_USE and m.get("Paused") == "0"]
        return [member["Location"] for member in sorted(free, key=lambda member: int(member.get("Penalty", 0)))]

    def call(self, claim: Claim) -> None:
        """See Telephone."""
        c = self._settings.callbacks
        ring, then = ("ring-agent", "then-customer") if c.first == "agent" else ("ring-customer", "then-agent")
        response = self._link.send(
            "Originate",
            Channel=f"Local/{ring}@callback/n",
            Context="callback",
            Exten=then,
            Priority="1",
            Timeout=str(1000 * lease_seconds(c)),
            CallerID=caller_id(claim),
            Async="true",
            ActionID=f"attempt-{claim.attempt}",
            Variable=[f"__{name}={value}" for name, value in variables(claim, c).items()],
        )
        if response.get("Response") == "Error":
            self._decide(claim.attempt, Reached.NO_AGENT)

    def ended(self) -> list[tuple[int, Reached]]:
        """See Telephone."""
        found = []
        while not self._ended.empty():
            found.append(self._ended.get())
        return found

    def close(self) -> None:
        """Leave the manager interface."""
        self._link.close()

    def _take(self, name: str, headers: Headers) -> None:
        self._talking.take(name, headers)
        match name:
            case "QueueMember":
                self._members.append(headers)
            case "UserEvent" if headers.get("UserEvent") == "HotlineCallback":
                self._take_news(int(headers["Attempt"]), headers)
            case "OriginateResponse" if headers.get("Response") == "Failure":
                attempt = int(headers.get("ActionID", "").removeprefix("attempt-") or 0)
                if attempt not in self._rung:  # else the dialplan will tell
                    self._decide(attempt, Reached.NO_AGENT)

    def _take_news(self, attempt: int, headers: Headers) -> None:
        leg, status = headers.get("Leg"), headers.get("Status", "")
        if leg == "customer" and status == "RINGING":
            self._rung.add(attempt)
        elif leg == "customer" and status == "NOKEY" and self._is_machine(headers):
            self._decide(attempt, Reached.MACHINE)
        elif leg == "customer":
            self._decide(attempt, reached_of(status, headers.get("Cause", "")))
        elif self._settings.callbacks.first == "customer":
            self._decide(attempt, Reached.LEFT_ALONE)
        else:
            self._decide(attempt, Reached.NO_ANSWER if attempt in self._rung else Reached.NO_AGENT)

    def _is_machine(self, headers: Headers) -> bool:
        return self._talking.longest(headers.get("Uniqueid", "")) >= MACHINE_SECONDS

    def _decide(self, attempt: int, reached: Reached) -> None:
        """The first thing that decides an attempt counts."""
        if attempt not in self._decided:
            self._decided.add(attempt)
            self._ended.put((attempt, reached))


def reached_of(status: str, cause: str) -> Reached:
    """What Dial's status and the Q.850 cause of the caller's telephone tell."""
    if status == "ANSWER":
        return Reached.ANSWERED
    if status == "NOKEY":
        return Reached.NO_KEY
    if status == "LATE":
        return Reached.NO_AGENT
    if cause in WRONG_NUMBER_CAUSES:
        return Reached.WRONG_NUMBER
    if cause == REJECTED_CAUSE:
        return Reached.REJECTED
    if status == "BUSY" or cause == BUSY_CAUSE:
        return Reached.BUSY
    if status in ("NOANSWER", "CANCEL") or cause in NOT_ANSWERED_CAUSES:
        return Reached.NO_ANSWER
    return Reached.UNREACHABLE


def variables(claim: Claim, c: CallbackSettings) -> dict[str, object]:
    """What the dialplan's context `callback` needs to know."""
    number = claim.phone.partition("-")[0]  # an extension is for the agent to ask for
    return {
        "HOTLINE_ATTEMPT": claim.attempt,
        "HOTLINE_CALLBACK": claim.due.number,
        "HOTLINE_LINE": "".join(d for d in claim.line if d in "0123456789"),
        "HOTLINE_AGENT": claim.agent,
        "HOTLINE_CUSTOMER": c.dial.replace("NUMBER", "".join(d for d in number if d in "0123456789")),
        "HOTLINE_UNTIL": int(claim.chance.closes.timestamp()),
        "HOTLINE_AGENT_RING": c.agent_ring_seconds,
        "HOTLINE_CUSTOMER_RING": c.customer_ring_seconds,
        "HOTLINE_LANGUAGE": claim.language,
    }


def caller_id(claim: Claim) -> str:
    """What the agent's telephone shows: which callback, what it is about, where."""
    about = " ".join(filter(None, (claim.referral.matter, claim.referral.district)))
    shown = "".join(c for c in f"回电{claim.due.number} {about}" if c.isprintable() and c not in '"<>\\')
    return f'"{shown}" <{claim.due.number}>'


def lease_seconds(c: CallbackSettings) -> int:
    """Within this an attempt has come to something, or its dialler is dead."""
    return c.agent_ring_seconds + c.customer_ring_seconds + 2 * KEY_SECONDS

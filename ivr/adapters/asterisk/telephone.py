"""Callbacks by a real Asterisk: who is free in a queue, calls begun by AMI, and what the dialplan wrote of them."""

from __future__ import annotations

import socket
from datetime import datetime

from ivr.adapters.asterisk.call_records import (
    NAME,
    CallRecords,
    began_after_start,
    channel_that_answered,
    name_of,
    told_by,
)
from ivr.adapters.asterisk.config import manager_password
from ivr.adapters.asterisk.manager import Headers, ManagerLink
from ivr.adapters.asterisk.queue_status import channel_of, first_of, queue_in
from ivr.adapters.asterisk.talking import Talking
from ivr.adapters.store.claim_rows import Claim
from ivr.domain.attempts import Reached
from ivr.domain.callback_settings import CallbackSettings
from ivr.domain.holds import QueueNow
from ivr.settings import Settings

KEY_SECONDS = 20
"""How long the dialplan asks for key 1, at most."""
MACHINE_SECONDS = 5.0
"""Who picks up says a word and listens; what talks so long without a pause of a second, and presses no key, is none."""
ACTION = "callback-"


class AsteriskTelephone:
    """See ivr.dialling.Telephone, ivr.holding.QueueTelephone. Close it. key_seconds: how long key 1 may take."""

    def __init__(self, settings: Settings, key_seconds: int = KEY_SECONDS) -> None:
        self._settings, self._key_seconds = settings, key_seconds
        self._queue: list[Headers] = []
        self._records = CallRecords(settings.callback_records)
        self._talking = Talking()
        self._link = ManagerLink(settings.asterisk.manager_port, lambda: manager_password(settings), self._take)

    def free_agents(self, queue_name: str) -> list[str]:
        """See Telephone. Those who wait in the queue have a right to the first ones."""
        queue = self.queue_now(queue_name)
        return list(queue.free[len(queue.waiting) :])

    def queue_now(self, queue_name: str) -> QueueNow:
        """See QueueTelephone."""
        self._queue, asked_at = [], datetime.now()
        self._link.send("QueueStatus", Queue=queue_name)
        return queue_in(self._queue, asked_at)

    def call(self, claim: Claim) -> None:
        """See Telephone."""
        c = self._settings.callbacks
        ring, then = ("ring-agent", "then-customer") if c.first == "agent" else ("ring-customer", "then-agent")
        self._begin(claim, ring, then, lease_seconds(c, self._key_seconds), {"HOTLINE_AGENT": claim.agent}, {})

    def enter(self, claim: Claim, place: int) -> None:
        """See QueueTelephone. The agent is always first: who is rung finds one."""
        seconds = max(int((claim.chance.closes - datetime.now()).total_seconds()), 1)
        told = {"HOTLINE_QUEUE": claim.queue, "HOTLINE_PLACE": place, "HOTLINE_QUEUE_SECONDS": seconds}
        name = channel_of(claim)
        longest = seconds + lease_seconds(self._settings.callbacks, self._key_seconds)
        ids = {"ChannelId": first_of(name), "OtherChannelId": name}
        self._begin(claim, "wait-in-queue", "then-held", longest, told, ids)

    def _begin(
        self, claim: Claim, ring: str, then: str, seconds: int, told: dict[str, object], ids: dict[str, str]
    ) -> None:
        """ring, then: extensions of the dialplan's context `callback`. seconds: until `ring` has come to something."""
        record = self._records.begin(claim)
        if record is None:
            return
        known = variables(claim, self._settings.callbacks) | told
        response = self._link.send(
            "Originate",
            Channel=f"Local/{ring}@callback/n",
            Context="callback",
            Exten=then,
            Priority="1",
            Timeout=str(1000 * seconds),
            CallerID=caller_id(claim),
            Async="true",
            ActionID=f"{ACTION}{record}",
            Variable=[f"__{name}={value}" for name, value in known.items()],
            **ids,
        )
        if response.get("Response") == "Error":
            self._records.give_up(record)

    def outcome(self, claim: Claim) -> Reached | None:
        """See Telephone."""
        lines = self._records.lines(name_of(claim))
        reached = told_by(lines, "agent" if claim.queue else self._settings.callbacks.first)
        if reached is Reached.NO_KEY and self._talking.longest(channel_that_answered(lines)) >= MACHINE_SECONDS:
            return Reached.MACHINE
        return reached

    def last_word(self, claim: Claim) -> Reached:
        """See Telephone. Of another machine's attempt, and of one before the machine's start, nothing is known."""
        is_ours = claim.dialler.rpartition("-")[0] == socket.gethostname()
        if not is_ours or not began_after_start(claim):
            return Reached.UNKNOWN
        self._records.give_up(name_of(claim))
        return self.outcome(claim) or Reached.UNKNOWN

    def close(self) -> None:
        """Leave the manager interface."""
        self._link.close()

    def _take(self, name: str, headers: Headers) -> None:
        self._talking.take(name, headers)
        match name:
            case "QueueMember" | "QueueEntry":
                self._queue.append(headers)
            case "OriginateResponse" if headers.get("Response") == "Failure":
                record = headers.get("ActionID", "").removeprefix(ACTION)
                if NAME.fullmatch(record):  # a customer who was rung before: the dialplan will tell
                    self._records.give_up(record)


def variables(claim: Claim, c: CallbackSettings) -> dict[str, object]:
    """What the dialplan's context `callback` needs to know."""
    number = claim.phone.partition("-")[0]  # an extension is for the agent to ask for
    digits = "".join(digit for digit in number if digit in "0123456789")
    return {
        "HOTLINE_RECORD": name_of(claim),
        "HOTLINE_NUMBER": digits,
        "HOTLINE_CALLBACK": claim.due.number,
        "HOTLINE_LINE": "".join(d for d in claim.line if d in "0123456789"),
        "HOTLINE_SHOWS": "".join(digit for digit in c.shows if digit in "+0123456789"),
        "HOTLINE_CUSTOMER": c.dial.replace("NUMBER", digits),
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


def lease_seconds(c: CallbackSettings, key_seconds: int = KEY_SECONDS) -> int:
    """Within this an attempt has come to something, or its dialler is dead."""
    return c.agent_ring_seconds + c.customer_ring_seconds + 2 * key_seconds

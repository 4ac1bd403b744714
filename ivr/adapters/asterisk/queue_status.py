"""A queue as Asterisk's manager tells it: who waits since when, callbacks among them, and for how many agents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from ivr.adapters.asterisk.call_records import name_of
from ivr.adapters.asterisk.manager import Headers
from ivr.adapters.store.claim_rows import Claim
from ivr.domain.holds import QueueNow
from ivr.domain.queue_figures import HELD as NAMED

NOT_IN_USE = "1"
"""AMI's Status of a queue member whose phone is registered and idle."""
NOBODY = ("0", "4", "5")
"""Unknown, invalid, unavailable: no telephone that could be rung after its call, either."""
HELD = re.compile(rf"{NAMED}(\d+)-\d+-(\d+)", re.ASCII)
"""The Uniqueid of a channel that waits for who holds a place: attempt, its beginning, since when they have waited."""


def channel_of(claim: Claim) -> str:
    """The Uniqueid of the channel that waits in a queue for this claim's caller."""
    since = claim.due.hold.since if claim.due.hold else claim.began_at
    return f"{NAMED}{name_of(claim)}-{int(since.timestamp())}"


def first_of(channel: str) -> str:
    """The Uniqueid of its other half, with which Asterisk begins the call."""
    return f"first-{channel}"  # not the longer one behind: Asterisk takes that for the same


def queue_in(events: Sequence[Headers], at: datetime) -> QueueNow:
    """The queue in these events: QueueMember of each agent, QueueEntry of each who waits. at: when it was asked for."""
    entries = [headers for headers in events if headers["Event"] == "QueueEntry"]
    members = [headers for headers in events if headers["Event"] == "QueueMember" and headers.get("Paused") == "0"]
    there = [member for member in members if member.get("Status") not in NOBODY]
    free = [member for member in there if member.get("Status") == NOT_IN_USE]
    placed = [match for entry in entries if (match := HELD.fullmatch(entry.get("Uniqueid", "")))]
    return QueueNow(
        tuple(_since(entry, at) for entry in entries),
        len(there),
        tuple(member["Location"] for member in sorted(free, key=lambda member: int(member.get("Penalty", 0)))),
        tuple(int(match[1]) for match in placed),
    )


def _since(entry: Headers, at: datetime) -> datetime:
    """Who waits for another has waited as long as that one. Asterisk counts whole seconds, from whole seconds."""
    if held := HELD.fullmatch(entry.get("Uniqueid", "")):
        return datetime.fromtimestamp(int(held[2]))
    return at.replace(microsecond=0) - timedelta(seconds=int(entry.get("Wait", 0)))

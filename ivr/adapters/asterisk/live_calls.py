"""Who waits in which queue, whose telephone rings for them, and who talks: as Asterisk's manager tells it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from ivr.adapters.asterisk.config import manager_password
from ivr.adapters.asterisk.manager import Headers, ManagerLink
from ivr.adapters.asterisk.queue_status import HELD, first_of
from ivr.settings import Settings

RINGING = "Ringing"
FRESH_SECONDS = 1.0
"""Asterisk is asked this often at most, however many people look: its answer is some 500 lines for 100 queues."""


@dataclass(frozen=True)
class LiveCall:
    """A caller in a queue. place: 0 once an agent talks to them. phones: that ring, or that talk. seconds: so far.

    call_id: as the ledger knows it. callback: the request of who has hung up and keeps this place; 0: on the line.
    """

    call_id: str
    queue: str
    number: str
    place: int
    seconds: int
    phones: tuple[str, ...] = ()
    callback: int = 0


class LiveCalls:
    """Of the Asterisk that these settings describe. Safe to use from many threads. Close it in the end."""

    def __init__(self, settings: Settings) -> None:
        self._events: list[Headers] = []
        self._lock = threading.Lock()
        self._calls: list[LiveCall] = []
        self._asked = -FRESH_SECONDS
        self._link = ManagerLink(settings.asterisk.manager_port, lambda: manager_password(settings), self._take)

    def now(self) -> list[LiveCall]:
        """All of them, those who wait first. Raises TelephoneUnavailable."""
        with self._lock:
            if time.monotonic() - self._asked >= FRESH_SECONDS:
                self._events = []
                self._link.send("QueueStatus")
                self._link.send("Status")
                self._calls, self._asked = calls_in(self._events), time.monotonic()
            return list(self._calls)

    def close(self) -> None:
        """Leave the manager interface."""
        self._link.close()

    def _take(self, name: str, headers: Headers) -> None:
        if name in ("QueueEntry", "Status"):
            self._events.append(headers)


def calls_in(events: list[Headers]) -> list[LiveCall]:
    """The callers in these events: QueueEntry of each who waits, Status of each channel."""
    channels = [headers for headers in events if headers["Event"] == "Status"]
    waiting = [_waiting(entry, channels) for entry in events if entry["Event"] == "QueueEntry"]
    waited = {call.call_id for call in waiting}
    talking = [
        _talking(channel, channels)
        for channel in channels
        if channel.get("Application") == "Queue"
        and channel.get("BridgeID")
        and channel["Uniqueid"] not in waited
        and not HELD.fullmatch(channel["Uniqueid"])  # the agent still waits for the caller: a callback being made
    ]
    return sorted(waiting, key=lambda call: (call.queue, call.place)) + talking


def _waiting(entry: Headers, channels: list[Headers]) -> LiveCall:
    own = entry["Uniqueid"]
    is_held = HELD.fullmatch(own) is not None
    begun_by = first_of(own) if is_held else own
    rung = (c for c in channels if c.get("Linkedid") == begun_by and c.get("ChannelStateDesc") == RINGING)
    phones = tuple(sorted({_phone(channel) for channel in rung}))
    number = _digits(entry.get("CallerIDNum", ""))
    place, waited = int(entry["Position"]), int(entry.get("Wait", 0))
    if is_held:
        return LiveCall(own, entry["Queue"], "", place, waited, phones, int(number))
    return LiveCall(own, entry["Queue"], number, place, waited, phones)


def _talking(channel: Headers, channels: list[Headers]) -> LiveCall:
    own, bridge = channel["Uniqueid"], channel["BridgeID"]
    phones = {_phone(c) for c in channels if c.get("BridgeID") == bridge and c["Uniqueid"] != own}
    queue, number = channel.get("Data", "").partition(",")[0], _digits(channel.get("CallerIDNum", ""))
    return LiveCall(own, queue, number, 0, int(channel.get("Seconds", 0)), tuple(sorted(phones)))


def _phone(channel: Headers) -> str:
    """811 of PJSIP/811-0000001f."""
    return channel["Channel"].rpartition("-")[0].rpartition("/")[2].partition("@")[0]


def _digits(number: str) -> str:
    return "".join(c for c in number if c in "0123456789+")

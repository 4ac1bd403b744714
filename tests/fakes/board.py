"""A board without Asterisk: callers are in the queues as the test says."""

from __future__ import annotations

from ivr.adapters.asterisk.live_calls import LiveCall
from ivr.errors import TelephoneUnavailable


class FakeBoard:
    """See ivr.web.parts.Board."""

    def __init__(self) -> None:
        self.calls: list[LiveCall] = []
        self.is_broken = False

    def now(self) -> list[LiveCall]:
        if self.is_broken:
            raise TelephoneUnavailable("no Asterisk")
        return list(self.calls)

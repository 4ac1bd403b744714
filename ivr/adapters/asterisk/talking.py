"""How long the far end of a channel has talked without a pause, from Asterisk's TALK_DETECT events."""

from __future__ import annotations

import time
from collections.abc import Callable

from ivr.adapters.asterisk.manager import Headers

BEGINS, ENDS = "ChannelTalkingStart", "ChannelTalkingStop"
MOST_CHANNELS = 500
"""Remembered at a time; a call asks for them within half a minute."""


class Talking:
    """By the channels' Uniqueid."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._began: dict[str, float] = {}
        self._longest: dict[str, float] = {}

    def take(self, name: str, headers: Headers) -> None:
        """An event of the manager; others than of talking are passed over."""
        channel = headers.get("Uniqueid", "")
        if name == BEGINS:
            self._began[channel] = self._monotonic()
        elif name == ENDS:
            self._began.pop(channel, None)
            self._longest[channel] = max(self._longest.get(channel, 0.0), int(headers.get("Duration", 0)) / 1000)
        for known in (self._began, self._longest):
            if len(known) > MOST_CHANNELS:
                known.pop(next(iter(known)))

    def longest(self, channel: str) -> float:
        """Seconds, up to now."""
        lasting = self._monotonic() - self._began[channel] if channel in self._began else 0.0
        return max(self._longest.get(channel, 0.0), lasting)

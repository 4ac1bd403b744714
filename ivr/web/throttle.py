"""Slows down who tries passwords: after a few wrong ones an account waits."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

MOST_WRONG = 5
WAIT = timedelta(minutes=1)
MOST_NAMES = 10_000
"""Names that nobody has cost memory, too."""


class Throttle:
    """Safe to use from many threads. Forgotten when the page is started again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: dict[str, tuple[int, datetime]] = {}

    def may_try(self, name: str, now: datetime) -> bool:
        """Whether a password may be tried for this name now."""
        with self._lock:
            count, at = self._wrong.get(name, (0, now))
            return count < MOST_WRONG or now - at >= WAIT

    def failed(self, name: str, now: datetime) -> None:
        """It was the wrong one."""
        with self._lock:
            count, at = self._wrong.pop(name, (0, now))
            if len(self._wrong) >= MOST_NAMES:
                self._wrong.pop(next(iter(self._wrong)))
            self._wrong[name] = (1 if now - at >= WAIT else count + 1, now)

    def succeeded(self, name: str) -> None:
        """It was the right one: what was wrong before is forgotten."""
        with self._lock:
            self._wrong.pop(name, None)

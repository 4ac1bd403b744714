"""A process that works until it is asked to end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable


def until_terminated() -> Callable[[float], bool]:
    """A wait of so many seconds that SIGTERM and SIGINT end; it then says True."""
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    return asked.wait

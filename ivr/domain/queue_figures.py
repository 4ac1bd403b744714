"""How a queue did: who waited, who was answered, and how fast, from what Asterisk notes of each caller."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

IN_TIME_SECONDS = 15
"""The answer that is asked for."""
HELD = "held-"
"""How the calls begin, in Asterisk's words, that stand in a queue for who has hung up: no caller came again."""
WAIT_FIELD = {"CONNECT": 0, "ABANDON": 2, "EXITWITHTIMEOUT": 2, "EXITEMPTY": 2, "EXITWITHKEY": 3}
"""Events that end a wait, and which of their fields is its seconds."""


@dataclass(frozen=True)
class Figures:
    """came: callers who began to wait. in_time: answered within 15 s. led_on: nobody answered, so they went on.

    by_key: left by a key. waited_seconds: all waits that ended, together.
    """

    came: int = 0
    answered: int = 0
    in_time: int = 0
    abandoned: int = 0
    led_on: int = 0
    by_key: int = 0
    waited_seconds: int = 0

    @property
    def in_time_share(self) -> float | None:
        """Of those whose wait ended, how many were answered in time; None when nobody's did."""
        return self.in_time / self._ended if self._ended else None

    @property
    def mean_wait_seconds(self) -> float | None:
        """Of all waits that ended, however they did."""
        return self.waited_seconds / self._ended if self._ended else None

    @property
    def _ended(self) -> int:
        return self.answered + self.abandoned + self.led_on + self.by_key


def figures_of(lines: Iterable[str], since: float) -> dict[str, Figures]:
    """Queue → its figures, from Asterisk's queue_log; lines of no use are passed over.

    since: seconds since the epoch.
    """
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        at, call, queue, _, event, *fields = [*line.strip().split("|"), "", "", "", "", ""]
        if not at.isdecimal() or int(at) < since or call.startswith(HELD):
            continue
        of_queue = counts[queue]
        if event == "ENTERQUEUE":
            of_queue["came"] += 1
        elif event in WAIT_FIELD and fields[WAIT_FIELD[event]].isdecimal():
            _count_end(of_queue, event, int(fields[WAIT_FIELD[event]]))
    return {queue: Figures(**of_queue) for queue, of_queue in counts.items() if of_queue}


def _count_end(of_queue: dict[str, int], event: str, waited: int) -> None:
    kind = {"CONNECT": "answered", "ABANDON": "abandoned", "EXITWITHKEY": "by_key"}.get(event, "led_on")
    of_queue[kind] += 1
    of_queue["waited_seconds"] += waited
    of_queue["in_time"] += event == "CONNECT" and waited <= IN_TIME_SECONDS

"""Virtual hold: who has hung up and keeps their place in a queue, and whose turn it is to stand in it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Hold:
    """A place that is kept. since: when its caller began to wait in this queue, local wall-clock time."""

    queue: str
    since: datetime


@dataclass(frozen=True)
class QueueNow:
    """A queue at a moment. waiting: since when each in it waits. agents: who could be rung, now or after their call.

    free: agents who are idle, the best first. attempts: those callbacks that wait in it for who holds a place.
    """

    waiting: tuple[datetime, ...] = ()
    agents: int = 0
    free: tuple[str, ...] = ()
    attempts: tuple[int, ...] = ()


def places_of(waiting: Iterable[datetime], agents: int, holders: Iterable[datetime]) -> list[int]:
    """The places, from 1, that the first holders take now; the others' turn has not come.

    waiting: since when those in the queue wait, placeholders too. agents: who could be rung now or after their call.
    holders: since when those wait who are not in it. One takes its place once fewer wait before it than there are
    agents: these may all become free at once, and then whoever is missing would be passed over.
    """
    queue, places = list(waiting), list[int]()
    for since in sorted(holders):
        before = sum(other <= since for other in queue)
        if before >= agents:
            break
        places.append(before + 1)
        queue.append(since)
    return places

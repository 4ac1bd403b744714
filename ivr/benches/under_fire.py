"""Processes that are killed with SIGKILL at random moments, and started again until their work is done."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

FORK = multiprocessing.get_context("fork")
PEACE = 1 / 3


class Child:
    """A process under fire. Forked, so that it works at once and is not killed while it still loads."""

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        self._work, self._arguments = work, arguments
        self.start()

    def start(self) -> None:
        """Start it, again if it was killed."""
        self._process = FORK.Process(target=self._work, args=self._arguments)
        self._process.start()

    @property
    def is_running(self) -> bool:
        """Whether it runs; it ends by itself when its work is done."""
        return self._process.is_alive()

    @property
    def is_done(self) -> bool:
        """It ended by itself, with all its work done."""
        return self._process.exitcode == 0

    def kill(self) -> None:
        """As a power cut would."""
        self._process.kill()
        self._process.join()


def kill_until_done(
    children: Sequence[Child],
    kills: Mapping[str, Callable[[], bool]],
    deck: Sequence[str],
    pause_seconds: tuple[float, float],
    seconds: float,
    chance: random.Random,
) -> Counter[str]:
    """Kill and start again until all children are done. Returns how often what was killed.

    kills: a name → kills one of those, at random; False when none runs. deck: the names, as often as they shall come.
    seconds: then it ends, whatever is left; in the last third nobody is killed, so that it can come to an end.
    """
    until, killed = time.monotonic() + seconds, Counter[str]()
    names = _shuffled(deck, chance)
    try:
        while time.monotonic() < until and not all(child.is_done for child in children):
            time.sleep(chance.uniform(*pause_seconds))
            if time.monotonic() < until - seconds * PEACE:
                name = next(names)
                killed[name] += kills[name]()
            for child in children:
                if not child.is_running and not child.is_done:
                    child.start()
    finally:
        for child in children:
            if child.is_running:
                child.kill()
    return killed


def one_of(children: Sequence[Child], chance: random.Random) -> Callable[[], bool]:
    """Kills one that runs."""

    def kill() -> bool:
        running = [child for child in children if child.is_running]
        if running:
            chance.choice(running).kill()
        return bool(running)

    return kill


def all_of(children: Sequence[Child]) -> Callable[[], bool]:
    """Kills all that run, at one moment."""

    def kill() -> bool:
        running = [child for child in children if child.is_running]
        for child in running:
            child.kill()
        return bool(running)

    return kill


def _shuffled(deck: Sequence[str], chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.sample(deck, len(deck))

"""`ivr bench callbacks`: kills writers and diallers with SIGKILL at random moments, then counts broken promises."""

from __future__ import annotations

import json
import logging
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ivr.adapters.store.ledger import SqlLedger
from ivr.bench_callback_parts import Clock, Verdict, dial, judge, write
from ivr.errors import HotlineError

app = typer.Typer()
FORK = multiprocessing.get_context("fork")
WRITERS = 2
SPEED = 900.0
"""A quarter of an hour passes in a second: a day's work takes 35 seconds."""
KILL_EVERY_SECONDS = (0.15, 0.8)


class _Child:
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


@app.command("callbacks")
def callbacks(
    requests: Annotated[int, typer.Option(min=1, help="How many are promised.")] = 500,
    diallers: Annotated[int, typer.Option(min=1, max=16, help="How many dial at once.")] = 2,
    database: Annotated[str, typer.Option(help='An empty ledger\'s URL; "" is SQLite in a folder of its own.')] = "",
    seconds: Annotated[int, typer.Option(min=10, help="It ends after this, whatever is left.")] = 240,
    seed: Annotated[int, typer.Option(help="Which random moments.")] = 1,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Crash test of promised callbacks: none may be lost, or made twice in one window, or outside it.

    Writers promise, diallers call by a telephone without wires (which notes every call in a file), all on a clock that
    runs 900 times as fast, and all are killed with SIGKILL over and over. Exit status 1 when a promise was broken.
    """
    with _quiet(), tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        verdict = _run(Path(folder), requests, diallers, database, seconds, random.Random(seed))
    figures = asdict(verdict)
    print(json.dumps(figures, indent=2) if as_json else "  ".join(f"{key} {value}" for key, value in figures.items()))
    if verdict.broken:
        raise HotlineError(f"{verdict.broken} promises were broken: the figures are above")


def _run(folder: Path, requests: int, diallers: int, database: str, seconds: int, chance: random.Random) -> Verdict:
    url = database or f"sqlite:///{folder / 'ledger.db'}"
    SqlLedger(url)
    common = (url, Clock(time.time(), SPEED), folder)
    shares = [requests // WRITERS + (number < requests % WRITERS) for number in range(WRITERS)]
    writers = [_Child(write, *common, f"w{number}", share) for number, share in enumerate(shares)]
    dialling = [_Child(dial, *common, f"d{number}", requests) for number in range(diallers)]
    kills = _under_fire([*writers, *dialling], time.monotonic() + seconds, chance)
    return judge(url, folder, kills)


def _under_fire(children: list[_Child], until: float, chance: random.Random) -> int:
    """Kill and restart until everything is done. Returns how many were killed."""
    kills = 0
    try:
        while time.monotonic() < until and not all(child.is_done for child in children):
            time.sleep(chance.uniform(*KILL_EVERY_SECONDS))
            running = [child for child in children if child.is_running]
            if running:
                chance.choice(running).kill()
                kills += 1
            for child in children:
                if not child.is_running and not child.is_done:
                    child.start()
    finally:
        for child in children:
            if child.is_running:
                child.kill()
    return kills


@app.command("callback-hour")
def callback_hour(
    requests: Annotated[int, typer.Option(min=1, help="How many are due in the hour.")] = 1000,
    agents: Annotated[int, typer.Option(min=1, help="Over five departments.")] = 50,
    talk_seconds: Annotated[int, typer.Option(min=1, help="How long they talk on average.")] = 90,
    database: Annotated[str, typer.Option(help='An empty ledger\'s URL; "" is SQLite in a folder of its own.')] = "",
    seed: Annotated[int, typer.Option(help="Which random callers.")] = 1,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """How many first attempts ring within their agreed half hour, on a moving clock, with the real ledger and dialler.

    An agent needs 8 s to pick up and press 1; a caller's telephone rings for 5 to 30 s; 70 of 100 answer.
    """
    from ivr.callback_hour import simulate

    with _quiet(), tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        hour = simulate(database or f"sqlite:///{folder}/ledger.db", requests, agents, talk_seconds, seed)
    figures = asdict(hour) | {"inside_share": round(hour.inside / hour.requests, 4)}
    print(json.dumps(figures, indent=2) if as_json else "  ".join(f"{key} {value}" for key, value in figures.items()))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without messages: the killed would tell of one another."""
    logger = logging.getLogger("ivr")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)

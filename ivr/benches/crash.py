"""Runs the crash tests of callbacks: with simulated telephones, and with a real Asterisk, ledger and far end."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ivr.adapters.store.ledger import SqlLedger
from ivr.benches import crash_called, crash_simulated, crash_talks
from ivr.benches.crash_judge import judge
from ivr.benches.far_end import ADDRESS, FarEnd
from ivr.benches.mortal_hotline import mortal_hotline
from ivr.benches.private_postgresql import private_server
from ivr.benches.under_fire import FORK, Child, all_of, kill_until_done, one_of
from ivr.benches.verdict import CalledVerdict, TalksVerdict, Verdict

WRITERS = 2
SPEED = 900.0
"""Of the simulated clock: a quarter of an hour passes in a second, a day's work takes 35 seconds."""
SIMULATED_PAUSE_SECONDS, CALLED_PAUSE_SECONDS = (0.15, 0.8), (0.4, 2.4)
DECK = ("bot",) * 4 + ("dialler",) * 4 + ("database",) * 2 + ("asterisk",)
"""Of 11 kills, who is killed how often: an Asterisk takes all calls with it, and needs seconds to come back."""
TALKS_PAUSE_SECONDS = (15.0, 45.0)
PROMISES_A_SECOND = 4.0


def simulated(folder: Path, requests: int, diallers: int, database: str, seconds: int, seed: int) -> Verdict:
    """Writers and diallers are killed; telephones are simulated, on a clock that runs 900 times as fast."""
    chance = random.Random(seed)
    with _ledger(folder, database) as (url, _):
        common = (url, crash_simulated.Clock(time.time(), SPEED), folder)
        shares = enumerate(_shares(requests))
        writers = [Child(crash_simulated.write, *common, f"w{number}", share) for number, share in shares]
        dialling = [Child(crash_simulated.dial, *common, f"d{number}", requests) for number in range(diallers)]
        kills = {"bot": one_of(writers, chance), "dialler": one_of(dialling, chance)}
        deck = ("bot", "dialler")
        killed = kill_until_done([*writers, *dialling], kills, deck, SIMULATED_PAUSE_SECONDS, seconds, chance)
        return crash_simulated.judge(url, folder, requests, killed.total())


def called(
    folder: Path,
    requests: int,
    diallers: int,
    database: str,
    seconds: int,
    seed: int,
    first: str = "agent",
    pause_seconds: tuple[float, float] = CALLED_PAUSE_SECONDS,
) -> CalledVerdict:
    """Bot, diallers, Asterisk and database are killed; what rings is counted at the far end.

    first: whose telephone rings first, "agent" or "customer".
    """
    chance, began = random.Random(seed), time.monotonic()
    with _ledger(folder, database) as (url, kill_database), _far_end(folder, seed, first) as port:
        stage = crash_called.set_up(folder, url, port, first)
        asterisk = crash_called.MortalAsterisk(stage)
        try:
            pause = WRITERS / PROMISES_A_SECOND
            shares = enumerate(_shares(requests))
            writers = [Child(crash_called.write, stage, f"w{number}", share, pause) for number, share in shares]
            dialling = [Child(crash_called.dial, stage, requests) for _ in range(diallers)]
            children = [*writers, *dialling]
            kills = {
                "bot": one_of(writers, chance),
                "dialler": one_of(dialling, chance),
                "database": kill_database or all_of(children),  # SQLite lives in those who use it
                "asterisk": asterisk.kill,
            }
            killed = kill_until_done(children, kills, DECK, pause_seconds, seconds, chance)
        finally:
            asterisk.end()
        return judge(stage, requests, killed, time.monotonic() - began)


def talked(
    folder: Path, calls: int, database: str, seed: int, pause_seconds: tuple[float, float] = TALKS_PAUSE_SECONDS
) -> TalksVerdict:
    """Callers leave callbacks with the real bot, in real calls, while it, Asterisk and the database are killed."""
    began = time.monotonic()
    with _ledger(folder, database) as (url, kill_database), mortal_hotline(folder, url, kill_database) as hotline:
        callers, killed = crash_talks.run(hotline, calls, seed, pause_seconds)
        return crash_talks.judge(callers, killed, url, time.monotonic() - began)


def _shares(requests: int) -> list[int]:
    return [requests // WRITERS + (number < requests % WRITERS) for number in range(WRITERS)]


@contextmanager
def _ledger(folder: Path, database: str) -> Iterator[tuple[str, Callable[[], bool] | None]]:
    """The URL of an empty ledger with its tables, and what kills its server, if that is ours to kill."""
    if database != "postgresql":
        url = database or f"sqlite:///{folder / 'ledger.db'}"
        SqlLedger(url)
        yield url, None
        return
    with private_server() as server:
        SqlLedger(server.url)

        def kill() -> bool:
            server.kill()
            server.start()
            return True

        yield server.url, kill


@contextmanager
def _far_end(folder: Path, seed: int, first: str) -> Iterator[int]:
    """Its port, while it counts."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind((ADDRESS, 0))
        far_end = FarEnd(wire, folder / "calls", random.Random(seed), first)
        process = FORK.Process(target=far_end.serve)
        process.start()
        try:
            yield wire.getsockname()[1]
        finally:
            process.kill()
            process.join()

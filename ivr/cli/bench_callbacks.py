"""`ivr bench callbacks | callback-talks | callback-hour`: are promises kept under fire, and by how many agents?"""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ivr.errors import HotlineError

if TYPE_CHECKING:
    from ivr.benches.verdict import TalksVerdict, Verdict

app = typer.Typer()


class TelephoneKind(str, Enum):
    """What the diallers call by."""

    ASTERISK = "asterisk"
    SIMULATED = "simulated"


class First(str, Enum):
    """Whose telephone rings first."""

    AGENT = "agent"
    CUSTOMER = "customer"


@app.command("callbacks")
def callbacks(
    requests: Annotated[int, typer.Option(min=1, help="How many are promised.")] = 500,
    diallers: Annotated[int, typer.Option(min=1, max=16, help="How many dial at once.")] = 2,
    database: Annotated[
        str,
        typer.Option(
            help='"" is SQLite, "postgresql" a server of its own that is killed, too; or an empty ledger\'s URL.'
        ),
    ] = "",
    telephone: Annotated[TelephoneKind, typer.Option(help="A real Asterisk, or none.")] = TelephoneKind.ASTERISK,
    first: Annotated[First, typer.Option(help="Whose telephone rings first, with a real Asterisk.")] = First.AGENT,
    seconds: Annotated[int, typer.Option(min=10, help="It ends after this, whatever is left.")] = 900,
    seed: Annotated[int, typer.Option(help="Which random moments.")] = 1,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Crash test of promised callbacks: none may be lost, or made twice in one window, or outside it.

    Writers promise, diallers call, and they, Asterisk and the database are killed with SIGKILL over and over. Agents
    and callers are SIP telephones that answer, are busy, decline or let it ring; they count the calls. Simulated: a
    telephone without wires and a clock that runs 900 times as fast; only writers and diallers are killed. Exit status 1
    when a promise was broken, or not settled in time.
    """
    from ivr.benches import crash

    with _quiet(), tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        common = (Path(folder), requests, diallers, database, seconds, seed)
        is_real = telephone is TelephoneKind.ASTERISK
        verdict = crash.called(*common, first.value) if is_real else crash.simulated(*common)
    _tell(verdict, as_json)
    if verdict.unsettled:
        raise HotlineError("not all was settled in time: give it more --seconds")


@app.command("callback-talks")
def callback_talks(
    calls: Annotated[int, typer.Option(min=1, help="How many callers.")] = 40,
    database: Annotated[
        str, typer.Option(help='"" is SQLite, "postgresql" a server of its own; or an empty ledger\'s URL.')
    ] = "",
    seed: Annotated[int, typer.Option(help="Which random moments.")] = 1,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Crash test of the promise itself: SIP calls leave a callback with the real bot, three at a time.

    The bot's workers and master, Asterisk and the database are killed with SIGKILL meanwhile, often just when something
    is promised. Whoever heard to the end that it is noted must be in the ledger once; whoever did not must get a human,
    unless Asterisk died under the call. Exit status 1 when that was broken.
    """
    from ivr.benches import crash

    with _quiet(), tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        verdict = crash.talked(Path(folder), calls, database, seed)
    _tell(verdict, as_json)


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
    from ivr.benches.callback_hour import simulate

    with _quiet(), tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        hour = simulate(database or f"sqlite:///{folder}/ledger.db", requests, agents, talk_seconds, seed)
    figures = asdict(hour) | {"inside_share": round(hour.inside / hour.requests, 4)}
    print(json.dumps(figures, indent=2) if as_json else "  ".join(f"{key} {value}" for key, value in figures.items()))


def _tell(verdict: Verdict | TalksVerdict, as_json: bool) -> None:
    figures = asdict(verdict)
    print(json.dumps(figures, indent=2) if as_json else "  ".join(f"{key} {value}" for key, value in figures.items()))
    if verdict.broken:
        raise HotlineError(f"{verdict.broken} promises were broken: the figures are above")


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

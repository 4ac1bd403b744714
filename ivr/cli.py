"""The command line of the hotline: what `./hotline ivr …` offers."""

from __future__ import annotations

import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from ivr.domain.phone_numbers import masked
from ivr.errors import HotlineError
from ivr.settings import Settings, read_settings

app = typer.Typer(
    help="The hotline's tools.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
prompts = typer.Typer(help="What the bot says: texts and sounds.", no_args_is_help=True)
directory = typer.Typer(help="Departments, matters, places, lines.", no_args_is_help=True)
model = typer.Typer(help="The speech model callers are heard with.", no_args_is_help=True)
asterisk = typer.Typer(help="Asterisk's generated configuration.", no_args_is_help=True)
for name, group in {"prompts": prompts, "directory": directory, "model": model, "asterisk": asterisk}.items():
    app.add_typer(group, name=name)
out = Console()


def main() -> None:
    """Run a command; an error an admin can act on becomes one line on stderr and exit status 1."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        app()
    except HotlineError as error:
        print(f"hotline: {error}", file=sys.stderr)
        raise SystemExit(1) from None


@app.command()
def serve() -> None:
    """Run the resident bot in the foreground (./hotline up starts it in the background)."""
    from ivr.serve import serve as run

    raise SystemExit(run(read_settings()))


@app.command(hidden=True)
def worker(listening_fd: int, beat_fd: int) -> None:
    """One worker of the bot; started by `serve`."""
    from ivr.worker import work

    raise SystemExit(work(read_settings(), listening_fd, beat_fd))


@app.command()
def callbacks(numbers: Annotated[bool, typer.Option(help="Show telephone numbers in full.")] = False) -> None:
    """The callbacks promised to callers."""
    from ivr.adapters.store.ledger import SqlLedger

    table = Table("no.", "number", "department", "from", "to", "made", "state")
    for row in SqlLedger(read_settings().ledger_url).list_callbacks():
        number = row["number"] if numbers else masked(row["number"])
        times = [_minute(row[key]) for key in ("window_start", "window_end", "made_at")]
        table.add_row(str(row["id"]), number, row["referral"]["department_id"], *times, row["state"])
    out.print(table)


@app.command()
def calls(most: Annotated[int, typer.Option(help="How many of the latest calls.")] = 20) -> None:
    """The latest calls and where they led."""
    from ivr.adapters.store.ledger import SqlLedger

    table = Table(Column("call", no_wrap=True), "line", "caller", "began", "ending", "outcome", "why")
    for row in SqlLedger(read_settings().ledger_url).list_calls(most):
        ends = [row[key] or "" for key in ("ending", "outcome", "why")]
        table.add_row(row["id"], row["line"], masked(row["caller"]), _minute(row["began_at"]), *ends)
    out.print(table)


@app.command()
def turns(call: str) -> None:
    """What was said in one call (its name as `calls` shows it)."""
    from ivr.adapters.store.ledger import SqlLedger

    table = Table("at", "prompt", "answer", "text", "confidence")
    for row in SqlLedger(read_settings().ledger_url).list_turns(call):
        sure = "" if row["confidence"] is None else f"{row['confidence']:.2f}"
        table.add_row(f"{row['at']:%H:%M:%S}", row["prompt"], row["heard"] or "", row["text"] or "", sure)
    out.print(table)


@prompts.command("check")
def prompts_check() -> None:
    """Find sounds that are missing, stale, changed by hand or left over."""
    from ivr.adapters.voice.build import faults

    settings = read_settings()
    found = faults(_texts(settings), settings.prompts / "sounds" / "8k")
    for fault in found:
        print(fault)
    if found:
        raise HotlineError(f"{len(found)} sounds are wrong in {settings.prompts}: run ./hotline ivr prompts build")
    print(f"{settings.prompts}: all sounds say their texts")


@prompts.command("build")
def prompts_build(engine: Annotated[str, typer.Option(help="auto, edge or kokoro.")] = "auto") -> None:
    """Render the sounds whose text changed; all of them when the engine has another voice than theirs."""
    from rich.progress import Progress

    from ivr.adapters.voice.build import build, stale
    from ivr.adapters.voice.synthesis import choose

    settings = read_settings()
    wanted, sounds = _texts(settings), settings.prompts / "sounds" / "8k"
    synthesiser = choose(engine, settings.var / "cache")
    with Progress() as bar:
        task = bar.add_task("rendering", total=len(stale(wanted, sounds, synthesiser.voice)))
        count = build(wanted, sounds, synthesiser, lambda _: bar.advance(task))
    print(f"{count} sounds rendered in {sounds}")


@directory.command("build")
def directory_build() -> None:
    """Make directory.db from data/*.csv, and train its router. A running bot takes it within seconds."""
    from ivr.adapters.store.directory import open_directory
    from ivr.adapters.store.directory_build import build_directory

    settings = read_settings()
    version = build_directory(settings.root / "data", settings.directory_db)
    found = open_directory(settings.directory_db)
    print(f"directory {version}: {len(found.departments)} departments, {len(found.places)} places")


@model.command("use")
def model_use(folder: Path) -> None:
    """Take any Vosk model directory; a broken one is refused and the old one stays."""
    from ivr.adapters.speech import models

    print(models.describe(models.use(folder, read_settings())), "- ./hotline restart takes it")


@model.command("list")
def model_list() -> None:
    """The models at hand; the one in use has a star."""
    from ivr.adapters.speech import models

    for known in models.list_models(read_settings()):
        print("*" if known.in_use else " ", known.directory, known.problem and f"– {known.problem}")


@model.command("check")
def model_check() -> None:
    """Open the model in use, in a process of its own."""
    from ivr.adapters.speech import models

    layout = models.prepare(read_settings())
    models.try_out(layout)
    print(models.describe(layout))


@asterisk.command("config")
def asterisk_config() -> None:
    """Write Asterisk's configuration and passwords under var/asterisk/etc."""
    from ivr.adapters.asterisk.config import write_config

    print(write_config(read_settings()))


@app.command()
def phones() -> None:
    """The telephone accounts and how to register a softphone."""
    from ivr.adapters.asterisk.config import phone_instructions

    print(phone_instructions(read_settings()))


def _texts(settings: Settings) -> dict[str, str]:
    from ivr.adapters.voice.texts import read_texts

    return read_texts(settings.prompts, settings.root / "data").sounds()


def _minute(at: datetime | None) -> str:
    return at.strftime("%m-%d %H:%M") if at else "any"

"""Commands of the second ear: write recordings down, list what was written, mark a call for review."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from ivr.cli.plain import plain
from ivr.errors import HotlineError, SecondEarUnusable, TranscriptFailed
from ivr.settings import Settings, read_settings

if TYPE_CHECKING:
    from ivr.adapters.store.recordings import Recordings
    from ivr.adapters.transcripts.second_ear import SecondEar

NICE = 15
"""Against a call's thread it gets a thirtieth of a processor."""
group = typer.Typer(help="Recordings, written down by the second ear.", no_args_is_help=True)
app = typer.Typer()
out = Console()


@group.command("run")
def run(once: Annotated[bool, typer.Option("--once", help="Write down what waits now, then end.")] = False) -> None:
    """Write waiting recordings down, one at a time at the lowest priority (`serve` runs this when switched on)."""
    settings = _lowly_settings()
    from ivr.ending import until_terminated
    from ivr.transcribing import Stopped, Transcribing, default_ear, only_one

    with only_one(settings):
        worker = Transcribing(settings, default_ear(settings), datetime.now, until_terminated())
        if not once:
            worker.run()
            return
        with Progress() as bar:
            task = bar.add_task("listening")
            try:
                count = worker.run_once(lambda done, all_of_it: bar.update(task, completed=done, total=all_of_it or 1))
            except Stopped:
                raise SystemExit(1) from None
    print(f"{count} recordings were taken: ./hotline ivr transcripts list")


@group.command("list")
def list_transcripts(
    most: Annotated[int, typer.Option(min=1, help="How many of the latest.")] = 20,
    numbers: Annotated[bool, typer.Option(help="Show telephone numbers in full.")] = False,
) -> None:
    """The latest recordings: their state, and what was said; * marks those for review."""
    table = Table("no.", "call", "at", "s", "state", "said, or why not", "file")
    for row in _recordings(read_settings()).list_all(most):
        seconds = "" if row["seconds"] is None else f"{row['seconds']:.0f}"
        state = row["state"] + (" *" if row["review"] else "")
        text = said(row, numbers)
        table.add_row(str(row["id"]), row["call_id"], f"{row['at']:%m-%d %H:%M}", seconds, state, text, row["file"])
    out.print(table)


@group.command("tidy")
def tidy() -> None:
    """Delete recordings and transcripts older than [recording] keep_days."""
    settings = read_settings()
    from ivr.transcribing import tidy as delete_old

    count = delete_old(settings, _recordings(settings), datetime.now())
    print(f"{count} files of {settings.recordings} were older than {settings.recording.keep_days} days")


@app.command()
def transcribe(
    files: list[Path],
    minutes: Annotated[int, typer.Option(help="The longest file; 0: as in hotline.toml.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object per line.")] = False,
) -> None:
    """Write down any sound files, one after the other; nothing is stored."""
    settings = _lowly_settings()
    from ivr.adapters.transcripts.second_ear import SecondEar

    ear = SecondEar(settings.transcripts.model, settings.var / "cache", minutes or settings.transcripts.most_minutes)
    rows = []
    for file in files:
        rows.append(_transcribed(ear, file))
        print(json.dumps(rows[-1], ensure_ascii=False) if as_json else "\t".join(map(str, rows[-1].values())))
    failed = sum(row["state"] == "failed" for row in rows)
    if failed:
        raise HotlineError(f"{failed} of {len(files)} files could not be written down: the reasons are above")


def _transcribed(ear: SecondEar, file: Path) -> dict[str, object]:
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(file.name, total=None)
        try:
            made = ear.write_down(file, lambda done, total: bar.update(task, completed=done, total=total or 1))
        except TranscriptFailed as error:
            return {"file": str(file), "state": "failed", "seconds": None, "text": str(error)}
    return {"file": str(file), "state": "done", "seconds": round(made.seconds, 1), "text": made.text}


@app.command()
def review(call: str) -> None:
    """Mark a call (its name as `calls` shows it): its recordings are written down before all others."""
    count = _recordings(read_settings()).mark_for_review(call)
    if not count:
        raise HotlineError(
            f"call {call} has no recording to review: of a call only the message after a callback is recorded;"
            f" ./hotline ivr turns {call} shows what was understood"
        )
    print(f"{count} recordings of call {call} are marked: ./hotline ivr transcripts list shows them")


def said(row: dict[str, Any], numbers: bool) -> str:
    """What a recording of the ledger says, or why not, for a table. numbers: telephone numbers in full."""
    text = (row["transcript"] or "(nobody speaks)") if row["state"] == "done" else row["reason"] or ""
    return plain(text, numbers)


def _recordings(settings: Settings) -> Recordings:
    from ivr.adapters.store.ledger import SqlLedger
    from ivr.adapters.store.recordings import Recordings

    return Recordings(SqlLedger(settings.ledger_url))


def _lowly_settings() -> Settings:
    """The settings, with one thread and the lowest priority from here on. Raises SecondEarUnusable."""
    for library in ("OMP", "OPENBLAS"):
        os.environ[f"{library}_NUM_THREADS"] = "1"  # before numpy is loaded
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
    from ivr.adapters.transcripts.extra import INSTALL, is_installed

    settings = read_settings()
    if not is_installed(settings.transcripts.model):
        raise SecondEarUnusable(f"the second ear is not installed: {INSTALL} (255 MB)")
    return settings

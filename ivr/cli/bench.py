"""`ivr bench ear`: how well a model hears a site's own recordings."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from ivr.cli.hearing import JsonOption, ModelOption, districts, open_hearing, peak_megabytes, progress
from ivr.errors import HotlineError
from ivr.settings import read_settings

if TYPE_CHECKING:
    from ivr.adapters.speech.clip_hearing import Clip, ClipHearing, HeardClip
    from ivr.adapters.speech.list_figures import ClipFigures, Figures

group = typer.Typer(help="Measurements with a site's own material.", no_args_is_help=True)


@group.command()
def ear(
    list_file: Annotated[Path, typer.Argument(metavar="LIST")],
    as_json: JsonOption = False,
    model: ModelOption = None,
    clips: Annotated[bool, typer.Option("--clips", help="Also what was heard in every recording.")] = False,
    worst: Annotated[int, typer.Option(metavar="N", help="So many of the recordings heard worst.")] = 5,
    confused: Annotated[int, typer.Option(metavar="N", help="So many of what was heard for what.")] = 10,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Recordings heard at a time.")] = 1,
) -> None:
    """Measure a model on recordings of your own: characters wrong, answers understood, cost.

    LIST is a text file, a line for each recording: file, tab, what is said in it; and if you like: tab, kind; and tab,
    what was offered. Files are looked for beside the list. The kinds yes_no, digits, own_number, district, moment
    and choice (with what was offered, between |) are heard as answers to them; foreign is speech that answers
    nothing and must not be taken for an answer; any other kind is heard openly and counted under its name. A recording
    that cannot be read is told and left out; the exit status is then 1.
    """
    from ivr.adapters.speech.clip_list import read_clip_list
    from ivr.adapters.speech.list_figures import figures_of

    settings = read_settings()
    wanted = read_clip_list(list_file, districts(settings))
    hearing = open_hearing(settings, model)
    found, faults = _hear_all(hearing, wanted, threads)
    if found:
        figures, megabytes = figures_of(found), peak_megabytes()
        if as_json:
            _print_json(figures, megabytes, clips, worst, confused)
        else:
            _print_tables(figures, megabytes, clips, worst, confused)
    if faults:
        raise HotlineError(
            f"{faults} of {len(wanted)} recordings could not be read and are left out: each is told above"
        )


def _hear_all(hearing: ClipHearing, wanted: list[Clip], threads: int) -> tuple[list[HeardClip], int]:
    """What was heard, and how many recordings could not be read."""
    faults = 0
    with progress() as bar:
        task = bar.add_task("hearing", total=len(wanted))
        found = []
        for heard in hearing.hear_all(wanted, threads):
            bar.advance(task)
            if isinstance(heard, HotlineError):
                faults += 1
                print(f"hotline: {heard}", file=sys.stderr)
            else:
                found.append(heard)
    return found, faults


def _print_json(figures: Figures, megabytes: int, clips: bool, worst: int, confused: int) -> None:
    content = asdict(figures) | {"memory_megabytes": megabytes, "worst": [asdict(c) for c in figures.worst(worst)]}
    content["confusions"] = content["confusions"][:confused]
    if not clips:
        del content["clips"]
    print(json.dumps(content, ensure_ascii=False, indent=2))


def _print_tables(figures: Figures, megabytes: int, clips: bool, worst: int, confused: int) -> None:
    out = Console()
    names = ("files", "characters", "wrong", "in", "out", "swap", "right", "understood")
    rates = Table("kind", *(Column(name, justify="right") for name in names), box=None)
    for kind, k in figures.kinds.items():
        e = k.edits
        counts = [str(n) for n in (e.inserted, e.deleted, e.replaced, k.right, k.understood)]
        rates.add_row(kind, str(k.count), str(e.said), f"{k.rate:.1%}", *counts)
    out.print(rates)
    print(f"{figures.seconds:.0f} s of sound, {figures.rtf:.3f} CPU seconds for each; {megabytes} MB at the peak")
    _print_clips(out, "every recording" if clips else "heard worst", figures.clips if clips else figures.worst(worst))
    if figures.confusions[:confused]:
        table = Table("said", "heard", "times", box=None, title="heard for what was said", title_justify="left")
        for said, heard, count in figures.confusions[:confused]:
            table.add_row(said or "(nothing)", heard or "(nothing)", str(count))
        out.print(table)


def _print_clips(out: Console, title: str, clips: Sequence[ClipFigures]) -> None:
    if not clips:
        return
    table = Table(Column("file", overflow="fold"), "kind", "wrong", "said", "heard", box=None)
    table.title, table.title_justify = title, "left"
    for clip in clips:
        table.add_row(clip.file, clip.kind, f"{clip.rate:.0%}", clip.said, clip.heard)
    out.print(table)

"""Commands about the speech model callers are heard with."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from ivr.cli.hearing import JsonOption
from ivr.settings import Settings, read_settings

if TYPE_CHECKING:
    from ivr.adapters.speech.model_report import Report
    from ivr.adapters.speech.vocabulary import Fit

group = typer.Typer(help="The speech model callers are heard with.", no_args_is_help=True)
AllOption = Annotated[bool, typer.Option("--all", help="Every phrase it cannot hear, not only some of each group.")]
GAPS_TOLD = 5


@group.command("use")
def model_use(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR")] = None,
    fixture: Annotated[bool, typer.Option("--fixture", help="Go back to this repository's own model.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Take the Vosk model in DIR from the next start on, and tell how it fits.

    It is opened in a process of its own first: one that does not open is refused, and the old one stays. Should the
    bot not be able to open it one day, it starts with the last model that did, and says so.
    """
    from ivr.adapters.speech import models

    settings = read_settings()
    if fixture == (folder is not None):
        raise typer.BadParameter("name a model directory, or --fixture", param_hint="DIR")
    chosen = models.use(folder, settings) if folder else models.use_fixture(settings)
    _print_report(_examine(chosen.directory, settings), as_json, False)
    if not as_json:
        print("chosen: ./hotline restart takes it")


@group.command("list")
def model_list(as_json: JsonOption = False) -> None:
    """The models at hand: those under var/models and models/, and the one in use, which has a star."""
    from ivr.adapters.speech import models

    known = models.list_models(read_settings())
    if as_json:
        print(json.dumps([asdict(model) for model in known], ensure_ascii=False, default=str))
        return
    for each in known:
        print("*" if each.in_use else " ", each.directory, f"– {each.problem or each.looks}")


@group.command("check")
def model_check(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", show_default=False)] = None,
    as_json: JsonOption = False,
    all_gaps: AllOption = False,
) -> None:
    """Look at the model in use, or at the one in DIR: does it fit, what can it not hear, what does it cost?

    Sample rate, kind of graph, dither, licence, size; memory, time to load and CPU measured on this machine in a
    process of its own; and which phrases of the closed questions, commands and the directory it has no words for, with
    words of it that sound alike. docs/models.md explains each line.
    """
    settings = read_settings()
    report = _examine(folder, settings)
    _print_report(report, as_json, all_gaps)


def _examine(folder: Path | None, settings: Settings) -> Report:
    from ivr.adapters.speech.model_report import examine
    from ivr.adapters.store.directory import open_directory

    directory = open_directory(settings.directory_db)
    told = Console(stderr=True, quiet=not sys.stderr.isatty())
    with told.status("opening the model in a process of its own; a large one takes half a minute"):
        return examine(folder, settings, directory)


def _print_report(report: Report, as_json: bool, all_gaps: bool) -> None:
    if as_json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=2))
        return
    facts = Table("", Column("", overflow="fold"), box=None, show_header=False)
    for name, value in _facts(report):
        facts.add_row(name, value)
    out = Console()
    out.print(facts)
    if report.vocabulary.knows_chinese:
        _print_vocabulary(out, report.vocabulary, all_gaps)
    for remark in report.remarks:
        print(f"! {remark}")
    print(f"verdict: {report.verdict}")


def _facts(report: Report) -> list[tuple[str, str]]:
    trial, licence = report.trial, report.licence
    graph = {
        "lookahead": "HCLr + Gr: takes the phrases of a question at run time",
        "static": "HCLG: takes no phrases; listens openly and compares",
    }
    speed = "not measured: there are no recordings under demo/voices"
    if trial.rtf is not None:
        speed = f"{trial.rtf:.3f} CPU seconds per second of sound: {report.callers_per_core} callers at once per core"
    wrong = "" if report.sample_error_rate is None else f"{report.sample_error_rate:.0%} of the characters wrong"
    return [
        ("model", report.directory),
        ("sample rate", f"{report.rate} Hz" + ("" if report.rate == 8000 else ", telephone sound is raised to it")),
        ("graph", graph[report.graph]),
        ("dither", report.dither),
        ("licence", f"{licence.file}: {licence.says}" if licence.file else "no file"),
        ("on disk", f"{report.megabytes} MB"),
        ("in memory", f"{trial.model_megabytes} MB; a process with one caller {trial.process_megabytes} MB"),
        ("loads in", f"{trial.load_seconds:.1f} s"),
        ("speed", speed),
        ("demo's callers", wrong or "not measured"),
        ("words", f"{report.vocabulary.words:,}"),
    ]


def _print_vocabulary(out: Console, fit: Fit, all_gaps: bool) -> None:
    columns = ("phrases", "one word", "several", "by character", "not heard")
    table = Table("", *(Column(name, justify="right") for name in columns), box=None)
    for g in fit.groups:
        table.add_row(g.group, *(str(n) for n in (g.count, g.whole, g.in_words, g.by_characters, g.unheard)))
    out.print(table)
    for group in fit.groups:
        gaps = [gap for gap in fit.gaps if gap.group == group.group]
        for gap in gaps if all_gaps else gaps[:GAPS_TOLD]:
            alike = f"sounds like: {gap.proposal}" if gap.proposal else "nothing it knows sounds like it"
            print(f"  {gap.group}: {gap.phrase} has no word for {gap.missing}; {alike}")
        if len(gaps) > GAPS_TOLD and not all_gaps:
            print(f"  {group.group}: and {len(gaps) - GAPS_TOLD} more; --all lists them")

"""`ivr bench routing`: how often callers' words are understood, clean and with mis-heard characters."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.mishearing import Mishearing
from ivr.cli.labelled import NAMES, Case, Figures, count, ranked_lines, read_cases
from ivr.domain.deciding import decide
from ivr.domain.directory import Directory
from ivr.settings import ROOT, read_settings

SETS = tuple(ROOT / "data" / "bench" / f"routing_{name}.jsonl" for name in ("tuned", "own"))
"""The development set, on which thresholds were chosen, and the set that nothing was trained on."""
NOISES = (0.0, 0.2, 0.3)
SEEDS = (1, 2, 3)
app = typer.Typer()


@app.command()
def routing(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]…", help="Labelled utterances.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON line for each file and noise.")] = False,
    wrong: Annotated[bool, typer.Option("--wrong", help="Also every clean text that went to a wrong line.")] = False,
) -> None:
    """Measure the understanding of labelled utterances, clean and mis-heard (20 and 30 % of the characters, 3 times).

    A line of FILE holds `id`, `text`, `expected` (departments or labels such as EMERGENCY_119, best first), `lines`
    (the same at city level), `needs` (the question that must be asked: district, street, matter or null),
    `needs_optional` and `district`. By default: the development set (80) and the set that nothing was trained on (480).
    """
    directory = open_directory(read_settings().directory_db)
    console = Console()
    for file in files or SETS:
        cases = list(read_cases(file))
        mishearing = Mishearing(case.text for case in cases)
        found = {noise: _measure(list(_noisy(cases, mishearing, noise)), directory) for noise in NOISES}
        if as_json:
            for noise, figures in found.items():
                print(json.dumps({"file": str(file), "noise": noise, **_json(figures)}, ensure_ascii=False))
        else:
            console.print(_table(file, len(cases), found))
        if wrong:
            console.print("\n".join(found[0.0].wrong))


def _noisy(cases: Sequence[Case], mishearing: Mishearing, noise: float) -> Iterator[Case]:
    for seed in SEEDS if noise else SEEDS[:1]:
        for case in cases:
            text = case.text
            yield replace(case, text=mishearing.heard(text, random.Random(f"{seed} {text}"), noise)) if noise else case


def _measure(cases: Sequence[Case], directory: Directory) -> Figures:
    figures = Figures()
    for case in cases:
        began = time.perf_counter()
        decision = decide(case.text, directory)
        figures.took.append((time.perf_counter() - began) * 1000)
        count(case, decision, ranked_lines(decision, directory), figures)
    return figures


TIMES: dict[str, Callable[[list[float]], float]] = {
    "ms, median": lambda took: float(np.median(took)),
    "ms, p99": lambda took: float(np.percentile(took, 99)),
}


def _json(figures: Figures) -> dict[str, float | None]:
    return figures.shares() | {name: round(of(figures.took), 2) for name, of in TIMES.items()}


def _table(file: Path, count: int, found: dict[float, Figures]) -> Table:
    table = Table(
        "%", "of", *(f"{noise:.0%} wrong" if noise else "clean" for noise in found), title=f"{file} ({count})"
    )
    for name in NAMES:
        shares = [figures.share(name) for figures in found.values()]
        count_of = len(found[0.0].counts.get(name, ()))
        table.add_row(name, str(count_of), *("-" if share is None else f"{share:.1f}" for share in shares))
    for name, of in TIMES.items():
        table.add_row(name, "", *(f"{of(figures.took):.1f}" for figures in found.values()))
    return table

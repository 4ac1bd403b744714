"""`ivr bench routing`: how often callers' words are understood, clean and with mis-heard characters."""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.mishearing import Mishearing
from ivr.cli.json_lines import read_row
from ivr.cli.route import ranked_names
from ivr.domain.deciding import Action, Decision, decide
from ivr.domain.directory import Directory
from ivr.domain.labels import EMERGENCY
from ivr.errors import HotlineError
from ivr.settings import ROOT, read_settings

OWN = ROOT / "data" / "bench" / "routing_own.jsonl"
NOISES = (0.0, 0.2, 0.3)
SEEDS = (1, 2, 3)
ASKING = (Action.ASK_DISTRICT, Action.ASK_STREET, Action.ASK_MATTER)
RIGHT_QUESTIONS = {
    "district": (Action.ASK_DISTRICT,),
    "street": (Action.ASK_STREET, Action.ASK_DISTRICT),
    "matter": (Action.ASK_MATTER, Action.CONFIRM),
}
app = typer.Typer()


@dataclass(frozen=True)
class Case:
    """A labelled utterance. expected: departments or labels, best first; lines: the same at city level."""

    text: str
    expected: tuple[str, ...]
    lines: tuple[str, ...]
    needs: str | None
    is_needs_optional: bool
    district: str | None
    is_special: bool


@dataclass
class Figures:
    """What was counted: (right, of how many) by name; milliseconds of each utterance; what went wrong."""

    counts: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def share(self, name: str) -> float | None:
        """In per cent; None when nothing was counted."""
        counted = self.counts.get(name)
        return 100 * sum(counted) / len(counted) if counted else None


@app.command()
def routing(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]…", help="Labelled utterances.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON line for each file and noise.")] = False,
    wrong: Annotated[bool, typer.Option("--wrong", help="Also every clean text that went to a wrong line.")] = False,
) -> None:
    """Measure the understanding of labelled utterances, clean and mis-heard (20 and 30 % of the characters, 3 times).

    A line of FILE holds `id`, `text`, `expected` (departments or labels such as EMERGENCY_119, best first), `lines`
    (the same at city level), `needs` (the question that must be asked: district, street, matter or null),
    `needs_optional` and `district`. The default is the project's own set, which nothing was trained on.
    """
    directory = open_directory(read_settings().directory_db)
    console = Console()
    for file in files or [OWN]:
        cases = list(_cases(file))
        mishearing = Mishearing(case.text for case in cases)
        found = {noise: _measure(list(_noisy(cases, mishearing, noise)), directory) for noise in NOISES}
        if as_json:
            for noise, figures in found.items():
                print(json.dumps({"file": str(file), "noise": noise, **_json(figures)}, ensure_ascii=False))
        else:
            console.print(_table(file, len(cases), found))
        if wrong:
            console.print("\n".join(found[0.0].wrong))


def _cases(file: Path) -> Iterator[Case]:
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise HotlineError(f"{file} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _case(read_row(line, {"id": "1", "text": "楼上半夜装修"}))
            except (HotlineError, LookupError, TypeError) as error:
                raise HotlineError(f"{file}, line {number}: {error}") from error


def _case(row: dict[str, Any]) -> Case:
    return Case(
        row["text"],
        tuple(row["expected"]),
        tuple(row["lines"]),
        row.get("needs"),
        bool(row.get("needs_optional")) or "needs" not in row,
        row.get("district"),
        row.get("level") == "special",
    )


def _noisy(cases: Sequence[Case], mishearing: Mishearing, noise: float) -> Iterator[Case]:
    for seed in SEEDS if noise else SEEDS[:1]:
        for case in cases:
            text = case.text
            yield replace(case, text=mishearing.heard(text, random.Random(f"{seed} {text}"), noise)) if noise else case


def _measure(cases: Sequence[Case], directory: Directory) -> Figures:
    figures = Figures()
    lines = {d.name: directory.department(d.counterpart or d.id).name for d in directory.departments.values()}
    for case in cases:
        began = time.perf_counter()
        decision = decide(case.text, directory)
        figures.took.append((time.perf_counter() - began) * 1000)
        ranked = [lines.get(name, name) for name in ranked_names(decision, directory)]
        _count(case, decision, list(dict.fromkeys(ranked)), figures)
    return figures


def _count(case: Case, decision: Decision, ranked: list[str], figures: Figures) -> None:
    counts = figures.counts
    is_alarm = decision.action is Action.EMERGENCY
    if any(name.startswith(EMERGENCY) for name in case.expected):
        counts["emergencies caught"].append(is_alarm)
    else:
        counts["false alarms"].append(is_alarm)
    if case.is_special:
        counts["dialogue words and out of scope"].append(bool(decision.labels) and decision.labels[0] in case.expected)
        return
    if case.lines:
        counts["right line first"].append(bool(ranked) and ranked[0] in case.lines)
        counts["right line among three"].append(any(name in case.lines for name in ranked[:3]))
        counts["best line first"].append(bool(ranked) and ranked[0] == case.lines[0])
        if not counts["right line first"][-1]:
            figures.wrong.append(f"{case.text} → {', '.join(ranked[:3])}; expected {', '.join(case.lines)}")
    if case.needs and not case.is_needs_optional:
        counts["asks when needed"].append(decision.action in (*ASKING, Action.CONFIRM))
        counts["the right question"].append(decision.action in RIGHT_QUESTIONS[case.needs])
    elif not case.needs and not case.is_needs_optional:
        counts["no needless question"].append(decision.action not in ASKING)
        counts["confirms"].append(decision.action is Action.CONFIRM)
    if case.district:
        counts["district found when said"].append(decision.district == case.district)


NAMES = (
    "right line first", "right line among three", "best line first", "asks when needed", "the right question",
    "no needless question", "confirms", "district found when said", "emergencies caught", "false alarms",
    "dialogue words and out of scope",
)  # fmt: skip
TIMES: dict[str, Callable[[list[float]], float]] = {
    "ms, median": lambda took: float(np.median(took)),
    "ms, p99": lambda took: float(np.percentile(took, 99)),
}


def _json(figures: Figures) -> dict[str, float | None]:
    shares = {name: figures.share(name) for name in NAMES}
    return shares | {name: round(of(figures.took), 2) for name, of in TIMES.items()}


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

"""`ivr route`: where what callers say would go, and why."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ivr.adapters.store.directory import open_directory
from ivr.cli.json_lines import answer_lines, read_row
from ivr.domain.deciding import Decision, decide
from ivr.domain.directory import Candidate, Directory
from ivr.errors import HotlineError
from ivr.settings import read_settings

TAKING_ALL = ("北京市政务服务和数据管理局", "北京市信访办公室")
app = typer.Typer()


@app.command()
def route(
    text: Annotated[str | None, typer.Argument(help="What the caller said.")] = None,
    jsonl: Annotated[
        Path | None, typer.Option("--jsonl", metavar="FILE", help="Route each line of a file; - is standard input.")
    ] = None,
    line: Annotated[str | None, typer.Option(metavar="N", help="The number that was dialled.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show a table of what it rests on instead.")] = False,
) -> None:
    """Print what the bot would do with callers' words, a JSON line for each.

    TEXT is one utterance. A line of FILE holds `id` and `text`, and if you like `line`, the number that was dialled.
    `ranked` holds departments, or what it is when it is no matter, best first. A line that cannot be read is told on
    standard error and left out; the exit status is then 1.
    """
    if (text is None) == (jsonl is None):
        raise HotlineError("route takes either a text or --jsonl FILE")
    directory = open_directory(read_settings().directory_db)
    if line:
        directory.line(line)
    if text is not None and explain:
        show(text, directory, line)
    elif text is not None:
        print(json.dumps(routed(text, directory, line), ensure_ascii=False))
    elif jsonl is not None:
        answer_lines(jsonl, lambda row: answer(row, directory, line))


def answer(row: bytes | str, directory: Directory, line: str | None = None) -> dict[str, Any]:
    """The answer to one line of a file."""
    read = read_row(row, {"id": "1", "text": "楼上半夜装修"})
    own = read.get("line", line)
    if own is not None and str(own) not in directory.lines:
        raise HotlineError(f'"line" must be one of {", ".join(directory.lines)}, not {own!r}')
    return {"id": read["id"], **routed(read["text"], directory, None if own is None else str(own))}


def routed(text: str, directory: Directory, line: str | None = None) -> dict[str, Any]:
    """A decision as it is printed."""
    began = time.perf_counter()
    decision = decide(text, directory, line)
    took = (time.perf_counter() - began) * 1000
    return {
        "action": decision.action.value,
        "ranked": _at_least_three(ranked_names(decision, directory), directory),
        "matter": _matter(decision.ranked[0]) if decision.ranked and not decision.labels else None,
        "district": decision.district,
        "street": decision.street,
        "confidence": round(decision.confidence, 3),
        "further": decision.further and directory.department(decision.further.department_id).name,
        "answer": decision.answer,
        "rival": decision.rival,
        "elapsed_ms": round(took, 2),
    }


def ranked_names(decision: Decision, directory: Directory) -> list[str]:
    """Labels first, then departments by name."""
    departments = [directory.department(candidate.department_id).name for candidate in decision.ranked]
    return [*decision.labels, *departments]


def _at_least_three(names: list[str], directory: Directory) -> list[str]:
    """Where nothing was said, the city's desk stands last, and who else takes what nobody owns."""
    others = [directory.department(directory.city_desk).name, *TAKING_ALL]
    return [*names, *others[: max(0, 3 - len(names))]]


def show(text: str, directory: Directory, line: str | None) -> None:
    """A table for people."""
    decision = decide(text, directory, line)
    console = Console()
    console.print(f"{decision.action.value}  {' '.join(decision.labels)}")
    table = Table("department", "score", "its likeliest matter", "needs", "also")
    for candidate in decision.ranked:
        table.add_row(*_row(candidate, directory))
    console.print(table)
    where = "; ".join(f"{spot.district} {spot.street or ''}".strip() for spot in decision.where.spots)
    console.print(f"place said: {where or 'none'}; outside the city: {'; '.join(decision.where.outside) or 'none'}")
    if decision.further:
        console.print(f"a second matter: {' '.join(_row(decision.further, directory)[:3])}")


def _row(candidate: Candidate, directory: Directory) -> tuple[str, str, str, str, str]:
    matter = candidate.matter
    also = "; ".join(directory.department(name).spoken for name in matter.also) if matter else ""
    return (
        directory.department(candidate.department_id).name,
        f"{candidate.score:.2f}",
        _matter(candidate) or "-",
        matter.place.value if matter else "-",
        also,
    )


def _matter(candidate: Candidate) -> str | None:
    return candidate.matter.name if candidate.matter else None

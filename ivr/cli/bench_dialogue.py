"""`ivr bench dialogue`: simulated callers talk to the real flows; what becomes of them, beside a key menu."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from ivr.adapters.simulation.durations import PromptDurations
from ivr.adapters.simulation.goal import Goal, Person, persons
from ivr.adapters.simulation.menu import KeyMenu
from ivr.adapters.simulation.results import Ending, figures_of, result_of_walk
from ivr.adapters.simulation.running import talks
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.mishearing import Mishearing
from ivr.adapters.voice.build import read_manifest
from ivr.cli.hearing import JsonOption, progress
from ivr.cli.labelled import read_cases
from ivr.desk import desk_of
from ivr.domain.prompts import Prompt
from ivr.errors import HotlineError
from ivr.settings import ROOT, read_settings
from ivr.trying import TryingRoom, open_room

OWN = ROOT / "data" / "bench" / "routing_own.jsonl"
NOISES = (0.0, 0.1, 0.2, 0.3)
NOW = datetime(2026, 11, 24, 10, 0)
"""A Tuesday morning: departments are open."""
SHARES = ("right_line", "right_line_quickly", "wrong_line", "asked_human", "operator", "gave_up")
COUNTS = ("callers", "loops", "dead_ends")
app = typer.Typer()


@app.command()
def dialogue(
    as_json: JsonOption = False,
    callers: Annotated[int, typer.Option(metavar="N", min=1, max=100000, help="So many at each noise.")] = 1000,
    seed: Annotated[int, typer.Option(metavar="N", help="Another seed, other callers.")] = 1,
    file: Annotated[Path, typer.Option("--file", metavar="FILE", help="Labelled utterances: what they want.")] = OWN,
    objecting: Annotated[
        bool, typer.Option("--objecting", help="Who speaks over prompts also says no to a wrong announcement.")
    ] = False,
    show: Annotated[
        list[Ending] | None, typer.Option("--show", help="Also print the calls that ended so, at 20 % noise.")
    ] = None,
) -> None:
    """Let simulated callers talk to the real flows with the real directory, and tell what becomes of them.

    Each wants what a labelled utterance is about, says it in its words, answers questions truthfully, and hangs up
    when the call takes longer than their patience (30 to 240 s, most about 90). Of what they say 0, 10, 20 and 30 %
    of the characters are mis-heard; a closed question is heard as the nearest of what may be said. Two of five speak
    over prompts; who is asked for the matter a third time asks for a human in three of ten cases. Patience, barge-in
    and that wish are assumptions, not measured. Seconds are those of the prompts' sounds, of speech (4 characters a
    second), and of the pauses between.

    right_line: % led to a right line, or told its answer, or promised its callback; quickly: within 3 turns and 45 s.
    loops and dead_ends: counted, not %. The key menu serves callers who know their department and never err.
    """
    logging.disable(logging.WARNING)
    goals = [Goal(c.text, c.lines, c.district) for c in read_cases(file) if c.lines and not c.is_special]
    if not goals:
        raise HotlineError(f"{file} holds no utterance with a line: nobody would call")
    room = open_room(read_settings())
    rows = list(_rows(room, goals, callers, seed, objecting, show or []))
    if as_json:
        for row in rows:
            print(json.dumps({key: round(v, 2) if isinstance(v, float) else v for key, v in row.items()}))
    else:
        Console().print(_table(rows))


def _rows(
    room: TryingRoom, goals: list[Goal], callers: int, seed: int, objecting: bool, show: list[Ending]
) -> Iterable[dict[str, float | str]]:
    durations = PromptDurations(room.texts, _sounds(room))
    mishearing = Mishearing(goal.text for goal in goals)
    menu = KeyMenu(room.directory, durations.of_text)
    with progress() as bar:
        for noise in NOISES:
            found = []
            people = persons(goals, noise, callers, seed, room.directory, objecting)
            ledger = SqlLedger("sqlite://")
            desk = replace(desk_of(room.settings, room.directory, ledger, lambda: NOW), recordings=Path("nowhere"))
            task = bar.add_task(f"{noise:.0%} mis-heard", total=callers)
            for person, call, result in talks(people, desk, ledger, mishearing, durations, seed):
                bar.advance(task)
                found.append(result)
                if noise == 0.2 and result.ending in show:
                    _show(person, ledger.list_turns(call.id), call.prompts, result.ending)
            yield {"talk": f"{noise:.0%} mis-heard", **figures_of(found)}
    people = persons(goals, 0.0, callers, seed, room.directory)
    yield {"talk": "key menu", **figures_of([result_of_walk(menu.walk(person)) for person in people])}


def _sounds(room: TryingRoom) -> dict[str, float]:
    manifest = read_manifest(room.settings.prompts / "sounds" / "8k")
    return {name: float(entry["seconds"]) for name, entry in manifest.items()}


def _show(person: Person, turns: list[dict[str, object]], prompts: list[Prompt], ending: Ending) -> None:
    steps = [f"{turn['prompt']} ← {turn['text'] or ''}" for turn in turns]
    print(f"{ending.value}: {person.goal.text} ({', '.join(person.goal.lines)}, {person.district})")
    print("    " + " | ".join(steps) + f" | last: {prompts[-1].name}")


def _table(rows: list[dict[str, float | str]]) -> Table:
    table = Table(Column("", no_wrap=True), *(Column(str(row["talk"]), justify="right") for row in rows))
    for name in rows[0]:
        if name != "talk":
            unit = " %" if name in SHARES else ""
            table.add_row(f"{name}{unit}", *(f"{row[name]:{'.1f' if name not in COUNTS else '.0f'}}" for row in rows))
    return table

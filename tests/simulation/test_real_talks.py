"""A hundred simulated callers, a fifth of their characters mis-heard: most reach a right line, none is stuck."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ivr.adapters.simulation.goal import Goal, persons
from ivr.adapters.simulation.results import Ending
from ivr.adapters.simulation.running import talks
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.mishearing import Mishearing
from ivr.cli.bench_dialogue import NOW, OWN
from ivr.cli.labelled import read_cases
from ivr.desk import desk_of
from tests.transcripts.replaying import room

CALLERS, NOISE, SEED = 100, 0.2, 1


def test_most_reach_a_right_line_and_nobody_is_stuck() -> None:
    """Measured: ivr bench dialogue."""
    goals = [
        Goal(case.text, case.lines, case.district) for case in read_cases(OWN) if case.lines and not case.is_special
    ]
    ledger = SqlLedger("sqlite://")
    desk = replace(desk_of(room().settings, room().directory, ledger, lambda: NOW), recordings=Path("no such folder"))
    people = persons(goals, NOISE, CALLERS, SEED, room().directory)
    mishearing = Mishearing(goal.text for goal in goals)
    endings = [result.ending for _, _, result in talks(people, desk, ledger, mishearing, lambda prompt: 3.0, SEED)]
    assert len(endings) == CALLERS
    assert endings.count(Ending.RIGHT_LINE) >= 85
    assert endings.count(Ending.LOOP) == endings.count(Ending.DEAD_END) == 0

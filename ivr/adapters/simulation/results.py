"""What became of simulated callers, counted."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ivr.adapters.simulation.caller import SimulatedCaller
from ivr.adapters.simulation.goal import Person, line_of
from ivr.adapters.simulation.menu import MenuWalk
from ivr.adapters.simulation.truth import Truth
from ivr.domain.directory import Directory
from ivr.domain.outcomes import Ended, ToOperator, ToQueue, Why

FEW_TURNS, SHORT_SECONDS = 3, 45.0


class Ending(Enum):
    """Where a call led."""

    RIGHT_LINE = "right_line"
    WRONG_LINE = "wrong_line"
    ASKED_HUMAN = "asked_human"
    OPERATOR = "operator"
    GAVE_UP = "gave_up"
    LOOP = "loops"
    DEAD_END = "dead_ends"


@dataclass(frozen=True)
class Result:
    """Of one call."""

    ending: Ending
    turns: int
    seconds: float

    @property
    def is_quick(self) -> bool:
        """At the right line within three turns and 45 s."""
        return self.ending is Ending.RIGHT_LINE and self.turns <= FEW_TURNS and self.seconds <= SHORT_SECONDS


def result_of(call: SimulatedCaller, person: Person, truth: Truth, kept_by: str | None, directory: Directory) -> Result:
    """kept_by: the department that a callback was promised of."""
    return Result(_ending(call, person, truth, kept_by, directory), call.turns, call.seconds)


def _ending(call: SimulatedCaller, person: Person, truth: Truth, kept_by: str | None, directory: Directory) -> Ending:
    if call.is_loop:
        return Ending.LOOP
    match call.outcome:
        case ToQueue(referral):
            return _line(referral.department_id, person, directory)
        case ToOperator(Why.TROUBLE):
            return Ending.DEAD_END
        case ToOperator(why):
            return Ending.ASKED_HUMAN if why is Why.ASKED else Ending.OPERATOR
        case Ended() | None if truth.has_answer:
            return Ending.RIGHT_LINE
        case Ended() | None if kept_by:
            return _line(kept_by, person, directory)
        case None if call.gave_up:
            return Ending.GAVE_UP
        case _:
            return Ending.DEAD_END


def _line(department_id: str, person: Person, directory: Directory) -> Ending:
    is_right = line_of(department_id, directory) in person.goal.lines
    return Ending.RIGHT_LINE if is_right else Ending.WRONG_LINE


def result_of_walk(walk: MenuWalk) -> Result:
    """A way through the key menu; who finds no option presses 0."""
    ending = Ending.RIGHT_LINE if walk.is_right else Ending.GAVE_UP if walk.gave_up else Ending.ASKED_HUMAN
    return Result(ending, walk.turns, walk.seconds)


def figures_of(results: Sequence[Result]) -> dict[str, float]:
    """Shares in per cent, means of turns and seconds, and the seconds that nine of ten stay below."""
    count = len(results)
    shares = {e.value: 100 * sum(result.ending is e for result in results) / count for e in Ending}
    seconds = sorted(result.seconds for result in results)
    return {
        "callers": count,
        "right_line": shares.pop(Ending.RIGHT_LINE.value),
        "right_line_quickly": 100 * sum(result.is_quick for result in results) / count,
        "turns": statistics.mean(result.turns for result in results),
        "seconds": statistics.mean(seconds),
        "seconds_p90": seconds[int(0.9 * (count - 1))],
        **shares,
        "loops": sum(result.ending is Ending.LOOP for result in results),
        "dead_ends": sum(result.ending is Ending.DEAD_END for result in results),
    }

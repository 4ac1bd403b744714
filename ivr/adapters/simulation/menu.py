"""The baseline: a key menu over the same directory, for a caller who knows the right department and never errs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ivr.adapters.simulation.durations import ANSWERING_SECONDS, KEY_SECONDS, THINKING_SECONDS
from ivr.adapters.simulation.goal import Person, line_of
from ivr.domain.directory import Directory

GROUPS = 9
"""Keys of the first level; 0 is a human."""
NAMED_IN_GROUP = 2
"""So many departments of a group are read out on the first level."""
GREETING = "您好，这里是一二三四五热线，请按键选择。"
OPTION = "请按一，"


@dataclass(frozen=True)
class MenuWalk:
    """One caller's way through the menu."""

    turns: int
    seconds: float
    is_right: bool
    gave_up: bool


class KeyMenu:
    """Two levels: nine groups, then the departments of one; those with the most matters are read first."""

    def __init__(self, directory: Directory, seconds_of_text: Callable[[str], float]) -> None:
        counts = Counter(line_of(matter.department_id, directory) for matter in directory.matters.values())
        spoken = {department.name: department.spoken for department in directory.departments.values()}
        lines = [line for line, _ in counts.most_common()]
        size = math.ceil(len(lines) / GROUPS)
        self._groups = [lines[i : i + size] for i in range(0, len(lines), size)]
        self._spoken, self._seconds_of_text = spoken, seconds_of_text

    def walk(self, person: Person) -> MenuWalk:
        """From the greeting to the right key; a caller without patience hangs up on the way."""
        wanted = person.goal.lines
        group = next((g for g in self._groups if set(g) & set(wanted)), None)
        if group is None:
            return MenuWalk(1, self._listened(self._labels()), False, False)
        labels = self._labels()[: self._groups.index(group) + 1]
        options = [self._spoken.get(line, line) for line in group]
        heard = options[: next(i for i, line in enumerate(group) if line in wanted) + 1]
        seconds = self._seconds_of_text(GREETING) + self._listened(labels) + self._listened(heard)
        gave_up = seconds > person.patience_seconds
        return MenuWalk(2, min(seconds, person.patience_seconds), not gave_up, gave_up)

    def _labels(self) -> list[str]:
        return ["，".join(self._spoken.get(line, line) for line in group[:NAMED_IN_GROUP]) for group in self._groups]

    def _listened(self, options: Sequence[str]) -> float:
        """Until the key of the last of these is pressed."""
        pressing = THINKING_SECONDS + KEY_SECONDS + ANSWERING_SECONDS
        return sum(self._seconds_of_text(option + OPTION) for option in options) + pressing

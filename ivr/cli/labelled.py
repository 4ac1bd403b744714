"""Labelled utterances: read, and counted how often a decision about one of them is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ivr.cli.json_lines import read_row
from ivr.cli.route import ranked_names
from ivr.domain.deciding import Action, Decision
from ivr.domain.directory import Directory
from ivr.domain.labels import EMERGENCY
from ivr.errors import HotlineError

ASKING = (Action.ASK_DISTRICT, Action.ASK_STREET, Action.ASK_MATTER)
RIGHT_QUESTIONS = {
    "district": (Action.ASK_DISTRICT,),
    "street": (Action.ASK_STREET, Action.ASK_DISTRICT),
    "matter": (Action.ASK_MATTER, Action.CONFIRM),
}
WITHOUT_QUESTION = (Action.TRANSFER, Action.ANSWER, Action.CONFIRM)
"""What is right where nothing need be asked: a confirmation is counted as well, and by itself."""
ACTION_RIGHT = "action right"
NAMES = (
    "right line first", "right line among three", "best line first", ACTION_RIGHT, "asks when needed",
    "the right question", "no needless question", "confirms", "district found when said", "emergencies caught",
    "false alarms", "dialogue words and out of scope",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A labelled utterance. expected: departments or labels, best first; lines: the same at city level."""

    id: str
    text: str
    expected: tuple[str, ...]
    lines: tuple[str, ...]
    needs: str | None
    is_needs_optional: bool
    district: str | None
    is_special: bool

    @property
    def wanted(self) -> tuple[str, ...]:
        """Where it may go: labels when it is no matter, else lines; empty when the caller must be asked."""
        return self.expected if self.is_special else self.lines


def read_cases(file: Path) -> Iterator[Case]:
    """A case for each line of the file. Raises HotlineError, naming the line."""
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
        str(row["id"]),
        row["text"],
        tuple(row["expected"]),
        tuple(row["lines"]),
        row.get("needs"),
        bool(row.get("needs_optional")) or "needs" not in row,
        row.get("district"),
        row.get("level") == "special",
    )


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

    def shares(self) -> dict[str, float | None]:
        """Of every name."""
        return {name: self.share(name) for name in NAMES}


def ranked_lines(decision: Decision, directory: Directory) -> list[str]:
    """Labels, then city-level lines by name, best first, each once."""
    lines = {d.name: directory.department(d.counterpart or d.id).name for d in directory.departments.values()}
    return list(dict.fromkeys(lines.get(name, name) for name in ranked_names(decision, directory)))


def count(case: Case, decision: Decision, ranked: Sequence[str], figures: Figures) -> None:
    """Enter one decision. ranked: its lines, see ranked_lines."""
    counts = figures.counts
    is_alarm = decision.action is Action.EMERGENCY
    if any(name.startswith(EMERGENCY) for name in case.expected):
        counts["emergencies caught"].append(is_alarm)
    else:
        counts["false alarms"].append(is_alarm)
    counts[ACTION_RIGHT].append(is_action_right(case, decision))
    if case.is_special:
        counts["dialogue words and out of scope"].append(bool(decision.labels) and decision.labels[0] in case.expected)
        return
    if case.lines:
        counts["right line first"].append(bool(ranked) and ranked[0] in case.lines)
        counts["right line among three"].append(any(name in case.lines for name in ranked[:3]))
        counts["best line first"].append(bool(ranked) and ranked[0] == case.lines[0])
        if not counts["right line first"][-1]:
            figures.wrong.append(f"{case.text} → {', '.join(ranked[:3])}; expected {', '.join(case.lines)}")
    _count_questions(case, decision, counts)
    if case.district:
        counts["district found when said"].append(decision.district == case.district)


def _count_questions(case: Case, decision: Decision, counts: dict[str, list[bool]]) -> None:
    if case.needs and not case.is_needs_optional:
        counts["asks when needed"].append(decision.action in (*ASKING, Action.CONFIRM))
        counts["the right question"].append(decision.action in RIGHT_QUESTIONS[case.needs])
    elif not case.needs and not case.is_needs_optional:
        counts["no needless question"].append(decision.action not in ASKING)
        counts["confirms"].append(decision.action is Action.CONFIRM)


def is_action_right(case: Case, decision: Decision) -> bool:
    """Whether the bot does the right kind of thing next, wherever it leads: alarm, answer, ask, or put through."""
    if decision.action is Action.EMERGENCY:
        return any(name.startswith(EMERGENCY) for name in case.expected)
    if case.is_special:
        return decision.action is Action.SPECIAL and not case.expected[0].startswith(EMERGENCY)
    asking = RIGHT_QUESTIONS[case.needs] if case.needs else ()
    through = WITHOUT_QUESTION if not case.needs or case.is_needs_optional else ()
    return decision.action in (*asking, *through)

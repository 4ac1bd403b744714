"""What else a caller may mean: the department named beside the first, the next one after a no, a choice of two."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ivr.domain.deciding import Action, Decision, is_either_right
from ivr.domain.directory import Candidate, Directory
from ivr.domain.understanding import SURE

RIVAL = 0.4
"""Of the first's score: from there on the second is named too where the first is not sure. It is one question either
way, and who would say no to the first is helped by it."""
NEAR_MATTER = 0.28
"""Nearness from which a matter may be named to the caller: what is farther is often another matter of that line."""
INSTEAD, INSTEAD_OF_TWO = 0.1, 0.3
"""Score from which the next department is offered to who said no to the first, or to two: its share of what is left.
Measured at 20 % noise: of those above, the next one is right for more than half."""
UNSURE = (Action.CONFIRM, Action.ASK_DISTRICT, Action.ASK_STREET)
"""A place is asked for without a question for the department from WORTH_A_PLACE on, so it may still be another."""


def is_told_by_matter(first: Candidate, second: Candidate) -> bool:
    """Whether a caller can choose between them by what they are about: both are near to what was said."""
    if first.matter is None or second.matter is None or first.matter.name == second.matter.name:
        return False
    return min(first.nearness, second.nearness) >= NEAR_MATTER


def next_likely(decision: Decision, excluded: Set[str]) -> Candidate | None:
    """The department that is likely enough to be offered to who said no to these; None: they say it again."""
    left = 1 - sum(c.score for c in decision.ranked if c.department_id in excluded)
    rest = [c for c in decision.ranked if c.department_id not in excluded]
    least = INSTEAD if len(excluded) == 1 else INSTEAD_OF_TWO
    return rest[0] if rest and left > 0 and rest[0].score / left >= least else None


def rival_of(decision: Decision, directory: Directory) -> Candidate | None:
    """The department that is named beside the first where that is not sure; None when it stands alone."""
    if decision.action not in UNSURE or decision.confidence >= SURE:
        return None
    first, *rest = decision.ranked
    others = [c for c in rest if not is_either_right(first, c, directory)]
    return others[0] if others and others[0].score >= RIVAL * first.score else None


def guess(decision: Decision, directory: Directory) -> Decision:
    """The same with the question that helps most where the caller can say no more: this one or that one."""
    ranked = decision.ranked
    others = [c for c in ranked[1:] if not is_either_right(ranked[0], c, directory)]
    choices = (ranked[0], others[0]) if others else ()
    action = Action.ASK_MATTER if choices else Action.CONFIRM
    return replace(decision, action=action, choices=choices, is_vague=False)

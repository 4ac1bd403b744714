"""What no department owns, said honestly: where to turn with it, and what this hotline is for."""

from __future__ import annotations

from ivr.domain.deciding import Decision
from ivr.domain.labels import OUT_OF_SCOPE
from ivr.domain.prompts import prompt
from ivr.flows.steps import Missed


def answer_special(decision: Decision) -> Missed:
    """Say so, and ask for something else."""
    if decision.labels[0] != OUT_OF_SCOPE:
        return Missed(prompt("special.about"))
    return Missed(prompt("special.elsewhere" if decision.where.outside else "special.outside"))

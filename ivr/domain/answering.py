"""Which answer is given to what a caller asked: that of a line that was understood, and another one in doubt."""

from __future__ import annotations

from ivr.domain.directory import Asked, Candidate, Directory, line_of

ASKED = 0.5
"""Likeness from which a text is the question of an answer; the second line counts from this share of the first."""


def answer_of(asked: Asked | None, directory: Directory, ranked: tuple[Candidate, ...]) -> str | None:
    """The answer to what was asked, when it is one of a line that was understood too."""
    if asked is None or asked.likeness < ASKED:
        return None
    owner = line_of(directory.department(directory.answers[asked.answer].department_id))
    likely = [c for c in ranked[:2] if c.score >= ASKED * ranked[0].score]
    lines = [line_of(directory.department(candidate.department_id)) for candidate in likely]
    return asked.answer if owner in lines else None


def rival_of_answer(asked: Asked | None, directory: Directory) -> str | None:
    """The answer that may be meant as well: of another matter of that line, so that a caller can tell them apart."""
    if asked is None:
        return None
    first = directory.answers[asked.answer]
    line = line_of(directory.department(first.department_id))
    for name in asked.rivals:
        rival = directory.answers[name]
        is_of_line = line_of(directory.department(rival.department_id)) == line
        if is_of_line and first.matter and rival.matter and first.matter != rival.matter:
            return name
    return None

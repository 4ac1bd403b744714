"""From what a caller said to the department that owns it, in three bands: sure, between two, unclear."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import TypeAlias

from ivr.domain.directory import Candidate, Directory
from ivr.domain.pinyin import sounds_in, syllables

SURE = 0.6
"""Score from which the call goes without a question; its precision is measured by bench/routing.py."""
LIKELY = 0.35
"""Score from which one department is offered for confirmation."""
POSSIBLE = 0.12
"""Score of the second from which the caller is asked: A or B?"""
SHORTEST = 3
"""Syllables: less is never acted on without a name of a department in it."""


@dataclass(frozen=True)
class Sure:
    """Act on it."""

    candidate: Candidate


@dataclass(frozen=True)
class Likely:
    """Confirm it first."""

    candidate: Candidate


@dataclass(frozen=True)
class Between:
    """Ask: the first or the second?"""

    first: Candidate
    second: Candidate


@dataclass(frozen=True)
class Unclear:
    """Ask differently."""


Meaning: TypeAlias = Sure | Likely | Between | Unclear


def understand(text: str, directory: Directory, excluded: Set[str] = frozenset()) -> Meaning:
    """Where a text belongs. excluded: departments the caller has already said no to."""
    named = department_named(text, directory)
    if named and named not in excluded:
        return Sure(Candidate(named, 1.0))
    if len(syllables(text)) < SHORTEST:
        return Unclear()
    ranked = [c for c in directory.router.rank(text) if c.department_id not in excluded]
    if not ranked or ranked[0].score < POSSIBLE:
        return Unclear()
    first = ranked[0]
    if first.score >= SURE:
        return Sure(first)
    if len(ranked) > 1 and ranked[1].score >= POSSIBLE:
        return Between(first, ranked[1])
    return Likely(first) if first.score >= LIKELY else Unclear()


def department_named(text: str, directory: Directory) -> str | None:
    """The department whose name or alias is said; the longest name wins, characters before sound."""
    found = [
        (alias in text, len(alias), department.id)
        for department in directory.departments.values()
        for alias in (department.name, department.spoken, *department.aliases)
        if len(alias) >= 2 and (alias in text or (len(alias) >= 3 and sounds_in(alias, text)))
    ]
    return max(found)[2] if found else None

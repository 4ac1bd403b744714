"""From what a caller said to the department that owns it, in three bands: sure, between two, unclear."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import TypeAlias

from ivr.domain.directory import Candidate, Directory
from ivr.domain.pinyin import sounds_in, syllables

SURE = 0.55
"""Score from which the call goes without a question; its precision is measured by `ivr bench routing`."""
LIKELY = 0.12
"""Score from which one department is offered for confirmation."""
NEARLY_AS_LIKELY = 0.85
"""Of the first's score: from there on the second is offered too. A or B?"""
LIKELY_BESIDE_NAME = 0.35
"""Score from which what else was said counts as much as a department's name in it."""
SHORTEST = 3
"""Syllables: less is never acted on without a name of a department in it."""
MOST_AROUND_NAME = 4
"""Syllables beside a department's name: with more (快递放门口被人偷了) the name is only a hint."""


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
    return meaning_of(text, directory.router.read(text).ranked, directory, excluded)


def meaning_of(
    text: str, candidates: tuple[Candidate, ...], directory: Directory, excluded: Set[str] = frozenset()
) -> Meaning:
    """Where a text belongs that the router has ranked."""
    named = _name_in(text, directory, excluded)
    if named and len(syllables(text)) - named.length <= MOST_AROUND_NAME:
        return Sure(Candidate(named.department_id, 1.0))
    if len(syllables(text)) < SHORTEST:
        return Unclear()
    ranked = [c for c in candidates if c.department_id not in excluded]
    if named:
        return _weigh(Candidate(named.department_id, LIKELY_BESIDE_NAME), ranked)
    return _band(ranked)


def _band(ranked: list[Candidate]) -> Meaning:
    if not ranked or ranked[0].score < LIKELY:
        return Unclear()
    first = ranked[0]
    if first.score >= SURE:
        return Sure(first)
    if len(ranked) > 1 and ranked[1].score >= NEARLY_AS_LIKELY * first.score:
        return Between(first, ranked[1])
    return Likely(first)


def _weigh(named: Candidate, ranked: list[Candidate]) -> Meaning:
    """A name among many other words: sure when the whole text points there too, else a question."""
    if not ranked or ranked[0].score < LIKELY_BESIDE_NAME:
        return Likely(named)
    if ranked[0].department_id == named.department_id:
        return Sure(ranked[0])
    return Between(ranked[0], named)


@dataclass(frozen=True)
class _Name:
    department_id: str
    length: int


def department_named(text: str, directory: Directory) -> str | None:
    """The department whose name or alias is said; the longest name wins, characters before sound."""
    found = _name_in(text, directory, frozenset())
    return found.department_id if found else None


def _name_in(text: str, directory: Directory, excluded: Set[str]) -> _Name | None:
    found = [
        (alias in text, len(alias), department.id)
        for department in directory.departments.values()
        if department.id not in excluded
        for alias in (department.name, department.spoken, *department.aliases)
        if len(alias) >= 2 and (alias in text or (len(alias) >= 3 and sounds_in(alias, text)))
    ]
    if not found:
        return None
    _, length, department_id = max(found)
    return _Name(department_id, length)

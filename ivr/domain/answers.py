"""Questions that the hotline answers itself: the text for the caller's own case, or the fact to ask for first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ivr.domain.pinyin import sounds_in

MOST_FACTS = 2
"""How many facts an answer may depend on, so how many questions a caller is asked."""


@dataclass(frozen=True)
class Fact:
    """Something only the caller knows. question: what the bot asks. ways: each value → how callers say it."""

    name: str
    question: str
    ways: Mapping[str, tuple[str, ...]]

    def value_in(self, text: str) -> str | None:
        """The value that a caller's words mean, the longest way of saying it first; None when they say none."""
        said = [(way, value) for value, ways in self.ways.items() for way in (value, *ways)]
        found = [pair for pair in said if pair[0] in text] or [pair for pair in said if sounds_in(pair[0], text)]
        return max(found, key=lambda pair: len(pair[0]))[1] if found else None


@dataclass(frozen=True)
class Case:
    """What is said when all these facts hold; without facts, to everybody. review_by: the text's last good day."""

    facts: Mapping[str, str]
    text: str
    source: str
    review_by: date


@dataclass(frozen=True)
class Answer:
    """A question with its spoken texts, one for each case. phrases: how callers ask it. matter: "" for none."""

    id: str
    department_id: str
    matter: str
    cases: tuple[Case, ...]
    phrases: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts it depends on, in the order they are asked."""
        return fact_names(case.facts for case in self.cases)


@dataclass(frozen=True)
class Tell:
    """Say this case's text."""

    case: Case


@dataclass(frozen=True)
class AskFact:
    """Ask for this fact first."""

    fact: str


@dataclass(frozen=True)
class NoCase:
    """None of the texts fits this caller: the department answers."""


def answer_for(answer: Answer, known: Mapping[str, str], unsaid: Collection[str] = ()) -> Tell | AskFact | NoCase:
    """What to do next. known: fact → value; unsaid: facts the caller was asked for and could not tell."""
    possible = [case for case in answer.cases if _may_hold(case, known, unsaid)]
    open_facts = [name for name in fact_names(case.facts for case in possible) if name not in known]
    asked = sum(name in known or name in unsaid for name in answer.facts)
    if open_facts and asked < MOST_FACTS:
        return AskFact(open_facts[0])
    complete = [case for case in possible if all(name in known for name in case.facts)]
    return Tell(max(complete, key=lambda case: len(case.facts))) if complete else NoCase()


def parse_case(text: str) -> dict[str, str]:
    """The facts of 户籍=本市;对象=个人; none for an empty text. Raises ValueError, saying what is wrong."""
    facts: dict[str, str] = {}
    for part in filter(None, text.split(";")):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not (equals and name and value) or name in facts:
            raise ValueError(f"{part!r} must be fact=value, each fact once")
        facts[name] = value
    return facts


def fact_names(cases: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The names of the facts in these cases, each once, in order."""
    return tuple(dict.fromkeys(name for case in cases for name in case))


def _may_hold(case: Case, known: Mapping[str, str], unsaid: Collection[str]) -> bool:
    return all(known.get(name, value) == value and name not in unsaid for name, value in case.facts.items())

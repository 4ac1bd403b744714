"""The questions that narrow a matter down: is it this department's, this one's or that one's."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from ivr.domain.alternatives import is_told_by_matter
from ivr.domain.dialogue import yes_or_no
from ivr.domain.directory import Candidate, Department
from ivr.domain.expecting import YES_NO, choice_of
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.prompts import MatterName, Prompt, prompt
from ivr.domain.told_apart import which_is_named
from ivr.domain.understanding import department_named
from ivr.errors import PromptMissing
from ivr.flows.opening import sure_request_in
from ivr.flows.question import Answered, Otherwise, Wording, ask
from ivr.flows.steps import Request
from ivr.flows.talk import Talk
from ivr.flows.transfer import named

log = logging.getLogger(__name__)
NEITHER = "neither"
Choice = TypeVar("Choice")


def agreeing(first: Prompt) -> Wording:
    """A question for yes or no."""
    again, keys = prompt("confirm.again"), prompt("confirm.keys")
    return Wording(first, (again, keys), (again, keys))


def confirm(talk: Talk, name: str, department: Department, excluded: set[str]) -> Answered[bool | Request] | Otherwise:
    """Whether the matter is this department's, or what it is instead. name: the prompt that asks."""

    def read(heard: Heard) -> bool | Request | None:
        agreed = yes_or_no(heard)
        return sure_request_in(talk, heard, excluded) if agreed is None else agreed

    return ask(talk, agreeing(prompt(name, department=named(department))), YES_NO, read)


def choose(
    talk: Talk, first: Candidate, second: Candidate, excluded: set[str]
) -> Answered[Candidate | Request | str] | Otherwise:
    """Which of two: by their matters where these are near to what was said, else by their departments.

    The first when nothing tells them apart; NEITHER when the caller says no; a Request: another matter, said instead.
    """

    def other(heard: Heard) -> Request | None:
        found = sure_request_in(talk, heard, excluded)
        both = (first.department_id, second.department_id)
        return found if found and found.decision.ranked[0].department_id not in both else None

    if is_told_by_matter(first, second):
        names = tuple(c.matter.name for c in (first, second) if c.matter)
        try:
            return choose_matter(talk, (first, second), names, other)
        except PromptMissing as error:
            log.warning("call %s: %s. The departments are named instead", talk.call.id, error)
    if first.department_id == second.department_id:
        return Answered(first, Silence(0.0))
    return _choose_department(talk, first, second, other)


def choose_matter(
    talk: Talk, both: tuple[Choice, Choice], names: tuple[str, ...], other: Callable[[Heard], Request | None]
) -> Answered[Choice | Request | str] | Otherwise:
    """Which of two, told apart by what they are about. Raises PromptMissing when a name has no sound."""
    question = prompt("ask.which_matter", first=MatterName(names[0]), second=MatterName(names[1]))

    def named(text: str) -> Choice | None:
        place = which_is_named(text, names)
        return None if place is None else both[place]

    return _ask_which(talk, question, both, names, named, other)


def _choose_department(
    talk: Talk, first: Candidate, second: Candidate, other: Callable[[Heard], Request | None]
) -> Answered[Candidate | Request | str] | Otherwise:
    departments = [talk.desk.directory.department(candidate.department_id) for candidate in (first, second)]
    question = prompt("ask.which", first=named(departments[0]), second=named(departments[1]))
    either = replace(talk.desk.directory, departments={department.id: department for department in departments})

    def meant(text: str) -> Candidate | None:
        said = department_named(text, either)
        return next((candidate for candidate in (first, second) if candidate.department_id == said), None)

    names = tuple(name for department in departments for name in (department.spoken, *department.aliases))
    return _ask_which(talk, question, (first, second), names, meant, other)


def _ask_which(
    talk: Talk,
    question: Prompt,
    both: tuple[Choice, Choice],
    names: tuple[str, ...],
    named: Callable[[str], Choice | None],
    other: Callable[[Heard], Request | None],
) -> Answered[Choice | Request | str] | Otherwise:
    def read(heard: Heard) -> Choice | Request | str | None:
        if isinstance(heard, Pressed):
            meant: dict[str, Choice | str] = {"1": both[0], "2": both[1], "3": NEITHER}
            return meant.get(heard.digits)
        if not isinstance(heard, Said):
            return None
        position = _position(heard.text)
        if position is not None:
            return both[position]
        said = named(heard.text)
        if said is not None:
            return said
        return NEITHER if yes_or_no(heard) is False or "都不" in heard.text else other(heard)

    again, keys = prompt("ask.which_again"), prompt("ask.which_keys")
    return ask(talk, Wording(question, (again, keys), (again, keys)), choice_of(names), read)


def _position(text: str) -> int | None:
    """0 for 第一个 or 前面那个, 1 for 第二个 or 后面那个."""
    if any(word in text for word in ("第一", "前一个", "前面", "前者")):
        return 0
    return 1 if any(word in text for word in ("第二", "后一个", "后面", "后者")) else None

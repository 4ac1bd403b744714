"""The questions that narrow a matter down: is it this department's, this one's or that one's."""

from __future__ import annotations

from dataclasses import replace

from ivr.domain.dialogue import yes_or_no
from ivr.domain.directory import Department
from ivr.domain.expecting import YES_NO, choice_of
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.prompts import Prompt, prompt
from ivr.domain.understanding import department_named
from ivr.flows.question import Answered, Otherwise, Wording, ask
from ivr.flows.talk import Talk
from ivr.flows.transfer import named

NEITHER = "neither"


def agreeing(first: Prompt) -> Wording:
    """A question for yes or no."""
    again, keys = prompt("confirm.again"), prompt("confirm.keys")
    return Wording(first, (again, keys), (again, keys))


def confirm(talk: Talk, department: Department) -> Answered[bool] | Otherwise:
    """Whether the matter is this department's."""
    first = prompt("confirm.department", department=named(department))
    return ask(talk, agreeing(first), YES_NO, yes_or_no)


def choose(talk: Talk, first: Department, second: Department) -> Answered[Department | str] | Otherwise:
    """Which of two departments; NEITHER when the caller says no."""
    question = prompt("ask.which", first=named(first), second=named(second))
    phrases = (first.spoken, *first.aliases, second.spoken, *second.aliases)

    def read(heard: Heard) -> Department | str | None:
        if isinstance(heard, Pressed):
            meant: dict[str, Department | str] = {"1": first, "2": second, "3": NEITHER}
            return meant.get(heard.digits)
        if not isinstance(heard, Said):
            return None
        position = _position(heard.text)
        if position is not None:
            return (first, second)[position]
        either = replace(talk.desk.directory, departments={first.id: first, second.id: second})
        said = department_named(heard.text, either)
        if said:
            return either.department(said)
        return NEITHER if yes_or_no(heard) is False or "都不" in heard.text else None

    again, keys = prompt("ask.which_again"), prompt("ask.which_keys")
    wording = Wording(question, (again, keys), (again, keys))
    return ask(talk, wording, choice_of(phrases), read)


def _position(text: str) -> int | None:
    """0 for 第一个 or 前面那个, 1 for 第二个 or 后面那个."""
    if any(word in text for word in ("第一", "前一个", "前面", "前者")):
        return 0
    return 1 if any(word in text for word in ("第二", "后一个", "后面", "后者")) else None

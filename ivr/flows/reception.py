"""The first talk of a call: greets, finds out what the caller needs, and leads to the department that owns it."""

from __future__ import annotations

from dataclasses import replace

from ivr.domain.dialogue import Command, command_in
from ivr.domain.directory import Candidate, Department, Line
from ivr.domain.expecting import OPEN
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.hours import is_open
from ivr.domain.outcomes import Outcome, Referral, ToOperator, Why
from ivr.domain.places import districts_in
from ivr.domain.prompts import DistrictName, OpeningHours, Prompt, prompt
from ivr.domain.understanding import Between, Likely, Meaning, Sure, Unclear, understand
from ivr.flows.callback import keep_callback
from ivr.flows.narrowing import ask_district, choose, confirm
from ivr.flows.question import Answered, Otherwise, Wording, ask
from ivr.flows.talk import Talk
from ivr.flows.transfer import follow, transfer_to, transfer_to_operator

MOST_ROUNDS = 3
"""After so many departments said no to, a human takes over."""
CALLBACK_KEY = Pressed("1")
"""Offered by ask.open.keys; taken at the open question from the start."""


def receive(talk: Talk) -> Outcome:
    """Hold the talk; where it leads comes back."""
    line = talk.desk.directory.line(talk.call.line)
    if line.hours and not is_open(line.hours, talk.desk.now()):
        hours = OpeningHours(line.hours.opens, line.hours.closes)
        talk.say(prompt("closed.line", district=DistrictName(line.district or line.name), hours=hours))
        return ToOperator(Why.NO_DEPARTMENT)
    excluded: set[str] = set()
    first = _greeting(line)
    for _ in range(MOST_ROUNDS):
        outcome = _round(talk, line, first, excluded)
        if outcome is not None:
            return outcome
        first = prompt("ask.open.again" if first.name != "ask.open.again" else "ask.open.shorter")
    return transfer_to_operator(talk, Why.NOT_UNDERSTOOD)


def _round(talk: Talk, line: Line, first: Prompt, excluded: set[str]) -> Outcome | None:
    """Ask once what the caller needs, and go there. None: it was another department; `excluded` has grown."""
    asked = _ask_matter(talk, first, excluded)
    if not isinstance(asked, Answered):
        return _otherwise(talk, asked, None)
    settled = _settle(talk, asked.value, excluded)
    if not isinstance(settled, Candidate):
        return None if settled is None else _otherwise(talk, settled, None)
    words = asked.heard.text if isinstance(asked.heard, Said) else ""
    return _lead_to(talk, settled, line, words, excluded)


def _greeting(line: Line) -> Prompt:
    if line.district:
        return prompt(line.greeting, district=DistrictName(line.district))
    return prompt(line.greeting)


def _ask_matter(talk: Talk, first: Prompt, excluded: set[str]) -> Answered[Meaning] | Otherwise:
    def read(heard: Heard) -> Meaning | Command | None:
        if heard == CALLBACK_KEY:
            return Command.CALLBACK
        if not isinstance(heard, Said) or command_in(heard) is not None:
            return None
        meaning = understand(heard.text, talk.desk.directory, excluded)
        return None if isinstance(meaning, Unclear) else meaning

    wording = Wording(first, prompt("ask.open.shorter"), prompt("not_understood.open"), prompt("ask.open.keys"))
    asked: Answered[Meaning | Command] | Otherwise = ask(talk, wording, OPEN, read)
    if not isinstance(asked, Answered):
        return asked
    return asked.value if isinstance(asked.value, Command) else Answered(asked.value, asked.heard)


def _settle(talk: Talk, meaning: Meaning, excluded: set[str]) -> Candidate | Otherwise | None:
    """The department, after the question that its band asks for; None when the caller said no."""
    directory = talk.desk.directory
    match meaning:
        case Sure(candidate):
            return candidate
        case Likely(candidate):
            agreed = confirm(talk, directory.department(candidate.department_id))
            if not isinstance(agreed, Answered):
                return agreed
            excluded.add(candidate.department_id)
            return candidate if agreed.value else None
        case Between(first, second):
            both = {c.department_id: c for c in (first, second)}
            chosen = choose(talk, *(directory.department(department_id) for department_id in both))
            if not isinstance(chosen, Answered):
                return chosen
            excluded.update(both)
            return both[chosen.value.id] if isinstance(chosen.value, Department) else None
        case Unclear():
            return None


def _lead_to(talk: Talk, settled: Candidate, line: Line, words: str, excluded: set[str]) -> Outcome | None:
    department = talk.desk.directory.department(settled.department_id)
    referral = Referral(department.id, department.queue, settled.matter.name if settled.matter else None, words=words)
    if not department.per_district:
        return transfer_to(talk, department, referral)
    found = districts_in(words, talk.desk.directory)
    district = found[0] if len(found) == 1 else None if found else line.district
    if district is None:
        asked = ask_district(talk)
        if not isinstance(asked, Answered):
            excluded.add(department.id)
            return _otherwise(talk, asked, referral)
        district = asked.value
    return transfer_to(talk, department, replace(referral, district=district))


def _otherwise(talk: Talk, result: Otherwise, referral: Referral | None) -> Outcome | None:
    """What follows when a question brought no answer. None: the caller wants to say it anew."""
    if result is Command.BACK:
        return None
    if result is Command.CALLBACK:
        return keep_callback(talk, referral)
    return follow(talk, result, referral)

"""The first talk of a call: greets, finds out what the caller needs, and leads to the department that owns it."""

from __future__ import annotations

from ivr.domain.dialogue import Command, emergency_in
from ivr.domain.directory import Department, Line
from ivr.domain.expecting import OPEN
from ivr.domain.heard import Heard, Said
from ivr.domain.hours import is_open
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, Why
from ivr.domain.places import districts_in
from ivr.domain.prompts import DistrictName, OpeningHours, Prompt, prompt
from ivr.domain.understanding import Between, Likely, Meaning, Sure, Unclear, understand
from ivr.flows.callback import keep_callback
from ivr.flows.narrowing import NEITHER, ask_district, choose, confirm
from ivr.flows.question import Answered, Failed, Wording, ask
from ivr.flows.talk import Talk
from ivr.flows.transfer import transfer_to, transfer_to_operator

MOST_ROUNDS = 3
"""After so many departments said no to, a human takes over."""


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
        asked = _ask_matter(talk, first, excluded)
        if not isinstance(asked, Answered):
            return _otherwise(talk, asked, None)
        words = asked.heard.text if isinstance(asked.heard, Said) else ""
        if isinstance(asked.value, str):
            talk.say(prompt(f"emergency.{asked.value}"))
            return ToOperator(Why.EMERGENCY)
        settled = _settle(talk, asked.value, excluded)
        if isinstance(settled, Department):
            return _lead_to(talk, settled, line, words)
        if settled is not None:
            return _otherwise(talk, settled, None)
        first = prompt("ask.open.again")
    return transfer_to_operator(talk, Why.NOT_UNDERSTOOD)


def _greeting(line: Line) -> Prompt:
    if line.district:
        return prompt(line.greeting, district=DistrictName(line.district))
    return prompt(line.greeting)


def _ask_matter(talk: Talk, first: Prompt, excluded: set[str]) -> Answered[Meaning | str] | Command | Failed:
    def read(heard: Heard) -> Meaning | str | None:
        if not isinstance(heard, Said):
            return None
        emergency = emergency_in(heard.text)
        if emergency:
            return emergency
        meaning = understand(heard.text, talk.desk.directory, excluded)
        return None if isinstance(meaning, Unclear) else meaning

    silent = prompt("ask.open.keys" if first.name == "ask.open.shorter" else "ask.open.shorter")
    return ask(talk, Wording(first, silent, prompt("not_understood.open")), OPEN, read)


def _settle(talk: Talk, meaning: Meaning, excluded: set[str]) -> Department | Command | Failed | None:
    """The department, after the question that its band asks for; None when the caller said no."""
    directory = talk.desk.directory
    match meaning:
        case Sure(candidate):
            return directory.department(candidate.department_id)
        case Likely(candidate):
            department = directory.department(candidate.department_id)
            agreed = confirm(talk, department)
            if not isinstance(agreed, Answered):
                return agreed
            excluded.add(department.id)
            return department if agreed.value else None
        case Between(first, second):
            both = directory.department(first.department_id), directory.department(second.department_id)
            chosen = choose(talk, *both)
            if not isinstance(chosen, Answered):
                return chosen
            excluded.update(department.id for department in both)
            return None if chosen.value == NEITHER else _department(chosen.value)
        case Unclear():
            return None


def _department(chosen: Department | str) -> Department | None:
    return chosen if isinstance(chosen, Department) else None


def _lead_to(talk: Talk, department: Department, line: Line, words: str) -> Outcome:
    district = None
    if department.per_district:
        found = districts_in(words, talk.desk.directory)
        district = found[0] if len(found) == 1 else line.district
        if district is None:
            asked = ask_district(talk)
            if not isinstance(asked, Answered):
                referral = Referral(department.id, department.queue, words=words)
                return _otherwise(talk, asked, referral)
            district = asked.value
    return transfer_to(talk, department, None, district, words)


def _otherwise(talk: Talk, result: Command | Failed, referral: Referral | None) -> Outcome:
    """What follows when a question brought a command, or nothing."""
    match result:
        case Failed(why):
            return transfer_to_operator(talk, why, referral)
        case Command.GOODBYE:
            talk.say(prompt("ending.goodbye"))
            return Ended(Why.GOODBYE)
        case Command.CALLBACK:
            return keep_callback(talk, referral)
        case _:
            return transfer_to_operator(talk, Why.ASKED, referral)

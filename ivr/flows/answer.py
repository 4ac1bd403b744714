"""Questions that the hotline answers itself: for the caller's own case, then a human for whoever still wants one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from ivr.domain.answers import Answer, AskFact, Case, Fact, NoCase, Tell, answer_for
from ivr.domain.dialogue import Command, Emergency, is_correcting, yes_or_no
from ivr.domain.directory import Candidate, line_of
from ivr.domain.expecting import OPEN, choice_of
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.prompts import AnswerText, FactQuestion, prompt
from ivr.errors import PromptMissing
from ivr.flows.leading import AGAIN, hand_on, otherwise
from ivr.flows.narrowing import choose_matter
from ivr.flows.opening import correction_in, instead_in, request_of
from ivr.flows.placing import UNKNOWING
from ivr.flows.question import Answered, Otherwise, Wording, ask
from ivr.flows.steps import Request, Served, Step
from ivr.flows.talk import Talk

log = logging.getLogger(__name__)
UNSAID = ""
"""The caller cannot tell a fact."""
WRONG = "wrong"


@dataclass(frozen=True)
class Untold:
    """No text fits this caller: the department answers. questions: asked of their case so far."""

    questions: int = 0


def give_answer(talk: Talk, request: Request, answer: Answer, excluded: set[str]) -> Step:
    """Ask which of two is meant where that is open, then tell it."""
    rival = talk.desk.directory.answers.get(request.decision.rival or "")
    if rival is None or rival.id in excluded:
        return _give(talk, request, answer, excluded)
    meant = _choose(talk, answer, rival, excluded)
    if not isinstance(meant, Answered):
        return otherwise(talk, meant, request, _owner(talk, request, answer), excluded)
    if isinstance(meant.value, Request):
        return meant.value
    if isinstance(meant.value, Answer):
        return _give(talk, request, meant.value, excluded)
    excluded.update((answer.id, rival.id))
    return correction_in(talk, meant.heard, excluded) or AGAIN


def _choose(
    talk: Talk, first: Answer, second: Answer, excluded: set[str]
) -> Answered[Answer | Request | str] | Otherwise:
    """Which of two answers, told apart by their matters. Without the sounds of these, the first."""
    owners = (first.department_id, second.department_id)

    def other(heard: Heard) -> Request | None:
        found = instead_in(talk, heard, owners, excluded)
        return found if isinstance(found, Request) else None

    try:
        return choose_matter(talk, (first, second), (first.matter, second.matter), other)
    except PromptMissing as error:
        log.warning("call %s: %s. The likelier answer is given", talk.call.id, error)
        return Answered(first, Silence(0.0))


def _give(talk: Talk, request: Request, answer: Answer, excluded: set[str]) -> Step:
    """Ask for the facts that are missing, tell the case, offer a human. What cannot be told, the department tells."""
    owner = _owner(talk, request, answer)
    try:
        case = _find_case(talk, answer, request.words, (owner.department_id,), excluded)
        if isinstance(case, Case):
            talk.say(prompt("answer.tell", answer=AnswerText(case.text)))
    except PromptMissing as error:
        log.warning("call %s: %s. The department answers", talk.call.id, error)
        case = Untold()
    if isinstance(case, Request):
        return case
    if isinstance(case, Untold):
        return hand_on(talk, owner, request, excluded, case.questions)
    if not isinstance(case, Case):
        return otherwise(talk, case, request, owner, excluded)
    return _offer_human(talk, request, owner, answer, excluded)


def _owner(talk: Talk, request: Request, answer: Answer) -> Candidate:
    """Who takes over: the department that was understood, where it is of the answer's line."""
    directory = talk.desk.directory
    line = line_of(directory.department(answer.department_id))
    of_line = [c for c in request.decision.ranked if line_of(directory.department(c.department_id)) == line]
    return of_line[0] if of_line else Candidate(answer.department_id, 1.0)


def _find_case(
    talk: Talk, answer: Answer, words: str, owners: Collection[str], excluded: set[str]
) -> Case | Untold | Request | Otherwise:
    """The text for this caller. What the first sentence says already is not asked for.

    owners: a Request is a matter of none of these departments, said instead of a fact.
    """
    facts = talk.desk.directory.facts
    known = {name: value for name in answer.facts if (value := facts[name].value_in(words))}
    unsaid: list[str] = []
    questions = 0
    while True:
        match answer_for(answer, known, unsaid):
            case Tell(case):
                return case if case.review_by >= talk.desk.now().date() else Untold(questions)
            case NoCase():
                return Untold(questions)
            case AskFact(name):
                questions += 1
                said = _ask_fact(talk, facts[name], lambda heard: instead_in(talk, heard, owners, excluded))
                if not isinstance(said, Answered):
                    return said
                if isinstance(said.value, Request):
                    return said.value
                if said.value == UNSAID:
                    unsaid.append(name)
                else:
                    known[name] = said.value


def _ask_fact(
    talk: Talk, fact: Fact, other: Callable[[Heard], Request | Command | None]
) -> Answered[str | Request] | Otherwise:
    values = tuple(fact.ways)
    keys: Mapping[str, str] = {str(place): value for place, value in enumerate(values, 1)}

    def read(heard: Heard) -> str | Request | Command | None:
        if isinstance(heard, Pressed):
            return keys.get(heard.digits)
        if not isinstance(heard, Said):
            return None
        if any(word in heard.text for word in UNKNOWING):
            return UNSAID
        value = fact.value_in(heard.text)
        return other(heard) if value is None else value

    wording = Wording(
        prompt("answer.fact", question=FactQuestion(fact.question)),
        (prompt("answer.fact_shorter"), prompt("answer.fact_human")),
        (prompt("answer.fact_unclear"), prompt("answer.fact_human")),
    )
    ways = tuple(way for value in values for way in (value, *fact.ways[value]))
    return ask(talk, wording, choice_of(ways), read)


def _offer_human(talk: Talk, request: Request, owner: Candidate, answer: Answer, excluded: set[str]) -> Step:
    """Yes: the department's people. No: whatever else there is. A new matter said here is taken as such."""

    def read(heard: Heard) -> bool | str | Request | Command | Emergency | None:
        if is_correcting(heard):
            return correction_in(talk, heard, excluded) or WRONG
        agreed = yes_or_no(heard)
        if agreed is not None or not isinstance(heard, Said):
            return agreed
        return request_of(talk, heard.text, set(), heard.alternatives)

    again, keys = prompt("answer.more_again"), prompt("answer.more_keys")
    wording = Wording(prompt("answer.more"), (again, keys), (again, keys))
    wanted: Answered[bool | str | Request] | Otherwise = ask(talk, wording, OPEN, read)
    if wanted is Command.BACK or (isinstance(wanted, Answered) and wanted.value == WRONG):
        excluded.add(answer.id)
        return AGAIN
    if wanted is Command.HUMAN:
        return hand_on(talk, owner, request, excluded)
    if not isinstance(wanted, Answered):
        return otherwise(talk, wanted, request, owner, excluded)
    if isinstance(wanted.value, Request):
        return wanted.value
    return hand_on(talk, owner, request, excluded) if wanted.value else Served(prompt("ask.open.else"))

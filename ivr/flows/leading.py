"""From a matter that was understood to whoever takes it: the questions that are still needed, then the handover."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.domain.alternatives import next_likely, rival_of
from ivr.domain.deciding import Action
from ivr.domain.dialogue import Command
from ivr.domain.directory import Candidate
from ivr.domain.outcomes import Referral
from ivr.domain.prompts import prompt
from ivr.flows.callback import keep_callback
from ivr.flows.handing_over import hand_over
from ivr.flows.narrowing import choose, confirm
from ivr.flows.opening import correction_in
from ivr.flows.placing import NOWHERE, Place, find_place
from ivr.flows.question import Answered, Otherwise
from ivr.flows.status import tell_status
from ivr.flows.steps import Missed, Request, Step
from ivr.flows.talk import Talk
from ivr.flows.transfer import Refused, named
from ivr.flows.wishes import follow

AGAIN = Missed(prompt("ask.open.again"))
MOST_QUESTIONS = 2
"""That narrow a matter down before something useful happens; what they leave open the department asks."""


@dataclass(frozen=True)
class Settled:
    """The department, after so many questions."""

    candidate: Candidate
    questions: int = 0


def lead_on(talk: Talk, request: Request, excluded: set[str]) -> Step:
    """Settle which department, then where, then hand over. Missed: it was another one; `excluded` has grown."""
    if request.decision.further:
        first = talk.desk.directory.department(request.decision.ranked[0].department_id)
        talk.say(prompt("matters.two", department=named(first)))
    return _follow_settled(talk, _settle(talk, request, excluded), request, excluded)


def _follow_settled(
    talk: Talk, settled: Settled | Otherwise | Missed | Request, request: Request, excluded: set[str]
) -> Step:
    if isinstance(settled, Missed | Request):
        return settled
    if not isinstance(settled, Settled):
        return otherwise(talk, settled, request, None, excluded)
    return hand_on(talk, settled.candidate, request, excluded, settled.questions)


def hand_on(talk: Talk, settled: Candidate, request: Request, excluded: set[str], questions: int = 0) -> Step:
    """Find out the place that the department needs to know, then hand over. questions: asked of this matter so far."""
    place = find_place(talk, settled, request.decision, excluded, MOST_QUESTIONS - questions)
    if isinstance(place, Request):
        return place
    if not isinstance(place, Place):
        return otherwise(talk, place, request, settled, excluded)
    department = talk.desk.directory.department(settled.department_id)
    helper = settled.matter.helper if settled.matter else ""
    led = hand_over(talk, department, referral_of(talk, request, settled, place), helper)
    return _after_refusal(talk, led, settled, request, excluded) if isinstance(led, Refused) else led


def _after_refusal(talk: Talk, refused: Refused, settled: Candidate, request: Request, excluded: set[str]) -> Step:
    """The caller stopped the announcement: it is another department, that they name, or the next likely one."""
    excluded.add(settled.department_id)
    following = correction_in(talk, refused.heard, excluded) or _settle_instead(talk, request, excluded, 0)
    return _follow_settled(talk, following, request, excluded)


def _settle(talk: Talk, request: Request, excluded: set[str]) -> Settled | Otherwise | Missed | Request:
    """The department, after the question that its band asks for; a Request: the caller said what it is instead."""
    decision = request.decision
    first = decision.ranked[0]
    rival = rival_of(decision, talk.desk.directory)
    choices = (first, rival) if rival else decision.choices
    if choices:
        chosen = _choose(talk, (choices[0], choices[1]), excluded)
        return _settle_instead(talk, request, excluded, 1) if chosen is AGAIN else chosen
    if decision.action is not Action.CONFIRM:
        return Settled(first)
    confirmed = _confirm(talk, Settled(first), excluded, "confirm.department")
    if confirmed is not AGAIN:
        return confirmed
    return _settle_instead(talk, request, excluded, 1)


def _settle_instead(
    talk: Talk, request: Request, excluded: set[str], questions: int
) -> Settled | Otherwise | Missed | Request:
    """What the words may be where they are not what was offered: one more guess, before they have to be said again."""
    following = next_likely(request.decision, excluded)
    return _confirm(talk, Settled(following, questions), excluded, "confirm.instead") if following else AGAIN


def _confirm(talk: Talk, offered: Settled, excluded: set[str], name: str) -> Settled | Otherwise | Missed | Request:
    candidate = offered.candidate
    agreed = confirm(talk, name, talk.desk.directory.department(candidate.department_id), excluded)
    if not isinstance(agreed, Answered):
        return agreed
    if isinstance(agreed.value, Request):
        return agreed.value
    if agreed.value:
        return Settled(candidate, offered.questions + 1)
    excluded.add(candidate.department_id)
    return correction_in(talk, agreed.heard, excluded) or AGAIN


def _choose(
    talk: Talk, choices: tuple[Candidate, Candidate], excluded: set[str]
) -> Settled | Otherwise | Missed | Request:
    chosen = choose(talk, *choices, excluded)
    if not isinstance(chosen, Answered):
        return chosen
    if isinstance(chosen.value, Request):
        return chosen.value
    if isinstance(chosen.value, Candidate):
        return Settled(chosen.value, 1)
    excluded.update(candidate.department_id for candidate in choices)
    return correction_in(talk, chosen.heard, excluded) or AGAIN


def referral_of(talk: Talk, request: Request, settled: Candidate, place: Place = NOWHERE) -> Referral:
    """What goes with the call to whoever takes this candidate's matter."""
    department = talk.desk.directory.department(settled.department_id)
    matter = settled.matter.name if settled.matter else None
    further = request.decision.further.department_id if request.decision.further else None
    return Referral(department.id, department.queue, matter, place.district, request.words, place.street, further)


def otherwise(talk: Talk, result: Otherwise, request: Request, settled: Candidate | None, excluded: set[str]) -> Step:
    """What follows when a question brought no answer; 不是这个 means the department, too, once one is settled."""
    if result is Command.BACK:
        if settled:
            excluded.add(settled.department_id)
        return AGAIN
    referral = referral_of(talk, request, settled) if settled else None
    if result is Command.CALLBACK:
        return keep_callback(talk, referral)
    if result is Command.STATUS:
        return tell_status(talk)
    return follow(talk, result, referral)

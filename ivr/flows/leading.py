"""From a matter that was understood to whoever takes it: the questions that are still needed, then the handover."""

from __future__ import annotations

from ivr.domain.deciding import Action
from ivr.domain.dialogue import Command
from ivr.domain.directory import Candidate, Department
from ivr.domain.outcomes import Referral
from ivr.domain.prompts import prompt
from ivr.flows.callback import keep_callback
from ivr.flows.handing_over import hand_over
from ivr.flows.narrowing import choose, confirm
from ivr.flows.opening import correction_in
from ivr.flows.placing import Place, find_place
from ivr.flows.question import Answered, Otherwise
from ivr.flows.status import tell_status
from ivr.flows.steps import Missed, Request, Step
from ivr.flows.talk import Talk
from ivr.flows.transfer import named
from ivr.flows.wishes import follow

AGAIN = Missed(prompt("ask.open.again"))
NOWHERE = Place()


def lead_on(talk: Talk, request: Request, excluded: set[str]) -> Step:
    """Settle which department, then where, then hand over. Missed: it was another one; `excluded` has grown."""
    if request.decision.further:
        first = talk.desk.directory.department(request.decision.ranked[0].department_id)
        talk.say(prompt("matters.two", department=named(first)))
    settled = _settle(talk, request, excluded)
    if isinstance(settled, Missed | Request):
        return settled
    if not isinstance(settled, Candidate):
        return otherwise(talk, settled, request, None, excluded)
    return hand_on(talk, settled, request, excluded)


def hand_on(talk: Talk, settled: Candidate, request: Request, excluded: set[str]) -> Step:
    """Find out the place that the department needs to know, then hand over."""
    place = find_place(talk, settled, request.decision)
    if not isinstance(place, Place):
        return otherwise(talk, place, request, settled, excluded)
    department = talk.desk.directory.department(settled.department_id)
    helper = settled.matter.helper if settled.matter else ""
    return hand_over(talk, department, referral_of(talk, request, settled, place), helper)


def _settle(talk: Talk, request: Request, excluded: set[str]) -> Candidate | Otherwise | Missed | Request:
    """The department, after the question that its band asks for; a Request: the caller said what it is instead."""
    directory, decision = talk.desk.directory, request.decision
    if decision.choices:
        return _choose(talk, decision.choices, excluded)
    first = decision.ranked[0]
    if decision.action is not Action.CONFIRM:
        return first
    agreed = confirm(talk, directory.department(first.department_id))
    if not isinstance(agreed, Answered):
        return agreed
    if agreed.value:
        return first
    excluded.add(first.department_id)
    return correction_in(talk, agreed.heard, excluded) or AGAIN


def _choose(talk: Talk, choices: tuple[Candidate, ...], excluded: set[str]) -> Candidate | Otherwise | Missed:
    both = {candidate.department_id: candidate for candidate in choices}
    chosen = choose(talk, *(talk.desk.directory.department(department_id) for department_id in both))
    if not isinstance(chosen, Answered):
        return chosen
    if isinstance(chosen.value, Department):
        return both[chosen.value.id]
    excluded.update(both)
    return AGAIN


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

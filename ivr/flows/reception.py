"""The first talk of a call: greets, finds out what the caller needs, and leads to the department that owns it."""

from __future__ import annotations

from ivr.domain.deciding import Action
from ivr.domain.dialogue import Command
from ivr.domain.directory import Line
from ivr.domain.hours import Hours, is_open
from ivr.domain.outcomes import Ended, Outcome, ToOperator, ToQueue, Why
from ivr.domain.prompts import DistrictName, OpeningHours, Prompt, prompt
from ivr.flows.answer import give_answer
from ivr.flows.callback import keep_callback
from ivr.flows.leading import lead_on
from ivr.flows.notices import give_notices
from ivr.flows.opening import ask_request
from ivr.flows.priority import receive_priority
from ivr.flows.question import Failed, Otherwise
from ivr.flows.special import answer_special
from ivr.flows.status import tell_status
from ivr.flows.steps import Missed, Request, Served, Step
from ivr.flows.talk import Talk
from ivr.flows.transfer import transfer_to_operator
from ivr.flows.wishes import follow


def receive(talk: Talk) -> Outcome:
    """Hold the talk; where it leads comes back."""
    line = talk.desk.directory.line(talk.call.line)
    if line.hours and not is_open(line.hours, talk.desk.now()):
        talk.say(_closed(line, line.hours))
        return ToOperator(Why.NO_DEPARTMENT)
    give_notices(talk)
    if talk.desk.rules.gives_priority(line.number, talk.call.caller):
        return receive_priority(talk, _greeting(line))
    return take_matters(talk, _greeting(line))


def take_matters(talk: Talk, first: Prompt) -> Outcome:
    """Take one matter after another, until one leads out of the talk. first: asks for the first one."""
    rules, excluded = talk.desk.rules, set[str]()
    matters = misses = 0
    step: Request | Missed | Served = Served(first)
    before: Prompt | None = None
    earlier = ""
    while max(misses, len(excluded) - 1) < rules.most_wrong and matters < rules.most_matters:
        if isinstance(step, Request):
            asked: Request | Otherwise = step
        else:
            before = step.following if step.following != before else prompt("ask.open.shorter")
            asked = ask_request(talk, before, excluded, earlier)
        led = _act(talk, asked, excluded) if isinstance(asked, Request) else _otherwise(talk, asked, matters)
        earlier = asked.words if isinstance(led, Missed) and isinstance(asked, Request) else ""
        if isinstance(led, ToQueue | ToOperator | Ended):
            return led
        step = led
        if isinstance(step, Missed):
            misses += 1
        else:
            matters, misses = matters + 1, 0
            excluded.clear()
    return transfer_to_operator(talk, Why.NOT_UNDERSTOOD)


def _closed(line: Line, hours: Hours) -> Prompt:
    open_hours = OpeningHours(hours.opens, hours.closes)
    if line.district:
        return prompt("closed.line", district=DistrictName(line.district), hours=open_hours)
    return prompt("closed.special_line", hours=open_hours)


def _greeting(line: Line) -> Prompt:
    if line.district:
        return prompt(line.greeting, district=DistrictName(line.district))
    return prompt(line.greeting)


def _act(talk: Talk, request: Request, excluded: set[str]) -> Step:
    decision = request.decision
    if decision.action is Action.SPECIAL:
        return answer_special(decision)
    if decision.answer and decision.answer not in excluded:
        return give_answer(talk, request, talk.desk.directory.answers[decision.answer], excluded)
    return lead_on(talk, request, excluded)


def _otherwise(talk: Talk, result: Otherwise, matters: int) -> Step:
    """What follows when the open question brought no matter; who says nothing after being served is done."""
    if matters and isinstance(result, Failed) and result.why is Why.SILENT:
        return follow(talk, Command.GOODBYE, None)
    if result is Command.BACK:
        return Missed(prompt("ask.open.again"))
    if result is Command.CALLBACK:
        return keep_callback(talk, None)
    if result is Command.STATUS:
        return tell_status(talk)
    return follow(talk, result, None)

"""After an agent: a second matter that the caller spoke of is taken up, so that it is not forgotten; else a survey."""

from __future__ import annotations

from dataclasses import replace

from ivr.domain.dialogue import Command, yes_or_no
from ivr.domain.expecting import YES_NO
from ivr.domain.outcomes import Ended, Outcome, Referral, Why
from ivr.domain.prompts import prompt
from ivr.flows.callback import keep_callback
from ivr.flows.handing_over import hand_over
from ivr.flows.narrowing import agreeing
from ivr.flows.question import Answered, Failed, ask
from ivr.flows.steps import Request
from ivr.flows.survey import take_survey
from ivr.flows.talk import Talk
from ivr.flows.transfer import Refused, named, transfer_to_operator
from ivr.flows.wishes import follow


def go_on(talk: Talk) -> Outcome:
    """The agent has hung up, the caller has not."""
    before = talk.desk.ledger.referral_of(talk.call.id)
    if before and before.further:
        return _take_second(talk, before, before.further)
    return take_survey(talk, before.language if before else "")


def _take_second(talk: Talk, before: Referral, department_id: str) -> Outcome:
    department = talk.desk.directory.department(department_id)
    referral = replace(before, department_id=department.id, queue=department.queue, matter=None, further=None)
    wanted = ask(talk, agreeing(prompt("matters.go_on", department=named(department))), YES_NO, yes_or_no)
    if isinstance(wanted, Answered) and wanted.value:
        led = hand_over(talk, department, referral)
        return transfer_to_operator(talk, Why.ASKED, referral) if isinstance(led, Refused | Request) else led
    if wanted is Command.CALLBACK:
        return keep_callback(talk, referral)
    if isinstance(wanted, Answered) or (isinstance(wanted, Failed) and wanted.why is Why.SILENT):
        talk.say(prompt("ending.goodbye"))
        return Ended(Why.SERVED)
    return follow(talk, wanted, referral)

"""Where a talk leads: a department's queue, the operators, or its end; announced before it happens."""

from __future__ import annotations

from ivr.domain.dialogue import Command, Emergency
from ivr.domain.directory import Department
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, ToQueue, Why
from ivr.domain.prompts import DepartmentName, prompt
from ivr.flows.question import Failed, Otherwise
from ivr.flows.talk import Talk

ANNOUNCEMENTS = {
    Why.SILENT: "ending.silent",
    Why.NOT_UNDERSTOOD: "ending.not_understood",
    Why.CALLBACK_REFUSED: "callback.refused",
}


def named(department: Department) -> DepartmentName:
    """The department as a slot of a prompt."""
    return DepartmentName(department.id, department.spoken)


def transfer_to(talk: Talk, department: Department, referral: Referral) -> Outcome:
    """Say where the caller goes, then go there."""
    talk.say(prompt("transfer.now", department=named(department)))
    return ToQueue(referral)


def transfer_to_operator(talk: Talk, why: Why, referral: Referral | None = None) -> Outcome:
    """Say that a human comes, then get one."""
    talk.say(prompt(ANNOUNCEMENTS.get(why, "transfer.operator")))
    return ToOperator(why, referral)


def follow(talk: Talk, otherwise: Otherwise, referral: Referral | None) -> Outcome:
    """Where it goes when a question brought no answer: a human, except after a goodbye."""
    match otherwise:
        case Emergency(number):
            talk.say(prompt(f"emergency.{number}"))
            return ToOperator(Why.EMERGENCY, referral)
        case Failed(why):
            return transfer_to_operator(talk, why, referral)
        case Command.GOODBYE:
            talk.say(prompt("ending.goodbye"))
            return Ended(Why.GOODBYE)
        case Command():
            return transfer_to_operator(talk, Why.ASKED, referral)

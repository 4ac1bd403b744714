"""Where a talk leads: to a department's queue or to the operators, announced before it happens."""

from __future__ import annotations

from ivr.domain.directory import Department
from ivr.domain.outcomes import Outcome, Referral, ToOperator, ToQueue, Why
from ivr.domain.prompts import DepartmentName, prompt
from ivr.flows.talk import Talk

ANNOUNCEMENTS = {
    Why.SILENT: "ending.silent",
    Why.NOT_UNDERSTOOD: "ending.not_understood",
    Why.CALLBACK_REFUSED: "callback.refused",
}


def named(department: Department) -> DepartmentName:
    """The department as a slot of a prompt."""
    return DepartmentName(department.id, department.spoken)


def transfer_to(talk: Talk, department: Department, matter: str | None, district: str | None, words: str) -> Outcome:
    """Say where the caller goes, then go there."""
    talk.say(prompt("transfer.now", department=named(department)))
    return ToQueue(Referral(department.id, department.queue, matter, district, words))


def transfer_to_operator(talk: Talk, why: Why, referral: Referral | None = None) -> Outcome:
    """Say that a human comes, then get one."""
    talk.say(prompt(ANNOUNCEMENTS.get(why, "transfer.operator")))
    return ToOperator(why, referral)

"""Where a talk leads: a department's queue or the operators, announced before it happens."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.domain.dialogue import Command, Emergency, command_in, emergency_in, yes_or_no
from ivr.domain.directory import Department
from ivr.domain.expecting import YES_NO
from ivr.domain.heard import Heard, Pressed
from ivr.domain.outcomes import Outcome, Referral, ToOperator, ToQueue, Why
from ivr.domain.prompts import DepartmentName, Digits, OpeningHours, Prompt, prompt
from ivr.flows.question import AGAIN
from ivr.flows.talk import Talk

ANNOUNCEMENTS = {
    Why.SILENT: "ending.silent",
    Why.NOT_UNDERSTOOD: "ending.not_understood",
    Why.CALLBACK_REFUSED: "callback.refused",
}

CONTACT = Pressed("3")
"""Pressed while transfer.now plays."""
IGNORED = (Command.STATUS,)
"""Who asks for an earlier case here is told of it by the department."""


@dataclass(frozen=True)
class Refused:
    """The caller said over the announcement that it is not this department. heard: with these words."""

    heard: Heard


def named(department: Department) -> DepartmentName:
    """The department as a slot of a prompt."""
    return DepartmentName(department.id, department.spoken)


def transfer_to(talk: Talk, department: Department, referral: Referral) -> Outcome | Refused | Command | Emergency:
    """Say where the caller goes and, to who wants to know, how to get there another time; then go there.

    Who says meanwhile that it is wrong, or wants something else, is heard.
    """
    announcement = prompt("transfer.now", department=named(department))
    for _ in range(talk.desk.rules.most_repeats):
        heard = talk.offer(announcement, YES_NO)
        wish = emergency_in(heard) or command_in(heard)
        if not isinstance(wish, Command) or wish not in AGAIN:
            break
        talk.adopt(wish)
    if heard == CONTACT:
        talk.say(_contact(talk, department))
    elif wish is Command.BACK or yes_or_no(heard) is False:
        return Refused(heard)
    elif wish is not None and wish not in (*AGAIN, *IGNORED):
        return wish
    return ToQueue(referral)


def _contact(talk: Talk, department: Department) -> Prompt:
    """When it is open today, and that the hotline's number leads to it."""
    hours = talk.desk.directory.hours.hours_on(department.id, talk.desk.now().date())
    number = Digits(talk.call.line)
    if hours is None:
        return prompt("transfer.contact_always", department=named(department), digits=number)
    open_today = OpeningHours(hours.opens, hours.closes)
    return prompt("transfer.contact", department=named(department), digits=number, hours=open_today)


def transfer_to_operator(talk: Talk, why: Why, referral: Referral | None = None) -> Outcome:
    """Say that a human comes, then get one."""
    return say_and_connect(talk, prompt(ANNOUNCEMENTS.get(why, "transfer.operator")), why, referral)


def say_and_connect(talk: Talk, announcement: Prompt, why: Why, referral: Referral | None = None) -> Outcome:
    """Announce a human in the words of the moment, then get one."""
    talk.say(announcement)
    return ToOperator(why, referral)


def city_desk(talk: Talk) -> Referral:
    """The department that owns what nobody else does."""
    directory = talk.desk.directory
    desk = directory.department(directory.city_desk)
    return Referral(desk.id, desk.queue)

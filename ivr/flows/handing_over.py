"""Hands a matter to its department; while nobody is there, to a callback, to its helper, or to the operators."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from ivr.domain.dialogue import Command, Emergency, command_in, is_correcting, yes_or_no
from ivr.domain.directory import Department
from ivr.domain.expecting import YES_NO, choice_of
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.outcomes import Outcome, Referral, Why
from ivr.domain.presence import attended_next, is_attended
from ivr.domain.prompts import Moment, prompt
from ivr.domain.understanding import department_named
from ivr.flows.callback import keep_callback
from ivr.flows.narrowing import agreeing
from ivr.flows.opening import sure_request_in
from ivr.flows.question import Answered, Otherwise, Wording, ask
from ivr.flows.steps import Request
from ivr.flows.talk import Talk
from ivr.flows.transfer import Refused, named, transfer_to, transfer_to_operator
from ivr.flows.wishes import follow

HELPER, WRONG = "helper", "wrong"
Choice: TypeAlias = bool | str | Request
HELPER_WORDS = ("转接", "转过去", "转", "第二")


def hand_over(
    talk: Talk, department: Department, referral: Referral, helper_id: str = ""
) -> Outcome | Refused | Request:
    """helper_id: the department that helps when this one is closed; "" for none. A Request: another matter was said."""
    directory, now = talk.desk.directory, talk.desk.now()
    if is_attended(directory, department, now):
        return _transfer(talk, department, referral)
    opens = attended_next(directory, department, now)
    if opens is None:
        return transfer_to_operator(talk, Why.NO_DEPARTMENT, referral)
    helper = directory.departments.get(helper_id)
    if helper and helper != department and is_attended(directory, helper, now):
        return _offer_helper(talk, department, opens, helper, referral)
    return _offer_callback(talk, department, opens, referral)


def _transfer(talk: Talk, department: Department, referral: Referral) -> Outcome | Refused:
    led = transfer_to(talk, department, referral)
    return _otherwise(talk, led, referral) if isinstance(led, Command | Emergency) else led


def _offer_callback(
    talk: Talk, department: Department, opens: datetime, referral: Referral
) -> Outcome | Refused | Request:
    """Say when it opens and offer a callback."""
    first = prompt("closed.callback", department=named(department), time=Moment.of(talk.desk.now(), opens))

    def read(heard: Heard) -> Choice | None:
        return _choice(talk, heard, department)

    wanted: Answered[Choice] | Otherwise = ask(talk, agreeing(first), YES_NO, read)
    return _follow(talk, wanted, referral) if isinstance(wanted, Answered) else _otherwise(talk, wanted, referral)


def _choice(talk: Talk, heard: Heard, department: Department) -> Choice | None:
    """Whether a callback by this department is wanted, or that it is the wrong one, or another matter."""
    if is_correcting(heard) or command_in(heard) is Command.BACK:
        return WRONG
    agreed = yes_or_no(heard)
    return sure_request_in(talk, heard, {department.id}) if agreed is None else agreed


def _follow(talk: Talk, wanted: Answered[Choice], referral: Referral) -> Outcome | Refused | Request:
    match wanted.value:
        case Request() as request:
            return request
        case str():
            return Refused(wanted.heard)
        case True:
            return keep_callback(talk, referral)
        case False:
            return transfer_to_operator(talk, Why.CALLBACK_REFUSED, referral)


def _offer_helper(
    talk: Talk, department: Department, opens: datetime, helper: Department, referral: Referral
) -> Outcome | Refused | Request:
    """Say when it opens and offer a callback, or whoever helps meanwhile."""
    first = prompt(
        "closed.helper", department=named(department), time=Moment.of(talk.desk.now(), opens), helper=named(helper)
    )
    directory = replace(talk.desk.directory, departments={helper.id: helper})

    def read(heard: Heard) -> Choice | None:
        if heard == Pressed("2"):
            return HELPER
        if isinstance(heard, Said) and (
            department_named(heard.text, directory) or any(word in heard.text for word in HELPER_WORDS)
        ):
            return HELPER
        return _choice(talk, heard, department)

    again, keys = prompt("closed.helper_again"), prompt("closed.helper_keys")
    names = (helper.spoken, *helper.aliases, *HELPER_WORDS)
    wording = Wording(first, (again, keys), (again, keys))
    wanted: Answered[Choice] | Otherwise = ask(talk, wording, choice_of(names), read)
    if not isinstance(wanted, Answered):
        return _otherwise(talk, wanted, referral)
    if wanted.value == HELPER:
        led = _transfer(talk, helper, replace(referral, department_id=helper.id, queue=helper.queue))
        return transfer_to_operator(talk, Why.ASKED, referral) if isinstance(led, Refused) else led
    return _follow(talk, wanted, referral)


def _otherwise(talk: Talk, result: Otherwise, referral: Referral) -> Outcome:
    return keep_callback(talk, referral) if result is Command.CALLBACK else follow(talk, result, referral)

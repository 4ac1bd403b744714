"""A callback: offered, number and time read back, kept, and only then promised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ivr.domain.attempts import first_chance
from ivr.domain.callbacks import CallbackRequest
from ivr.domain.dialogue import Command, yes_or_no
from ivr.domain.expecting import DIGITS, MOMENT, OWN_NUMBER, YES_NO
from ivr.domain.heard import Heard, Said
from ivr.domain.holds import Hold
from ivr.domain.outcomes import Ended, Outcome, Referral, Why
from ivr.domain.phone_numbers import is_number, means_own_number, number_in
from ivr.domain.prompts import Digits, Moment, Prompt, prompt
from ivr.domain.times import Agreed, Fault, TimeHeard, soon, time_in
from ivr.flows.foreign import offer_foreign_callback
from ivr.flows.message import take_message
from ivr.flows.narrowing import agreeing
from ivr.flows.question import Answered, Failed, Otherwise, Wording, ask
from ivr.flows.talk import Talk
from ivr.flows.transfer import city_desk, named, transfer_to_operator
from ivr.flows.wishes import follow

SOON = "尽快"
"""As if the caller had said so: today, when it is their turn."""
EXAMPLE = "明天上午十点"
"""Of a time, in callback.ask_time."""
MOST_READINGS = 3
"""A number or time read back wrongly so often is left to a human."""


@dataclass(frozen=True)
class Closed:
    """A time at which the department is not there."""

    at: datetime


def offer_callback(talk: Talk) -> Outcome:
    """Nobody answered: offer a callback by the department that owns the matter."""
    referral = talk.desk.ledger.referral_of(talk.call.id) or city_desk(talk)
    if referral.language:
        return offer_foreign_callback(talk, referral)
    department = talk.desk.directory.department(referral.department_id)
    question = prompt("busy.offer_callback", department=named(department))
    again, keys = prompt("callback.offer_again"), prompt("confirm.keys")
    wanted = ask(talk, Wording(question, (again, keys), (again, keys)), YES_NO, yes_or_no)
    if wanted is Command.CALLBACK or (isinstance(wanted, Answered) and wanted.value):
        return keep_callback(talk, referral)
    if isinstance(wanted, Answered):
        return transfer_to_operator(talk, Why.CALLBACK_REFUSED, referral)
    return follow(talk, wanted, referral)


def keep_callback(talk: Talk, referral: Referral | None) -> Outcome:
    """Agree on number and time, store the request, then confirm it."""
    referral = referral or city_desk(talk)
    number = _agree_number(talk)
    if not isinstance(number, str):
        return follow(talk, number, referral)
    agreed = _agree_time(talk, referral.department_id)
    if not isinstance(agreed, Agreed):
        return follow(talk, agreed, referral)
    return _keep(talk, referral, number, agreed)


def keep_place(talk: Talk) -> Outcome:
    """The caller pressed a key while waiting: they hang up, and are called as soon as it is their turn."""
    referral = talk.desk.ledger.referral_of(talk.call.id) or city_desk(talk)
    hold = talk.desk.hold
    if referral.language:
        return offer_foreign_callback(talk, referral)
    number = _agree_number(talk)
    if not isinstance(number, str):
        return follow(talk, number, referral)
    if hold and hold.queue == talk.desk.directory.operator_queue:
        desk = city_desk(talk)  # operators call for the city, whosever the matter is
        referral = replace(referral, department_id=desk.department_id, queue=desk.queue)
    return _keep(talk, referral, number, soon(SOON, talk.desk.now()), hold)


def _keep(talk: Talk, referral: Referral, number: str, agreed: Agreed, hold: Hold | None = None) -> Outcome:
    """Store, and only then promise."""
    department = talk.desk.directory.department(referral.department_id)
    talk.desk.ledger.keep_callback(replace(_request(talk, referral, number, agreed), hold=hold))
    talk.say(prompt("callback.confirmed", department=named(department), time=agreed.moment))
    if referral.further:
        talk.say(prompt("matters.both_kept"))
    take_message(talk)
    talk.say(prompt("ending.goodbye"))
    return Ended(Why.CALLBACK_KEPT)


def _request(talk: Talk, referral: Referral, number: str, agreed: Agreed) -> CallbackRequest:
    call = talk.call
    now, slow = talk.desk.now(), call.manner.slow
    return CallbackRequest(call.id, call.line, number, call.caller, referral, agreed.window, now, slow=slow)


def _agree_number(talk: Talk) -> str | Otherwise:
    """The caller's own number when they agree to it, else one they say or key, read back."""
    caller = talk.call.caller
    if is_number(caller):
        question = agreeing(prompt("callback.ask_number", digits=Digits(caller)))
        own = ask(talk, question, OWN_NUMBER, lambda heard: _own_number(heard, caller))
        if not isinstance(own, Answered):
            return own
        if own.value == caller:
            return caller
        if own.value and is_number(own.value):
            return _read_back_number(talk, own.value)
    return _ask_number(talk, prompt("callback.ask_other_number"))


def _own_number(heard: Heard, caller: str) -> str | None:
    """The caller's number for a yes, "" for a no, or another number that was said at once."""
    other = number_in(heard)
    if other:
        return other
    if isinstance(heard, Said) and means_own_number(heard.text):
        return caller
    agreed = yes_or_no(heard)
    return None if agreed is None else caller if agreed else ""


def _ask_number(talk: Talk, first: Prompt, readings: int = 0) -> str | Otherwise:
    if readings == MOST_READINGS:
        return Failed(Why.NOT_UNDERSTOOD)
    keys = prompt("callback.number_keys")
    wording = Wording(first, (keys,), (prompt("callback.number_again"), keys))
    said = ask(talk, wording, DIGITS, lambda heard: _number(heard, talk.call.caller))
    return _read_back_number(talk, said.value, readings) if isinstance(said, Answered) else said


def _read_back_number(talk: Talk, number: str, readings: int = 0) -> str | Otherwise:
    read_back = prompt("callback.read_number", digits=Digits(number))
    right = ask(talk, agreeing(read_back), YES_NO, lambda heard: number_in(heard) or yes_or_no(heard))
    if not isinstance(right, Answered):
        return right
    if isinstance(right.value, str):
        corrected = right.value != number and readings < MOST_READINGS
        return _read_back_number(talk, right.value, readings + 1) if corrected else number
    return number if right.value else _ask_number(talk, prompt("callback.number_keys"), readings + 1)


def _number(heard: Heard, caller: str) -> str | None:
    if isinstance(heard, Said) and is_number(caller) and means_own_number(heard.text):
        return caller
    return number_in(heard)


def _agree_time(talk: Talk, department_id: str) -> Agreed | Otherwise:
    """A time that the caller heard read back and agreed to, when the department may call."""
    first = prompt("callback.ask_time" if _suits_example(talk, department_id) else "callback.time_short")
    faults: list[Prompt] = []
    for _ in range(MOST_READINGS):
        said = _ask_time(talk, first, department_id)
        if not isinstance(said, Answered):
            return said
        if not isinstance(said.value, Agreed):
            fault = _reason(talk, department_id, said.value)
            first = _after_fault(talk, faults, fault)
            faults.append(fault)
            continue
        read_back = prompt("callback.read_time", time=said.value.moment)
        right = ask(talk, agreeing(read_back), YES_NO, yes_or_no)
        if not isinstance(right, Answered):
            return right
        if right.value:
            return said.value
        first = prompt("callback.time_again")
    return Failed(Why.NOT_UNDERSTOOD)


def _suits_example(talk: Talk, department_id: str) -> bool:
    """Whether the question may give 明天上午十点 as its example: on a Friday most departments are closed then."""
    example = time_in(EXAMPLE, talk.desk.now())
    return isinstance(example, Agreed) and _may_call(talk, department_id, example)


def _reason(talk: Talk, department_id: str, fault: Fault | Closed) -> Prompt:
    """Why a time cannot be had, and one from which on it could."""
    if isinstance(fault, Closed):
        opens = talk.desk.directory.hours.opens_next(department_id, fault.at)
        if opens and opens > fault.at:
            return prompt("callback.time_opens", time=Moment.of(talk.desk.now(), opens))
    return prompt("callback.time_past" if fault is Fault.PAST else "callback.time_closed")


def _after_fault(talk: Talk, before: list[Prompt], fault: Prompt) -> Prompt:
    """How a time is asked for that cannot be had: the reason, from the second fault on with a human as the way out."""
    if not before:
        return fault
    if fault not in before:
        talk.say(fault)
    return prompt("callback.time_human")


def _ask_time(talk: Talk, first: Prompt, department_id: str) -> Answered[TimeHeard | Closed] | Otherwise:
    def read(heard: Heard) -> TimeHeard | Closed | None:
        found = time_in(heard.text, talk.desk.now()) if isinstance(heard, Said) else Fault.NOT_HEARD
        if isinstance(found, Agreed) and found.window and not _may_call(talk, department_id, found):
            return Closed(found.window.start)
        return None if found is Fault.NOT_HEARD else found

    short, again, human = prompt("callback.time_short"), prompt("callback.time_again"), prompt("callback.time_human")
    return ask(talk, Wording(first, (short, human), (again, human)), MOMENT, read)


def _may_call(talk: Talk, department_id: str, agreed: Agreed) -> bool:
    """Whether the department is there within this time: a promise for a holiday would be broken from the start."""
    if agreed.window is None:
        return True
    rules, hours = talk.desk.calling, talk.desk.directory.hours
    return first_chance(agreed.window, talk.desk.now(), rules.may_call(department_id, hours), rules) is not None

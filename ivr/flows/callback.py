"""A callback: offered, number and time read back, kept, and only then promised."""

from __future__ import annotations

from ivr.domain.callbacks import CallbackRequest
from ivr.domain.dialogue import Command, yes_or_no
from ivr.domain.directory import Department
from ivr.domain.expecting import DIGITS, MOMENT, YES_NO
from ivr.domain.heard import Heard, Said
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, Why
from ivr.domain.phone_numbers import is_number, means_own_number, number_in
from ivr.domain.prompts import Digits, prompt
from ivr.domain.times import Agreed, Fault, time_in
from ivr.flows.question import Answered, Failed, Wording, ask
from ivr.flows.talk import Talk
from ivr.flows.transfer import named, transfer_to_operator

MOST_READINGS = 3
"""A number or time read back wrongly so often is left to a human."""


def offer_callback(talk: Talk) -> Outcome:
    """Nobody answered: offer a callback by the department that owns the matter."""
    referral = talk.desk.ledger.referral_of(talk.call.id) or _city_desk(talk)
    department = talk.desk.directory.department(referral.department_id)
    wording = Wording(
        prompt("busy.offer_callback", department=named(department)),
        prompt("callback.offer_again"),
        prompt("confirm.keys"),
    )
    wanted = ask(talk, wording, YES_NO, yes_or_no)
    if wanted is Command.CALLBACK or (isinstance(wanted, Answered) and wanted.value):
        return keep_callback(talk, referral)
    if wanted is Command.GOODBYE:
        talk.say(prompt("ending.goodbye"))
        return Ended(Why.GOODBYE)
    why = Why.CALLBACK_REFUSED if isinstance(wanted, Answered) else Why.ASKED
    return transfer_to_operator(talk, wanted.why if isinstance(wanted, Failed) else why, referral)


def keep_callback(talk: Talk, referral: Referral | None) -> Outcome:
    """Agree on number and time, store the request, then confirm it."""
    referral = referral or _city_desk(talk)
    department = talk.desk.directory.department(referral.department_id)
    number = _agree_number(talk)
    if not isinstance(number, str):
        return _give_up(talk, number, referral)
    agreed = _agree_time(talk)
    if not isinstance(agreed, Agreed):
        return _give_up(talk, agreed, referral)
    talk.desk.ledger.keep_callback(_request(talk, referral, number, agreed))
    talk.say(prompt("callback.confirmed", department=named(department), time=agreed.moment))
    talk.say(prompt("ending.goodbye"))
    return Ended(Why.CALLBACK_KEPT)


def _request(talk: Talk, referral: Referral, number: str, agreed: Agreed) -> CallbackRequest:
    call = talk.call
    return CallbackRequest(call.id, call.line, number, call.caller, referral, agreed.window, talk.desk.now())


def _city_desk(talk: Talk) -> Referral:
    directory = talk.desk.directory
    desk: Department = directory.department(directory.city_desk)
    return Referral(desk.id, desk.queue)


def _agree_number(talk: Talk) -> str | Command | Failed:
    """The caller's own number when they agree to it, else one they say or key, read back."""
    caller = talk.call.caller
    if is_number(caller):
        own = _confirmed(talk, Wording(
            prompt("callback.ask_number", digits=Digits(caller)), prompt("confirm.again"), prompt("confirm.keys")
        ))  # fmt: skip
        if isinstance(own, Command | Failed):
            return own
        if own:
            return caller
    first = prompt("callback.ask_other_number")
    for _ in range(MOST_READINGS):
        wording = Wording(first, prompt("callback.number_keys"), prompt("callback.number_again"))
        said = ask(talk, wording, DIGITS, lambda heard: _number(heard, caller))
        if not isinstance(said, Answered):
            return said
        read_back = prompt("callback.read_number", digits=Digits(said.value))
        right = _confirmed(talk, Wording(read_back, prompt("confirm.again"), prompt("confirm.keys")))
        if isinstance(right, Command | Failed):
            return right
        if right:
            return said.value
        first = prompt("callback.number_keys")
    return Failed(Why.NOT_UNDERSTOOD)


def _number(heard: Heard, caller: str) -> str | None:
    if isinstance(heard, Said) and is_number(caller) and means_own_number(heard.text):
        return caller
    return number_in(heard)


def _agree_time(talk: Talk) -> Agreed | Command | Failed:
    first = prompt("callback.ask_time")
    for _ in range(MOST_READINGS):
        said = _ask_time(talk, Wording(first, prompt("callback.time_short"), prompt("callback.time_again")))
        if isinstance(said, Command | Failed):
            return said
        if isinstance(said, Fault):
            first = prompt("callback.time_past" if said is Fault.PAST else "callback.time_closed")
            continue
        read_back = prompt("callback.read_time", time=said.moment)
        right = _confirmed(talk, Wording(read_back, prompt("confirm.again"), prompt("confirm.keys")))
        if isinstance(right, Command | Failed):
            return right
        if right:
            return said
        first = prompt("callback.time_again")
    return Failed(Why.NOT_UNDERSTOOD)


def _ask_time(talk: Talk, wording: Wording) -> Agreed | Fault | Command | Failed:
    def read(heard: Heard) -> Agreed | Fault | None:
        found = time_in(heard.text, talk.desk.now()) if isinstance(heard, Said) else Fault.NOT_HEARD
        return None if found is Fault.NOT_HEARD else found

    answer: Answered[Agreed | Fault] | Command | Failed = ask(talk, wording, MOMENT, read)
    return answer.value if isinstance(answer, Answered) else answer


def _confirmed(talk: Talk, wording: Wording) -> bool | Command | Failed:
    answer = ask(talk, wording, YES_NO, yes_or_no)
    return answer.value if isinstance(answer, Answered) else answer


def _give_up(talk: Talk, result: Command | Failed, referral: Referral) -> Outcome:
    if isinstance(result, Failed):
        return transfer_to_operator(talk, result.why, referral)
    if result is Command.GOODBYE:
        talk.say(prompt("ending.goodbye"))
        return Ended(Why.GOODBYE)
    talk.say(prompt("transfer.operator"))
    return ToOperator(Why.ASKED, referral)

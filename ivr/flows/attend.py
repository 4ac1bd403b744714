"""A call from the moment the bot has it until it is handed on: where a hang-up ends and a caller is rescued."""

from __future__ import annotations

import logging
from contextlib import suppress

from ivr.domain.outcomes import Ended, Outcome, ToOperator, Why
from ivr.domain.prompts import prompt
from ivr.errors import HotlineError, HungUp, LanguageLeft, LedgerUnavailable
from ivr.flows.after_agent import go_on
from ivr.flows.callback import keep_place, offer_callback
from ivr.flows.called_back import ask_after_callback
from ivr.flows.ports import Call, Desk
from ivr.flows.reception import receive, take_matters
from ivr.flows.talk import Talk
from ivr.flows.transfer import transfer_to_operator

log = logging.getLogger(__name__)
SERVED = Ended(Why.SERVED)
"""What the talk before led to stays the call's outcome."""
STAGES = {
    "reception": receive,
    "unanswered": offer_callback,
    "waiting": keep_place,
    "survey": go_on,
    "called-back": ask_after_callback,
}


def attend(call: Call, desk: Desk, stage: str) -> None:
    """Hold the talk of this stage and hand the call on. Whatever fails, the caller gets a human; nothing is raised."""
    try:
        _begin(call, desk)
        talk = Talk(call, desk)
        talk.recall()
        outcome = _hold(talk, stage)
        _close(call, desk, "handed over", None if outcome == SERVED else outcome)
        call.hand_over(outcome)
    except HungUp:
        _close(call, desk, "hung up", None)
    except Exception:
        log.exception("call %s: the talk failed; the caller goes to the operators", call.id)
        _close(call, desk, *_rescue(call))


def _hold(talk: Talk, stage: str) -> Outcome:
    """The talk of this stage; who comes back from another language is asked anew what they need."""
    try:
        return STAGES[stage](talk)
    except LanguageLeft:
        for _ in range(talk.desk.rules.most_repeats):
            with suppress(LanguageLeft):
                return take_matters(talk, prompt("ask.open.shorter"))
    return transfer_to_operator(talk, Why.ASKED)


def _rescue(call: Call) -> tuple[str, Outcome | None]:
    """Apologise, if the voice still works, and get a human. Where even that fails, the dialplan gets one by itself."""
    outcome = ToOperator(Why.TROUBLE)
    try:
        _apologise(call)
        call.hand_over(outcome)
    except HungUp:
        return "hung up", None
    except (HotlineError, OSError) as error:
        log.error("call %s could not be handed over, the dialplan takes it: %s", call.id, error)
    return "failed", outcome


def _apologise(call: Call) -> None:
    try:
        call.say(prompt("ending.trouble"))
    except (HotlineError, OSError) as error:
        log.error("call %s: no apology could be said: %s", call.id, error)


def _begin(call: Call, desk: Desk) -> None:
    try:
        desk.ledger.begin_call(call.id, call.line, call.caller, desk.now())
    except LedgerUnavailable as error:
        log.error("call %s was not noted: %s", call.id, error)


def _close(call: Call, desk: Desk, ending: str, outcome: Outcome | None) -> None:
    try:
        desk.ledger.close_talk(call.id, desk.now(), ending, outcome)
    except LedgerUnavailable as error:
        log.error("call %s: its end was not noted: %s", call.id, error)

"""A call from the moment the bot has it until it is handed on: where a hang-up ends and a caller is rescued."""

from __future__ import annotations

import logging

from ivr.domain.outcomes import Outcome, ToOperator, Why
from ivr.domain.prompts import prompt
from ivr.errors import HungUp, LedgerUnavailable
from ivr.flows.callback import offer_callback
from ivr.flows.ports import Call, Desk
from ivr.flows.reception import receive
from ivr.flows.talk import Talk

log = logging.getLogger(__name__)
STAGES = {"reception": receive, "unanswered": offer_callback}


def attend(call: Call, desk: Desk, stage: str) -> None:
    """Hold the talk of this stage and hand the call on. Never raises: whatever fails, the caller gets a human."""
    outcome: Outcome | None = None
    ending = "handed over"
    try:
        _begin(call, desk)
        outcome = STAGES[stage](Talk(call, desk))
        _close(call, desk, ending, outcome)
        call.hand_over(outcome)
        return
    except HungUp:
        ending = "hung up"
    except Exception:
        log.exception("call %s: the talk failed; the caller goes to the operators", call.id)
        ending, outcome = "failed", ToOperator(Why.TROUBLE)
        _rescue(call)
    _close(call, desk, ending, outcome)


def _rescue(call: Call) -> None:
    try:
        call.hand_over(ToOperator(Why.TROUBLE))
        call.say(prompt("ending.trouble"))
    except HungUp:
        log.info("call %s: hung up while being rescued", call.id)


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

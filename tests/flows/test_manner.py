"""Slower, louder, more patient: for the rest of the call, and for a known number the next time."""

from __future__ import annotations

from ivr.domain.expecting import MORE_PATIENCE, OPEN
from ivr.domain.manner import USUAL, Manner
from ivr.domain.outcomes import ToQueue
from tests.fakes.call import ScriptedCall, says
from tests.fakes.callers import ForgetfulCallers, MemoryCallers
from tests.flows.talks import BEFORE, hold

SLOW = Manner(slow=True)


def test_slower_lasts_for_the_rest_of_the_call_and_brings_more_patience() -> None:
    held = hold(ScriptedCall(says("说慢一点"), says("有人在路边摆摊"), says("海淀")))
    assert held.call.manners == [USUAL, SLOW, SLOW, SLOW]
    before, after = held.call.expected[:2]
    assert before == OPEN
    assert after.pause_seconds == OPEN.pause_seconds * MORE_PATIENCE


def test_louder_comes_on_top_of_slower() -> None:
    held = hold(ScriptedCall(says("说慢一点"), says("大点声"), says("想办驾照")))
    assert held.call.manners[-1] == Manner(slow=True, loud=True)
    assert isinstance(held.call.outcome, ToQueue)


def test_the_usual_pace_and_loudness_come_back_when_asked_for_and_stay_for_the_next_call() -> None:
    callers = MemoryCallers()
    wishes = (says("说慢一点"), says("大声点"), says("可以说快一点了"), says("小声点"))
    held = hold(ScriptedCall(*wishes[:3], says("再见")), callers=callers)
    assert held.call.manners[-1] == Manner(loud=True)
    again = hold(ScriptedCall(wishes[3], says("再见")), callers=callers)
    assert again.call.manners[1:] == [USUAL, USUAL]
    assert hold(ScriptedCall(says("再见")), callers=callers).call.manners[0] == USUAL


def test_a_known_number_is_spoken_to_in_its_manner_from_the_greeting_on() -> None:
    callers = MemoryCallers()
    hold(ScriptedCall(says("说慢一点"), says("再见")), callers=callers)
    again = hold(ScriptedCall(says("再见")), callers=callers)
    other = hold(ScriptedCall(says("再见"), caller="13900139000"), callers=callers)
    assert (again.call.manners[0], other.call.manners[0]) == (SLOW, USUAL)


def test_a_withheld_number_is_remembered_for_this_call_only() -> None:
    callers = MemoryCallers()
    hold(ScriptedCall(says("说慢一点"), says("想办驾照"), caller=""), callers=callers)
    unanswered = hold(ScriptedCall(caller=""), "unanswered", referral=BEFORE, callers=callers)
    other = hold(ScriptedCall(says("再见"), caller="", call_id="call-2"), callers=callers)
    assert (unanswered.call.manners[0], other.call.manners[0]) == (SLOW, USUAL)


def test_a_ledger_that_fails_does_not_keep_the_bot_from_speaking_slower() -> None:
    held = hold(ScriptedCall(says("说慢一点"), says("想办驾照")), callers=ForgetfulCallers())
    assert held.call.manners[-1] == SLOW and isinstance(held.call.outcome, ToQueue)

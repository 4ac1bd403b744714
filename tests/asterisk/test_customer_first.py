"""Callbacks in which the caller's telephone rings first, by a real Asterisk: who or what answered it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from demo.leg import ANSWERED, ENDED
from demo.phone import Manners, Phone
from ivr.adapters.asterisk.telephone import AsteriskTelephone
from ivr.domain.attempts import Reached
from ivr.errors import DemoFailed
from tests.asterisk.callback_calls import (
    PATIENCE_SECONDS,
    announcement,
    brings_together,
    claim,
    fax,
    outcome,
    presses_one,
    telephone,
)
from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.scripted_bot import ScriptedBot


def test_both_are_connected_after_key_1(customer_first: AsteriskTelephone, agent: Phone, callee: Phone) -> None:
    made = claim()
    customer_first.call(made)
    presses_one(callee)
    agent.next_call(PATIENCE_SECONDS).wait(ANSWERED, PATIENCE_SECONDS)
    assert outcome(customer_first, made) is Reached.ANSWERED


def test_a_fax_is_told_from_voicemail_by_its_tone(
    asterisk: RunningAsterisk, customer_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    assert "res_tonedetect" in asterisk.command("module show like tonedetect"), "rm -r var/cache/asterisk; set up anew"
    made = claim()
    customer_first.call(made)
    leg = callee.next_call(PATIENCE_SECONDS)
    leg.wait(ANSWERED, PATIENCE_SECONDS)
    leg.say(fax(3.0))
    assert outcome(customer_first, made) is Reached.FAX
    assert agent.incoming == []


def test_what_answers_without_pressing_a_key_is_no_caller_and_what_talks_on_is_a_machine(
    asterisk: RunningAsterisk, customer_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    silent, talks_on = claim(), replace(claim(), phone="13900005678")
    other = telephone(asterisk.settings, "customer", "PJSIP/900")
    with asterisk.phone("900") as voicemail:
        voicemail.manners = Manners(answer_after=0.1)
        voicemail.register()
        customer_first.call(silent)
        other.call(talks_on)
        leg = voicemail.next_call(PATIENCE_SECONDS)
        leg.wait(ANSWERED, PATIENCE_SECONDS)
        leg.say(announcement(8.0))
        assert outcome(other, talks_on) is Reached.MACHINE
        assert outcome(customer_first, silent) is Reached.NO_KEY
    other.close()
    assert agent.incoming == []


def test_a_busy_caller_leaves_the_agent_in_peace(
    customer_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    callee.manners = Manners(reject=486)
    made = claim()
    customer_first.call(made)
    assert outcome(customer_first, made) is Reached.BUSY
    with pytest.raises(DemoFailed):
        agent.next_call(0.5)


def test_a_caller_who_finds_no_agent_is_not_called_again_without_a_person(
    customer_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    agent.manners = Manners()
    made = claim()
    customer_first.call(made)
    presses_one(callee)
    assert outcome(customer_first, made) is Reached.LEFT_ALONE


def test_who_hangs_up_without_key_1_was_not_reached(
    customer_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    callee.manners = Manners(answer_after=0.1, hang_up_after=1.0)
    made = claim()
    customer_first.call(made)
    assert outcome(customer_first, made) is Reached.NO_KEY
    assert agent.incoming == []


def test_who_hangs_up_while_the_agent_still_rings_has_talked_to_nobody(
    customer_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    agent.manners = Manners()
    made = claim()
    customer_first.call(made)
    presses_one(callee)
    agent.next_call(PATIENCE_SECONDS)
    callee.hang_up(callee.incoming[0])
    assert outcome(customer_first, made) is Reached.LEFT_ALONE


def test_the_caller_is_asked_how_it_was_too(
    customer_first: AsteriskTelephone, agent: Phone, callee: Phone, socket_path: Path
) -> None:
    with ScriptedBot(socket_path, [{"HOTLINE_NEXT": "hangup"}]) as bot:
        brings_together(customer_first, callee, agent)
        agent.hang_up(agent.incoming[0])
        callee.incoming[0].wait(ENDED, PATIENCE_SECONDS)
    assert bot.arguments == [{"line": "12345", "stage": "called-back", "callback": "12"}]

"""Promised callbacks by a real Asterisk and SIP phones: agent 811 of queue dept-M07, and a caller at phone 901."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import pytest

from demo.leg import ANSWERED, ENDED
from demo.phone import Manners, Phone
from ivr.adapters.asterisk.telephone import AsteriskTelephone
from ivr.adapters.store.callback_claims import Claims
from ivr.adapters.store.callbacks import Callbacks
from ivr.adapters.store.ledger import SqlLedger
from ivr.dialling import Dialling
from ivr.domain.attempts import Reached, Rules
from ivr.domain.calendar import Days, Kind
from ivr.domain.callbacks import CallbackRequest
from ivr.domain.hours import Hours, Opening, OpeningTimes
from ivr.errors import TelephoneUnavailable
from tests.asterisk.callback_calls import (
    PATIENCE_SECONDS,
    REFERRAL,
    brings_together,
    claim,
    outcome,
    presses_one,
    telephone,
)
from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.scripted_bot import ScriptedBot


def test_the_free_agents_of_a_queue_are_told(agent_first: AsteriskTelephone, agent: Phone) -> None:
    assert agent_first.free_agents("dept-M07") == ["PJSIP/811"]
    assert agent_first.free_agents("dept-M01") == []


def test_an_agent_without_a_telephone_is_not_free(agent_first: AsteriskTelephone) -> None:
    assert agent_first.free_agents("dept-M07") == []


def test_agent_first_both_are_connected(agent_first: AsteriskTelephone, agent: Phone, callee: Phone) -> None:
    made = claim()
    agent_first.call(made)
    presses_one(agent)
    callee.next_call(PATIENCE_SECONDS).wait(ANSWERED, PATIENCE_SECONDS)
    assert outcome(agent_first, made) is Reached.ANSWERED
    assert agent.incoming[0].state == callee.incoming[0].state == ANSWERED
    agent.hang_up(agent.incoming[0])
    callee.incoming[0].wait(ENDED, PATIENCE_SECONDS)


@pytest.mark.parametrize(
    ("manners", "reached"),
    [
        (Manners(), Reached.NO_ANSWER),
        (Manners(reject=486), Reached.BUSY),
        (Manners(reject=603), Reached.REJECTED),
        (Manners(reject=404), Reached.WRONG_NUMBER),
        (Manners(reject=480), Reached.NO_ANSWER),
        (Manners(reject=503), Reached.UNREACHABLE),
    ],
    ids=["lets it ring", "busy", "declines", "no such number", "away", "out of order"],
)
def test_agent_first_it_is_told_why_the_caller_was_not_reached(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone, manners: Manners, reached: Reached
) -> None:
    callee.manners = manners
    made = claim()
    agent_first.call(made)
    presses_one(agent)
    assert outcome(agent_first, made) is reached
    agent.incoming[0].wait(ENDED, PATIENCE_SECONDS)


def test_agent_first_nobody_calls_the_caller_when_the_agent_does_not_pick_up(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    agent.manners = Manners()
    made = claim()
    agent_first.call(made)
    assert outcome(agent_first, made) is Reached.NO_AGENT
    assert callee.incoming == []


def test_agent_first_nobody_calls_the_caller_when_no_key_is_pressed(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    made = claim()
    agent_first.call(made)
    assert outcome(agent_first, made) is Reached.NO_AGENT
    assert callee.incoming == []


def test_when_the_agent_was_too_slow_for_the_window_the_caller_is_not_called(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    made = claim()
    over = replace(made, chance=replace(made.chance, closes=datetime.now() - timedelta(seconds=1)))
    agent_first.call(over)
    presses_one(agent)
    assert outcome(agent_first, over) is Reached.NO_AGENT
    assert callee.incoming == []


def test_agent_first_the_caller_is_asked_how_it_was_once_the_agent_has_hung_up(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone, socket_path: Path
) -> None:
    with ScriptedBot(socket_path, [{"HOTLINE_NEXT": "hangup"}]) as bot:
        brings_together(agent_first, agent, callee)
        assert bot.arguments == []
        agent.hang_up(agent.incoming[0])
        callee.incoming[0].wait(ENDED, PATIENCE_SECONDS)
    assert bot.arguments == [{"line": "12345", "stage": "called-back", "callback": "12"}]


def test_a_caller_who_hangs_up_first_is_asked_nothing(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone, socket_path: Path
) -> None:
    with ScriptedBot(socket_path, [{"HOTLINE_NEXT": "hangup"}]) as bot:
        brings_together(agent_first, agent, callee)
        callee.hang_up(callee.incoming[0])
        agent.incoming[0].wait(ENDED, PATIENCE_SECONDS)
    assert bot.arguments == []


def test_who_wants_a_human_when_asked_how_it_was_reaches_the_operators(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone, operator: Phone, socket_path: Path
) -> None:
    with ScriptedBot(socket_path, [{"HOTLINE_NEXT": "operator"}, {"HOTLINE_NEXT": "hangup"}]):
        brings_together(agent_first, agent, callee)
        agent.hang_up(agent.incoming[0])
        operator.next_call(PATIENCE_SECONDS)
        callee.hang_up(callee.incoming[0])


def test_a_call_is_known_although_the_manager_connection_was_lost(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    made = claim()
    agent_first.call(made)
    agent_first.close()
    presses_one(agent)
    callee.next_call(PATIENCE_SECONDS).wait(ANSWERED, PATIENCE_SECONDS)
    assert outcome(agent_first, made) is Reached.ANSWERED
    assert agent_first.free_agents("dept-M01") == []  # connected again


def test_when_a_dialler_died_in_mid_call_the_next_one_knows_that_it_was_answered(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone, asterisk: RunningAsterisk
) -> None:
    made = claim()
    agent_first.call(made)
    agent_first.close()
    presses_one(agent)
    callee.next_call(PATIENCE_SECONDS).wait(ANSWERED, PATIENCE_SECONDS)
    next_one = telephone(asterisk.settings, "agent")
    assert outcome(next_one, made) is next_one.last_word(made) is Reached.ANSWERED


def test_a_dead_diallers_call_that_was_given_up_does_not_ring_the_caller_any_more(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone, asterisk: RunningAsterisk
) -> None:
    made = claim()
    agent_first.call(made)
    agent.next_call(PATIENCE_SECONDS)
    assert telephone(asterisk.settings, "agent").last_word(made) is Reached.NO_AGENT
    presses_one(agent)
    agent.incoming[0].wait(ENDED, PATIENCE_SECONDS)
    assert callee.incoming == []


def test_of_a_call_of_another_machine_nothing_is_known(agent_first: AsteriskTelephone) -> None:
    assert agent_first.last_word(replace(claim(), dialler="elsewhere-12")) is Reached.UNKNOWN


def test_a_caller_who_still_talks_about_one_matter_is_not_called_about_another(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone
) -> None:
    agent_first.call(claim())
    presses_one(agent)
    callee.next_call(PATIENCE_SECONDS).wait(ANSWERED, PATIENCE_SECONDS)
    second = claim()
    agent_first.call(second)
    assert outcome(agent_first, second) is Reached.NO_AGENT
    assert len(agent.incoming) == len(callee.incoming) == 1


def test_the_caller_sees_the_hotlines_number(agent_first: AsteriskTelephone, agent: Phone, callee: Phone) -> None:
    agent_first.call(claim())
    presses_one(agent)
    leg = callee.next_call(PATIENCE_SECONDS)
    assert leg.invite is not None and leg.invite.get("from").startswith('"12" <sip:12345@')


def test_the_agent_sees_which_callback_it_is(agent_first: AsteriskTelephone, agent: Phone) -> None:
    agent_first.call(claim())
    leg = agent.next_call(PATIENCE_SECONDS)
    assert leg.invite is not None and "回电12 噪音 朝阳区" in leg.invite.get("from")


def test_a_promise_in_the_ledger_is_kept_by_the_dialler_and_asterisk(
    agent_first: AsteriskTelephone, agent: Phone, callee: Phone, tmp_path: Path
) -> None:
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}")
    number = ledger.keep_callback(CallbackRequest("c1", "12345", "13900001234", "", REFERRAL, None, datetime.now()))
    day_and_night = OpeningTimes({"M07": (Opening(Days(Kind.EVERY_DAY), Hours(time_of_day(), time_of_day())),)})
    rules = Rules(lawful=Hours(time_of_day(), time_of_day()))
    claims = Claims(ledger, "one", timedelta(minutes=2))
    dialling = Dialling(claims, agent_first, rules, lambda: day_and_night, datetime.now)
    assert dialling.step() == 1
    presses_one(agent)
    callee.next_call(PATIENCE_SECONDS).wait(ANSWERED, PATIENCE_SECONDS)
    until = time.monotonic() + PATIENCE_SECONDS
    while dialling.running and time.monotonic() < until:
        dialling.step()
        time.sleep(0.05)
    found = Callbacks(ledger).show(number)
    assert (found["state"], found["outcome"]) == ("connected", "answered")
    assert [row["move"] for row in found["history"]] == ["keep", "plan", "claim", "connect"]


def test_a_manager_that_is_not_there_is_told(asterisk: RunningAsterisk, tmp_path: Path) -> None:
    nowhere = replace(asterisk.settings, asterisk=replace(asterisk.settings.asterisk, manager_port=1))
    with pytest.raises(TelephoneUnavailable, match="port 1 does not answer"):
        AsteriskTelephone(nowhere).free_agents("dept-M07")

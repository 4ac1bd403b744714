"""Callers who wait in a real Asterisk: who is rung after whom, what keys do, what the agent sees."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.leg import ANSWERED, ENDED, RINGING
from demo.phone import Manners, Phone
from ivr.adapters.asterisk.config import read_passwords
from ivr.adapters.asterisk.manager import Headers, ManagerLink
from ivr.adapters.asterisk.passwords import MANAGER
from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.scripted_bot import Ending, ScriptedBot

PATIENCE_SECONDS = 10.0
TO_POLICE: Ending = {"HOTLINE_QUEUE": "dept-M07", "HOTLINE_HELPER": "dept-M45", "HOTLINE_NEXT": "queue"}
HANG_UP: Ending = {"HOTLINE_NEXT": "hangup"}


@pytest.fixture
def helper(asterisk: RunningAsterisk) -> Iterator[Phone]:
    """The agent of queue dept-M45, who helps the police and picks up at once."""
    with asterisk.phone("812") as phone:
        phone.manners = Manners(answer_after=0.1)
        phone.register()
        yield phone


@pytest.fixture
def overflow(asterisk: RunningAsterisk) -> Iterator[None]:
    """The operators are rung before a callback is offered."""
    asterisk.command("dialplan set global HOTLINE_OVERFLOW_WAIT 3")
    yield
    asterisk.command("dialplan set global HOTLINE_OVERFLOW_WAIT 0")


@pytest.fixture
def slow_agent(agent: Phone) -> Phone:
    """The agent of dept-M07 lets it ring."""
    agent.manners = Manners()
    return agent


def stages(bot: ScriptedBot) -> list[str]:
    return [entry["stage"] for entry in bot.arguments]


@pytest.mark.parametrize("manners", [Manners(), Manners(reject=486)], ids=["lets it ring", "busy"])
def test_when_nobody_answers_the_helper_is_rung(
    caller: Phone, agent: Phone, helper: Phone, socket_path: Path, manners: Manners
) -> None:
    agent.manners = manners
    with ScriptedBot(socket_path, [TO_POLICE]) as bot:
        leg = caller.call("12345")
        helper.next_call(PATIENCE_SECONDS).wait(ANSWERED, PATIENCE_SECONDS)
        assert agent.incoming and stages(bot) == ["reception"] and leg.state == ANSWERED


def test_a_queue_without_members_leads_to_the_helper_at_once(caller: Phone, helper: Phone, socket_path: Path) -> None:
    with ScriptedBot(socket_path, [{**TO_POLICE, "HOTLINE_QUEUE": "dept-M01"}]):
        leg = caller.call("12345")
        assert helper.next_call(PATIENCE_SECONDS).ringing - leg.invited < 2.0  # a queue with members rings for 2 s


def test_when_the_helper_does_not_answer_the_operators_are_rung_and_then_the_bot_offers_a_callback(
    overflow: None, caller: Phone, slow_agent: Phone, helper: Phone, operator: Phone, socket_path: Path
) -> None:
    helper.manners = Manners()
    with ScriptedBot(socket_path, [TO_POLICE, HANG_UP]) as bot:
        leg = caller.call("12345")
        rung = [phone.next_call(PATIENCE_SECONDS).ringing for phone in (slow_agent, helper, operator)]
        assert rung == sorted(rung) and stages(bot) == ["reception"]
        leg.wait(ENDED, PATIENCE_SECONDS)
        assert stages(bot) == ["reception", "unanswered"]


def test_a_caller_who_leaves_while_waiting_is_counted_and_rings_nobody_else(
    asterisk: RunningAsterisk, caller: Phone, slow_agent: Phone, helper: Phone, socket_path: Path
) -> None:
    with ScriptedBot(socket_path, [TO_POLICE]) as bot:
        leg = caller.call("12345")
        ringing = slow_agent.next_call(PATIENCE_SECONDS)
        ringing.wait(RINGING, PATIENCE_SECONDS)
        caller.hang_up(leg)
        ringing.wait(ENDED, PATIENCE_SECONDS)
        assert (stages(bot), helper.incoming) == (["reception"], [])
    log = (asterisk.settings.var / "asterisk" / "log" / "queue_log").read_text(encoding="utf-8")
    assert "|dept-M07|NONE|ABANDON|" in log.splitlines()[-1]


def test_key_1_while_waiting_leads_to_the_callback(caller: Phone, slow_agent: Phone, socket_path: Path) -> None:
    with ScriptedBot(socket_path, [TO_POLICE, HANG_UP]) as bot:
        leg = caller.call("12345")
        ringing = slow_agent.next_call(PATIENCE_SECONDS)
        leg.press("1")
        ringing.wait(ENDED, 1.9)  # before the queue's own 2 s are over
        leg.wait(ENDED, PATIENCE_SECONDS)
        assert stages(bot) == ["reception", "waiting"]


def test_key_0_while_waiting_leads_to_an_operator_where_it_is_of_no_effect(
    caller: Phone, slow_agent: Phone, operator: Phone, socket_path: Path
) -> None:
    with ScriptedBot(socket_path, [TO_POLICE, HANG_UP]) as bot:
        leg = caller.call("12345")
        slow_agent.next_call(PATIENCE_SECONDS)
        leg.press("0")
        ringing = operator.next_call(PATIENCE_SECONDS)
        leg.press("05")
        leg.press("1")
        ringing.wait(ENDED, PATIENCE_SECONDS)
        leg.wait(ENDED, PATIENCE_SECONDS)
        assert (len(operator.incoming), stages(bot)) == (1, ["reception", "waiting"])


def test_the_agent_sees_who_calls_with_what_and_so_does_the_manager(
    asterisk: RunningAsterisk, caller: Phone, agent: Phone, socket_path: Path
) -> None:
    told: queue.SimpleQueue[Headers] = queue.SimpleQueue()
    passwords = read_passwords(asterisk.settings)
    link = ManagerLink(
        asterisk.settings.asterisk.manager_port,
        lambda: passwords[MANAGER],
        lambda name, headers: told.put(headers) if headers.get("UserEvent") == "HotlineReferral" else None,
    )
    link.send("Ping")
    shown = {"HOTLINE_SHOWN": '"噪音 朝阳区 楼上太吵"', "HOTLINE_MATTER": '"噪音"', "HOTLINE_DISTRICT": '"朝阳区"'}
    shown |= {"HOTLINE_WORDS": '"楼上太吵，天天装修"', "HOTLINE_DEPARTMENT": "M07"}
    with ScriptedBot(socket_path, [shown | TO_POLICE]):
        caller.call("12345")
        ringing = agent.next_call(PATIENCE_SECONDS)
    assert ringing.invite is not None
    assert ringing.invite.get("from").startswith('"噪音 朝阳区 楼上太吵" <sip:900@')
    event = told.get(timeout=PATIENCE_SECONDS)
    link.close()
    assert [event[key] for key in ("Line", "Department", "Matter", "District", "Words", "CallerIDNum")] == [
        "12345", "M07", "噪音", "朝阳区", "楼上太吵，天天装修", "900",
    ]  # fmt: skip

"""The dialplan in a real Asterisk: where callers go with a bot, with a broken one, and without any."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from demo.leg import ANSWERED, ENDED, Leg
from demo.phone import Manners, Phone
from ivr.errors import DemoFailed
from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.scripted_bot import ScriptedBot

RESCUE_SECONDS = 3.0
HOSTILE_NAMES = (
    "${SHELL(id)}",
    '\\"quoted\\" \\\\',
    "a,b;c|d&e",
    "$[1/0] ${HOTLINE_NEXT} )(",
    "名" * 400,
    "%0d%0aSET VARIABLE HOTLINE_NEXT hangup",
)


def test_every_queue_phone_and_line_is_loaded(asterisk: RunningAsterisk) -> None:
    assert asterisk.command("queue show").count(" strategy ") > 90
    assert "PJSIP/811" in asterisk.command("queue show dept-M07")
    endpoints = asterisk.command("pjsip show endpoints")
    assert all(f"InAuth:  {account}/{account}" in endpoints for account in ("801", "802", "811", "812", "900", "901"))
    assert "'6612345'" in asterisk.command("dialplan show lines")
    assert "chimes" in asterisk.command("moh show files")


def test_asterisk_starts_without_a_complaint(asterisk: RunningAsterisk) -> None:
    log = (asterisk.settings.var / "asterisk" / "log" / "messages.log").read_text(encoding="utf-8")
    start = log.partition("Asterisk Ready")[0]
    assert [line for line in start.splitlines() if "ERROR" in line or "WARNING" in line] == []


def test_without_a_bot_the_operator_rings_within_3_seconds(caller: Phone, operator: Phone) -> None:
    leg = caller.call("12345")
    assert operator.next_call(RESCUE_SECONDS).ringing - leg.invited < RESCUE_SECONDS


def test_a_bot_that_says_nothing_is_given_up_within_3_seconds(
    caller: Phone, operator: Phone, socket_path: Path
) -> None:
    socket_path.parent.mkdir(exist_ok=True)
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(socket_path))
        deaf.listen()
        leg = caller.call("12345")
        try:
            assert operator.next_call(RESCUE_SECONDS).ringing - leg.invited < RESCUE_SECONDS
        finally:
            socket_path.unlink()


def test_a_bot_that_dies_in_mid_call_leaves_the_caller_to_the_operator(
    caller: Phone, operator: Phone, socket_path: Path
) -> None:
    with ScriptedBot(socket_path, [{}]):
        caller.call("12345")
        operator.next_call(RESCUE_SECONDS)


@pytest.mark.parametrize("number", ["12345", "6612345"])
def test_the_bot_learns_the_dialled_line_and_the_stage(caller: Phone, socket_path: Path, number: str) -> None:
    with ScriptedBot(socket_path, [{"HOTLINE_NEXT": "hangup"}]) as bot:
        leg = caller.call(number)
        leg.wait(ENDED, 5)
    assert (leg.ended_by, bot.arguments) == ("server", [{"line": number, "stage": "reception"}])


def test_a_caller_sent_to_a_queue_rings_at_its_agent(caller: Phone, agent: Phone, socket_path: Path) -> None:
    endings = [{"HOTLINE_QUEUE": "dept-M07", "HOTLINE_NEXT": "queue"}, {"HOTLINE_NEXT": "hangup"}]
    with ScriptedBot(socket_path, endings) as bot:
        leg = _is_served(caller, agent)
        leg.wait(ENDED, 3)
    assert leg.ended_by == "server"
    assert [entry["stage"] for entry in bot.arguments] == ["reception", "survey"]


def test_a_served_caller_may_be_led_to_a_second_agent(
    caller: Phone, agent: Phone, operator: Phone, socket_path: Path
) -> None:
    endings = [{"HOTLINE_QUEUE": "dept-M07", "HOTLINE_NEXT": "queue"}, {"HOTLINE_NEXT": "operator"}]
    with ScriptedBot(socket_path, endings):
        _is_served(caller, agent)
        operator.next_call(RESCUE_SECONDS)


def test_a_served_caller_whom_no_bot_takes_is_not_sent_on(caller: Phone, agent: Phone, socket_path: Path) -> None:
    with ScriptedBot(socket_path, [{"HOTLINE_QUEUE": "dept-M07", "HOTLINE_NEXT": "queue"}, {}]):
        leg = _is_served(caller, agent)
        leg.wait(ENDED, 3)
    assert leg.ended_by == "server"


def _is_served(caller: Phone, agent: Phone) -> Leg:
    """A caller has talked to an agent, who hangs up."""
    leg = caller.call("12345")
    ringing = agent.next_call(3)
    ringing.wait(ANSWERED, 3)
    with ringing.news:  # 200: Asterisk has acknowledged the answer
        assert ringing.news.wait_for(lambda: ringing.status == 200, 3)
    agent.hang_up(ringing)
    return leg


def test_an_empty_queue_brings_the_caller_back_at_once(caller: Phone, socket_path: Path) -> None:
    endings = [{"HOTLINE_QUEUE": "dept-M01", "HOTLINE_NEXT": "queue"}, {"HOTLINE_NEXT": "hangup"}]
    with ScriptedBot(socket_path, endings) as bot:
        leg = caller.call("12345")
        leg.wait(ENDED, 3)
    assert [entry["stage"] for entry in bot.arguments] == ["reception", "unanswered"]


def test_a_queue_nobody_knows_brings_the_caller_back_at_once(caller: Phone, socket_path: Path) -> None:
    endings = [{"HOTLINE_QUEUE": "dept-nowhere", "HOTLINE_NEXT": "queue"}, {"HOTLINE_NEXT": "hangup"}]
    with ScriptedBot(socket_path, endings) as bot:
        caller.call("12345").wait(ENDED, 3)
    assert bot.arguments[-1]["stage"] == "unanswered"


def test_an_agent_who_does_not_pick_up_brings_the_caller_back(caller: Phone, agent: Phone, socket_path: Path) -> None:
    agent.manners = Manners()
    endings = [{"HOTLINE_QUEUE": "dept-M07", "HOTLINE_NEXT": "queue"}, {"HOTLINE_NEXT": "hangup"}]
    with ScriptedBot(socket_path, endings) as bot:
        caller.call("12345").wait(ENDED, 6)
    assert bot.arguments[-1]["stage"] == "unanswered"


def test_a_bot_that_always_sends_to_an_empty_queue_is_stopped(caller: Phone, socket_path: Path) -> None:
    with ScriptedBot(socket_path, [{"HOTLINE_QUEUE": "dept-M01", "HOTLINE_NEXT": "queue"}]) as bot:
        leg = caller.call("12345")
        leg.wait(ENDED, 20)
    assert (leg.ended_by, len(bot.arguments)) == ("server", 4)


def test_with_no_bot_and_no_operator_the_caller_is_told_so(caller: Phone) -> None:
    leg = caller.call("12345")
    leg.hearing.first_audible(leg.invited, leg.invited + RESCUE_SECONDS)
    leg.wait(ENDED, 20)
    assert leg.ended_by == "server"


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_changes_nothing(caller: Phone, operator: Phone, name: str) -> None:
    caller.call("12345", name=name)
    operator.next_call(RESCUE_SECONDS)


@pytest.mark.parametrize("number", ["99999", "1234", "123456", "hotline", "s", "12345,2"])
def test_a_number_that_is_no_line_is_refused(caller: Phone, number: str) -> None:
    leg = caller.call(number)
    with pytest.raises(DemoFailed, match=r"404|484"):
        leg.wait(ANSWERED, 3)


def test_a_wrong_password_is_refused(asterisk: RunningAsterisk) -> None:
    with asterisk.phone("900", "wrong") as phone:
        with pytest.raises(DemoFailed, match="401"):
            phone.register()
        leg = phone.call("12345")
        with pytest.raises(DemoFailed, match="401"):
            leg.wait(ANSWERED, 3)


def test_an_account_nobody_knows_is_refused(asterisk: RunningAsterisk) -> None:
    with asterisk.phone("999", "any") as phone:
        leg = phone.call("12345")
        with pytest.raises(DemoFailed, match="401"):
            leg.wait(ANSWERED, 3)

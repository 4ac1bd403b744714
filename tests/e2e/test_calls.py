"""Whole calls, from a SIP phone to the right human or a kept promise."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from demo.conversation import Conversation
from demo.phone import Phone
from demo.scenarios import CLOSED, SCENARIOS, Stage
from demo.show import Performance, perform
from demo.voice import Voice
from tests.e2e.station import Station

Calls = Callable[[str, str], Conversation]


@pytest.fixture
def calls(caller: Phone, station: Station, stage: Stage) -> Calls:
    """Dials a number with a voice."""

    def dial(number: str, voice: str = "yunyang") -> Conversation:
        return Conversation(caller, number, stage.book, stage.ledger, Voice(voice), lambda *_: None)

    return dial


def test_the_four_calls_of_the_demo_end_as_they_should(station: Station, stage: Stage) -> None:
    shown = io.StringIO()
    callers = {account: station.phone(account) for account in ("900", "901")}
    understood, nobody, zero, silent = ((scenario, callers[scenario.caller]) for scenario in SCENARIOS)
    lanes = [[understood], [nobody], [zero, silent]]
    performances: list[Performance] = perform(lanes, stage, Console(file=shown, width=120))
    for phone in callers.values():
        phone.close()
    failures = [performance.failure for performance in performances if performance.failure]
    assert not failures, shown.getvalue() + station.log_of("bot")[-4000:]
    greetings = [seconds for performance in performances for seconds in performance.timings.greeting]
    assert len(greetings) == len(SCENARIOS)


def test_a_districts_number_greets_with_its_district(calls: Calls, station: Station) -> None:
    with calls("6612345", "xiaoni") as call:
        assert call.hears("greeting.district", "closed.line") in ("greeting.district", "closed.line")
        assert call.row()["line"] == "6612345"


def test_a_caller_who_says_human_gets_one(calls: Calls, stage: Stage) -> None:
    operator = stage.agents["801"]
    known = len(operator.incoming)
    with calls("12345", "yunyang") as call:
        call.barges_in("human_service")
        call.hears("transfer.operator")
        call.talks_with(operator, known)
        assert call.row()["why"] == "asked"


def test_an_agent_who_lets_it_ring_leads_to_the_offer_of_a_callback(calls: Calls, stage: Stage) -> None:
    with calls("12345", "xiaoni") as call:
        call.barges_in("housing_fund")
        heard = call.hears("confirm.department", "transfer.now", *CLOSED)
        if heard == "confirm.department":
            call.says("yes")
            heard = call.hears("transfer.now", *CLOSED)
        if heard in CLOSED:
            return  # at night and on Sundays the callback is offered at once
        stage.agents["812"].next_call(5)
        call.hears("busy.offer_callback", within=40)

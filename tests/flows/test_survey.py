"""After an agent: one key from 1 to 5, once per caller and day, never in the caller's way."""

from __future__ import annotations

import pytest

from ivr.domain.outcomes import Ended, ToOperator, Why
from ivr.domain.prompts import prompt
from ivr.domain.rules import Rules
from ivr.flows.attend import attend
from tests.fakes.call import SILENT, ScriptedCall, presses, says
from tests.fakes.callers import ForgetfulCallers, MemoryCallers
from tests.fakes.ledger import MemoryLedger
from tests.flows.talks import NOW, Held, desk, hold


def surveyed(*script: object, caller: str = "13800138000", callers: MemoryCallers | None = None) -> Held:
    call = ScriptedCall(*script, caller=caller)  # type: ignore[arg-type]
    return hold(call, "survey", callers=callers or MemoryCallers())


@pytest.mark.parametrize(("answer", "stars"), [(presses("4"), 4), (says("五分"), 5), (says("不太满意"), 2)])
def test_a_rating_by_key_or_voice_is_stored_and_thanked_for(answer: object, stars: int) -> None:
    callers = MemoryCallers()
    held = surveyed(answer, callers=callers)
    assert held.call.said == ["survey.ask", "survey.thanks"]
    assert (callers.ratings, held.call.outcome) == ({"call-1": stars}, Ended(Why.SERVED))


@pytest.mark.parametrize(
    ("answer", "said"),
    [(SILENT, []), *((heard, ["ending.goodbye"]) for heard in (says("再见"), says("啦啦啦"), presses("8")))],
)
def test_a_survey_can_be_skipped(answer: object, said: list[str]) -> None:
    callers = MemoryCallers()
    held = surveyed(answer, callers=callers)
    assert held.call.said == ["survey.ask", *said]
    assert callers.ratings == {"call-1": None}


def test_where_the_agent_was_stays_the_outcome_of_the_call() -> None:
    held = surveyed(presses("5"))
    assert held.call.outcome == Ended(Why.SERVED)
    assert held.ledger.endings == [("handed over", None)]


@pytest.mark.parametrize("wish", [says("转人工"), presses("0")])
def test_a_human_is_one_word_away_here_too(wish: object) -> None:
    assert surveyed(wish).call.outcome == ToOperator(Why.ASKED)


def test_who_told_of_an_emergency_is_not_asked_how_it_was() -> None:
    ledger = MemoryLedger()
    ledger.add_turn("call-1", NOW, prompt("emergency.119"), None)
    call = ScriptedCall(presses("5"))
    attend(call, desk(ledger), "survey")
    assert (call.said, call.outcome) == ([], Ended(Why.SERVED))


def test_an_emergency_is_one_here_too() -> None:
    assert surveyed(says("我家着火了")).call.said[-1] == "emergency.119"


def test_nobody_is_asked_twice_a_day() -> None:
    callers = MemoryCallers()
    surveyed(presses("5"), callers=callers)
    again = surveyed(callers=callers)
    assert (again.call.said, again.call.outcome) == ([], Ended(Why.SERVED))


def test_without_a_number_or_without_the_setting_the_call_ends_without_a_word() -> None:
    off = hold(ScriptedCall(), "survey", rules=Rules(survey=False))
    for held in (surveyed(caller=""), off):
        assert (held.call.said, held.call.outcome) == ([], Ended(Why.SERVED))


def test_a_ledger_that_fails_costs_the_rating_only() -> None:
    held = hold(ScriptedCall(), "survey", callers=ForgetfulCallers())
    assert (held.call.said, held.call.outcome) == ([], Ended(Why.SERVED))


@pytest.mark.parametrize("step", range(3))
def test_a_hang_up_at_any_step_hands_nothing_over(step: int) -> None:
    held = hold(ScriptedCall(presses("5"), hang_up_at=step), "survey")
    assert (held.call.steps, held.call.outcome, held.ledger.endings[-1]) == (step, None, ("hung up", None))

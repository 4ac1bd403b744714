"""After a dialled callback: one key from 1 to 5, or that it is not solved; once a day, in the caller's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.adapters.speech.pack_ears import read_words
from ivr.domain.manner import Manner
from ivr.domain.outcomes import Ended, ToOperator, Why
from ivr.domain.rules import Rules
from ivr.errors import LedgerUnavailable
from ivr.flows.attend import attend
from ivr.flows.ports import CalledBack, Callers
from ivr.settings import ROOT
from tests.fakes.call import SILENT, ScriptedCall, presses, says
from tests.fakes.callers import ForgetfulCallers, MemoryCallers
from tests.fakes.ledger import MemoryLedger
from tests.flows.talks import PLAIN, desk

REQUEST = CalledBack(12, "13800138000", "zh-CN", False)
SERVED = Ended(Why.SERVED)
WORDS = read_words(ROOT / "prompts" / "en")
ENGLISH = Rules(foreign_language="en")


@pytest.fixture
def callers() -> MemoryCallers:
    made = MemoryCallers()
    made.requests[12] = REQUEST
    return made


def asked(callers: Callers, *script: object, rules: Rules = PLAIN, hang_up_at: int | None = None) -> ScriptedCall:
    call = ScriptedCall(*script, caller="", hang_up_at=hang_up_at)  # type: ignore[arg-type]
    attend(call, replace(desk(MemoryLedger(), callers=callers, rules=rules), callback=12), "called-back")
    return call


@pytest.mark.parametrize(("answer", "stars"), [(presses("4"), 4), (says("五分"), 5), (says("不太满意"), 2)])
def test_a_rating_is_kept_with_the_request_and_thanked_for(callers: MemoryCallers, answer: object, stars: int) -> None:
    call = asked(callers, answer)
    assert (call.said, call.outcome) == (["survey.called_back", "survey.thanks"], SERVED)
    assert (callers.satisfied, callers.ratings) == ({12: stars}, {"call-1": stars})


@pytest.mark.parametrize("answer", [presses("6"), says("没有解决"), says("问题还没解决呢")])
def test_what_is_not_solved_is_left_to_a_person_before_it_is_said(callers: MemoryCallers, answer: object) -> None:
    call = asked(callers, answer)
    assert (call.said, call.outcome) == (["survey.called_back", "survey.unsolved"], SERVED)
    assert (callers.unsolved, callers.satisfied) == ([12], {})


@pytest.mark.parametrize(
    ("answer", "said"),
    [(SILENT, []), *((heard, ["survey.goodbye"]) for heard in (says("再见"), says("啦啦啦"), presses("8")))],
)
def test_it_can_be_skipped(callers: MemoryCallers, answer: object, said: list[str]) -> None:
    call = asked(callers, answer)
    assert (call.said, call.outcome, callers.satisfied) == (["survey.called_back", *said], SERVED, {})


def test_nobody_is_asked_twice_a_day_nor_after_another_survey(callers: MemoryCallers) -> None:
    asked(callers, presses("5"))
    again = asked(callers, presses("5"))
    assert (again.said, again.outcome) == ([], SERVED)


def test_it_is_asked_in_the_language_of_the_request_and_slowly_where_that_was_wished(callers: MemoryCallers) -> None:
    callers.requests[12] = replace(REQUEST, language="en", slow=True)
    call = asked(callers, presses("6"), rules=ENGLISH)
    assert call.manners == [Manner(slow=True, language="en")] * 2
    assert asked(callers, presses("5")).said == []


@pytest.mark.parametrize(
    ("answer", "stars", "said"),
    [
        (says("five"), {12: 5}, ["survey.thanks"]),
        (says("it is not solved"), {}, ["survey.unsolved"]),
        (says("my house is on fire"), {}, ["emergency.119"]),
        (says("i like english tea"), {}, ["survey.goodbye"]),
    ],
)
def test_where_the_language_is_heard_words_rate_too(
    callers: MemoryCallers, answer: object, stars: dict[int, int], said: list[str]
) -> None:
    callers.requests[12] = replace(REQUEST, language="en")
    call = ScriptedCall(answer, caller="")  # type: ignore[arg-type]
    english = desk(MemoryLedger(), callers=callers, rules=ENGLISH, words=WORDS)
    attend(call, replace(english, callback=12), "called-back")
    assert (call.said[1:], callers.satisfied) == (said, stars)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_human_and_help_are_one_key_or_word_away_here_too(callers: MemoryCallers, language: str) -> None:
    callers.requests[12] = replace(REQUEST, language=language)
    assert asked(callers, presses("0"), rules=ENGLISH).outcome == ToOperator(Why.ASKED)
    callers.requests[12] = replace(REQUEST, number="13900139000", language=language)
    assert asked(callers, says("我家着火了"), rules=ENGLISH).outcome == ToOperator(Why.EMERGENCY)


def test_what_cannot_be_kept_is_not_said_to_be_kept(callers: MemoryCallers) -> None:
    callers.is_unreached = True
    call = asked(callers, presses("6"))
    assert (call.said, call.outcome) == (["survey.called_back"], ToOperator(Why.TROUBLE))
    callers.requests[12] = replace(REQUEST, number="13900139000")
    assert asked(callers, presses("3")).outcome == SERVED


def test_a_ledger_that_fails_an_unknown_request_and_a_switched_off_survey_end_the_call_without_a_word(
    callers: MemoryCallers,
) -> None:
    calls = [asked(ForgetfulCallers()), asked(MemoryCallers()), asked(callers, rules=Rules(survey=False))]
    assert [(call.said, call.outcome) for call in calls] == [([], SERVED)] * 3
    with pytest.raises(LedgerUnavailable):
        ForgetfulCallers().called_back(12)


@pytest.mark.parametrize("step", range(3))
def test_a_hang_up_at_any_step_hands_nothing_over(callers: MemoryCallers, step: int) -> None:
    assert asked(callers, presses("5"), hang_up_at=step).outcome is None

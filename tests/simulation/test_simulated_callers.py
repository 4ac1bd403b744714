"""Simulated callers tell the truth, are mis-heard, lose patience; what becomes of them is counted."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ivr.adapters.simulation.caller import SAME_QUESTION, SimulatedCaller
from ivr.adapters.simulation.durations import PromptDurations
from ivr.adapters.simulation.goal import Goal, Person, line_of, persons
from ivr.adapters.simulation.menu import KeyMenu
from ivr.adapters.simulation.results import Ending, Result, figures_of, result_of, result_of_walk
from ivr.adapters.simulation.truth import FIRST, HUMAN, NEITHER, NO, SECOND, YES, Truth
from ivr.adapters.store.mishearing import Mishearing
from ivr.adapters.voice.texts import Texts
from ivr.domain.directory import Matter, PlaceNeed
from ivr.domain.expecting import DIGITS, MOMENT, OPEN, OWN_NUMBER, YES_NO, choice_of, district_of
from ivr.domain.heard import Pressed, Said
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, ToQueue, Why
from ivr.domain.prompts import DepartmentName, Digits, Prompt, prompt
from ivr.errors import HungUp
from ivr.flows.attend import attend
from ivr.flows.ports import Call
from tests.fakes.directory import SMALL
from tests.fakes.ledger import MemoryLedger
from tests.flows.talks import desk

GOAL = Goal("我有个违章想问一下", ("北京市公安局公安交通管理局",))
PERSON = Person(GOAL, 0.0, 90.0, False, "海淀区", "中关村街道")
TRAFFIC, HEALTH = DepartmentName("M08", "市交管局"), DepartmentName("M37", "市医保局")


def truth(person: Person = PERSON) -> Truth:
    return Truth(person, SMALL, random.Random(1))


def caller(person: Person = PERSON, seconds: float = 2.0) -> SimulatedCaller:
    mishearing = Mishearing([person.goal.text, "海淀区朝阳区对不是的"])
    return SimulatedCaller(person, truth(person), mishearing, lambda prompt: seconds, "s-1", random.Random(1))


def ending(
    outcome: Outcome | None, *, gave_up: bool = False, answered: bool = False, kept_by: str | None = None
) -> Ending:
    call, told = caller(), truth()
    call.outcome, call.gave_up, told.has_answer = outcome, gave_up, answered
    return result_of(call, PERSON, told, kept_by, SMALL).ending


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        (prompt("confirm.department", department=TRAFFIC), YES),
        (prompt("confirm.department", department=HEALTH), NO),
        (prompt("callback.read_number", digits=Digits("1")), YES),
    ],
)
def test_a_caller_agrees_to_their_own_department_only(asked: Prompt, answers: tuple[str, ...]) -> None:
    assert truth().answer(asked, YES_NO) in answers


@pytest.mark.parametrize(
    ("first", "second", "answers"),
    [(TRAFFIC, HEALTH, FIRST), (HEALTH, TRAFFIC, SECOND), (HEALTH, HEALTH, NEITHER)],
)
def test_a_caller_chooses_their_own_department(
    first: DepartmentName, second: DepartmentName, answers: tuple[str, ...]
) -> None:
    assert truth().answer(prompt("ask.which", first=first, second=second), choice_of(("x",))) in answers


def test_places_numbers_and_times_are_told() -> None:
    own = truth()
    assert "海淀区" in str(own.answer(prompt("ask.district"), district_of(("海淀区",))))
    assert own.answer(prompt("ask.street"), OPEN) == "中关村街道"
    assert own.answer(prompt("callback.ask_number"), OWN_NUMBER) == "就用这个号码"
    assert own.answer(prompt("callback.ask_other_number"), DIGITS) == Pressed("13800138000")
    assert own.answer(prompt("callback.ask_time"), MOMENT) == "什么时候都行"


def test_who_is_asked_again_and_again_asks_for_a_human_in_the_end() -> None:
    own = truth()
    said = [own.answer(prompt("ask.open.again"), OPEN) for _ in range(30)]
    assert said[:2] == [GOAL.text] * 2
    assert set(said) > {GOAL.text} and set(said) - {GOAL.text} <= set(HUMAN)


def test_a_talk_of_a_simulated_caller_leads_to_their_line_and_takes_its_time() -> None:
    call = caller()
    as_port: Call = call
    attend(as_port, desk(MemoryLedger()), "reception")
    assert isinstance(call.outcome, ToQueue)
    assert call.outcome.referral.department_id == "M08"
    assert call.turns == 2
    assert call.seconds == pytest.approx(3 * 2.0 + 2 * 1.3 + (len(GOAL.text) + 2) * 0.25, abs=0.6)


def test_who_speaks_over_prompts_is_quicker() -> None:
    assert _seconds(replace(PERSON, barges_in=True)) < _seconds(PERSON)


def _seconds(person: Person) -> float:
    call = caller(person, seconds=5.0)
    attend(call, desk(MemoryLedger()), "reception")
    return call.seconds


def test_a_caller_without_patience_hangs_up() -> None:
    call = caller(replace(PERSON, patience_seconds=30.0), seconds=31.0)
    ledger = MemoryLedger()
    attend(call, desk(ledger), "reception")
    assert call.gave_up
    assert ledger.endings == [("hung up", None)]


def test_the_same_question_over_and_over_is_a_loop() -> None:
    call = caller()
    for _ in range(SAME_QUESTION - 1):
        call.ask(prompt("ask.open.again"), OPEN)
    with pytest.raises(HungUp):
        call.ask(prompt("ask.open.again"), OPEN)
    assert call.is_loop


def test_a_closed_question_is_heard_as_what_may_be_said_and_an_open_one_as_it_sounds() -> None:
    call = caller(replace(PERSON, noise=0.3))
    names = ("海淀区", "朝阳区", "西城区")
    closed = [call.ask(Prompt(f"ask.district_{i}"), district_of(names)) for i in range(15)]
    assert all(isinstance(h, Said) and h.text in district_of(names).phrases for h in closed)
    opened = [caller(replace(PERSON, noise=0.9)).ask(prompt("greeting.city"), OPEN)]
    assert opened != [Said(GOAL.text, 0.9, len(GOAL.text) * 0.25)]


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (ending(ToQueue(Referral("M08", "dept-M08"))), Ending.RIGHT_LINE),
        (ending(ToQueue(Referral("M37", "dept-M37"))), Ending.WRONG_LINE),
        (ending(ToOperator(Why.ASKED)), Ending.ASKED_HUMAN),
        (ending(ToOperator(Why.NOT_UNDERSTOOD)), Ending.OPERATOR),
        (ending(ToOperator(Why.TROUBLE)), Ending.DEAD_END),
        (ending(Ended(Why.GOODBYE)), Ending.DEAD_END),
        (ending(Ended(Why.GOODBYE), answered=True), Ending.RIGHT_LINE),
        (ending(Ended(Why.CALLBACK_KEPT), kept_by="M08"), Ending.RIGHT_LINE),
        (ending(None, kept_by="M37"), Ending.WRONG_LINE),
        (ending(None, gave_up=True), Ending.GAVE_UP),
        (ending(None), Ending.DEAD_END),
    ],
)
def test_every_way_a_call_ends_is_counted(found: Ending, wanted: Ending) -> None:
    assert found is wanted


def test_the_same_seed_makes_the_same_callers_at_every_noise() -> None:
    one, other = (persons([GOAL], noise, 20, 7, SMALL) for noise in (0.0, 0.3))
    assert [replace(person, noise=0.0) for person in other] == one
    assert persons([GOAL], 0.0, 20, 8, SMALL) != one


def test_figures_are_shares_means_and_counts() -> None:
    results = [
        Result(Ending.RIGHT_LINE, 2, 20.0), Result(Ending.RIGHT_LINE, 4, 30.0), Result(Ending.LOOP, 6, 60.0),
        Result(Ending.GAVE_UP, 4, 50.0),
    ]  # fmt: skip
    figures = figures_of(results)
    assert (figures["right_line"], figures["right_line_quickly"], figures["gave_up"]) == (50.0, 25.0, 25.0)
    assert (figures["turns"], figures["seconds"], figures["loops"], figures["dead_ends"]) == (4.0, 40.0, 1, 0)


def test_sounds_have_their_own_seconds_and_others_are_as_quick() -> None:
    texts = Texts({"a.b": "您好您好", "c.d": "请等一等，好吗"}, {})
    durations = PromptDurations(texts, {"a.b": 2.0})
    assert durations(prompt("a.b")) == 2.0
    assert durations(prompt("c.d")) == pytest.approx(7 * 0.5)


def test_a_key_menu_leads_whoever_is_patient_and_its_first_options_are_the_quickest() -> None:
    matters = {("M08", str(i)): Matter("M08", str(i), "M08", PlaceNeed.NONE, (), "M01") for i in range(3)}
    matters |= {("M37", "x"): Matter("M37", "x", "M37", PlaceNeed.NONE, (), "M01")}
    menu = KeyMenu(replace(SMALL, matters=matters), lambda text: len(text) * 0.2)
    often = menu.walk(PERSON)
    seldom = menu.walk(replace(PERSON, goal=Goal("x", (line_of("M37", SMALL),))))
    assert often.is_right and seldom.is_right and often.seconds < seldom.seconds
    assert menu.walk(replace(PERSON, patience_seconds=1.0)).gave_up
    assert result_of_walk(menu.walk(replace(PERSON, goal=Goal("x", ("nobody",))))).ending is Ending.ASKED_HUMAN

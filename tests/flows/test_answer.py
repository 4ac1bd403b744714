"""Questions answered in the call: for the caller's own case, with at most two questions, then a human or the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from ivr.domain.directory import Matter, PlaceNeed
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard
from ivr.domain.outcomes import Ended, ToOperator, ToQueue, Why
from ivr.domain.prompts import AnswerText, FactQuestion, MatterName, Prompt, prompt
from ivr.errors import PromptMissing
from ivr.flows.attend import attend
from tests.fakes.call import SILENT, ScriptedCall, presses, says
from tests.fakes.directory import ASKING, KEYWORDS, LABELS, QUESTIONS, KeywordRouter
from tests.fakes.ledger import MemoryLedger
from tests.flows.talks import Held, desk, hold


def asks(*script: object) -> Held:
    return hold(ScriptedCall(*script), directory=ASKING)  # type: ignore[arg-type]


def told(held: Held) -> list[str]:
    slots = [dict(said.slots)["answer"] for said in held.call.prompts if said.name == "answer.tell"]
    return [slot.text for slot in slots if isinstance(slot, AnswerText)]


def test_a_known_question_is_answered_and_who_needs_nothing_more_is_let_go() -> None:
    held = asks(says("换驾照带什么"), says("不用了"), says("没有了"))
    assert held.call.said == ["greeting.city", "answer.tell", "answer.more", "ask.open.else", "ending.goodbye"]
    assert told(held) == ["带上旧驾照。"]
    assert held.call.outcome == Ended(Why.GOODBYE)


def test_silence_after_the_answer_to_everything_is_a_goodbye() -> None:
    held = asks(says("换驾照带什么"), presses("2"), SILENT, SILENT, SILENT)
    assert held.call.said[-1] == "ending.goodbye"


@pytest.mark.parametrize("wish", [says("要"), says("好的"), says("转人工"), presses("1"), presses("0")])
def test_a_human_after_the_answer_is_the_owners_own(wish: object) -> None:
    held = asks(says("换驾照带什么"), wish)
    assert held.call.said[-1] == "transfer.now"
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.queue == "dept-M08"


def test_a_new_matter_said_after_the_answer_is_taken_as_such() -> None:
    held = asks(says("换驾照带什么"), says("单位拖欠我两个月工资"))
    assert held.call.said == ["greeting.city", "answer.tell", "answer.more", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M12"


def test_a_wrong_answer_goes_back_and_is_not_given_again() -> None:
    held = asks(says("换驾照带什么"), says("不对，我问的是别的"), says("换驾照带什么"))
    assert held.call.said == ["greeting.city", "answer.tell", "answer.more", "ask.open.again", "transfer.now"]


def test_the_right_matter_said_with_the_no_is_taken_at_once() -> None:
    held = asks(says("换驾照带什么"), says("不对，我问的是单位拖欠工资"))
    assert held.call.said == ["greeting.city", "answer.tell", "answer.more", "transfer.now"]


def test_the_facts_that_a_case_depends_on_are_asked_for() -> None:
    held = asks(says("医保怎么办"), says("我自己办"), presses("2"), says("不用"), says("再见"))
    assert held.call.said[1:5] == ["answer.fact", "answer.fact", "answer.tell", "answer.more"]
    assert held.call.prompts[1] == prompt("answer.fact", question=FactQuestion("请问您是给个人办，还是给单位办？"))
    assert told(held) == ["带居住证。"]


@pytest.mark.parametrize(
    ("first", "said", "text"),
    [("公司的医保怎么办", [], "带公章。"), ("北京户口，医保怎么办", [says("自己办")], "带户口本。")],
)
def test_a_fact_that_was_said_is_not_asked_for(first: str, said: list[object], text: str) -> None:
    held = asks(says(first), *said, says("不用"), says("再见"))
    assert held.call.said.count("answer.fact") == len(said)
    assert told(held) == [text]


def test_a_fact_the_caller_does_not_know_leads_to_the_department() -> None:
    held = asks(says("医保怎么办"), says("自己办"), says("我不清楚"))
    assert held.call.said[-1] == "transfer.now" and told(held) == []


def test_two_questions_of_a_case_that_no_text_fits_are_enough_the_department_asks_where_it_is() -> None:
    in_a_district = Matter("M37", "医保", "M37", PlaceNeed.DISTRICT, (), "M01")
    directory = replace(ASKING, router=KeywordRouter(KEYWORDS, LABELS, QUESTIONS, {"医保": in_a_district}))
    held = hold(ScriptedCall(says("医保怎么办"), says("自己办"), says("我不清楚")), directory=directory)
    assert held.call.said[1:] == ["answer.fact", "answer.fact", "transfer.now"]
    held = hold(ScriptedCall(says("医保怎么办"), says("我不清楚"), says("东城")), directory=directory)
    assert held.call.said[1:] == ["answer.fact", "ask.district", "transfer.now"]


def test_a_fact_not_understood_climbs_the_ladder_to_a_human_who_knows_the_matter() -> None:
    held = asks(says("医保怎么办"), SILENT, says("啦啦"), says("哇哇"))
    assert held.call.said[1:] == ["answer.fact", "answer.fact_shorter", "answer.fact_human", "ending.not_understood"]
    assert isinstance(held.call.outcome, ToOperator)
    assert held.call.outcome.referral is not None and held.call.outcome.referral.department_id == "M37"


def test_going_back_at_a_fact_leaves_the_department() -> None:
    held = asks(says("医保怎么办"), says("不是这个"), says("医保怎么办"))
    assert held.call.said == ["greeting.city", "answer.fact", "ask.open.again", "not_understood.open"]


def test_an_answer_that_should_have_been_reviewed_is_not_told() -> None:
    held = asks(says("包裹怎么寄"))
    assert held.call.said == ["greeting.city", "transfer.now"]


class WithoutSound(ScriptedCall):
    """A call in which one prompt has no sound yet."""

    missing = "answer.tell"

    def say(self, prompt: Prompt) -> None:
        if prompt.name == self.missing:
            raise PromptMissing(f"no sound for {prompt.name}")
        super().say(prompt)


class WithoutMatters(ScriptedCall):
    """A call in which no matter has a sound yet."""

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        if prompt.name == "ask.which_matter":
            raise PromptMissing(f"no sound for {prompt.name}")
        return super().ask(prompt, expecting)


def test_an_answer_without_a_sound_leads_to_the_department() -> None:
    call = WithoutSound(says("换驾照带什么"))
    attend(call, desk(MemoryLedger(), ASKING), "reception")
    assert call.said == ["greeting.city", "transfer.now"]


@pytest.mark.parametrize(
    ("wish", "last"),
    [("给我回电话", "callback.ask_number"), ("没事了再见", "ending.goodbye"), ("着火了", "emergency.119")],
)
def test_every_wish_is_heard_after_an_answer(wish: str, last: str) -> None:
    assert asks(says("换驾照带什么"), says(wish)).call.said[-1] == last


def test_at_night_a_human_of_the_owner_is_not_promised() -> None:
    held = hold(ScriptedCall(says("换驾照带什么"), says("要")), now=datetime(2026, 11, 24, 22, 0), directory=ASKING)
    assert held.call.said[-1] == "closed.callback"


FACTS = (says("医保怎么办"), says("我自己办"), SILENT, presses("2"), says("不用"), says("没有了"))


@pytest.mark.parametrize("step", range(asks(*FACTS).call.steps))
def test_a_hang_up_at_any_step_hands_nothing_over(step: int) -> None:
    held = hold(ScriptedCall(*FACTS, hang_up_at=step), directory=ASKING)
    assert (held.call.steps, held.call.outcome) == (step, None)
    assert held.ledger.endings[-1] == ("hung up", None)


BOTH = says("换驾照带什么，要体检吗")
"""Two questions of one department, with answers of their own."""


@pytest.mark.parametrize(
    ("choice", "text"),
    [(says("体检的"), "到医院查。"), (presses("1"), "带上旧驾照。"), (says("第二个"), "到医院查。")],
)
def test_of_two_answers_of_one_department_the_caller_chooses_by_voice_or_key(choice: object, text: str) -> None:
    held = asks(BOTH, choice, says("不用"), says("没有了"))
    assert held.call.prompts[1] == prompt("ask.which_matter", first=MatterName("驾照"), second=MatterName("司机体检"))
    assert told(held) == [text]


def test_neither_of_two_answers_is_given_again() -> None:
    held = asks(BOTH, says("都不是"), BOTH)
    assert held.call.said == ["greeting.city", "ask.which_matter", "ask.open.again", "transfer.now"]
    assert told(held) == []


def test_another_matter_may_be_said_instead_of_choosing_between_answers() -> None:
    held = asks(BOTH, says("单位拖欠我两个月工资"))
    assert held.call.said == ["greeting.city", "ask.which_matter", "transfer.now"]


def test_a_silent_caller_who_cannot_choose_gets_a_human_who_knows_the_department() -> None:
    held = asks(BOTH, SILENT, SILENT, SILENT)
    assert isinstance(held.call.outcome, ToOperator) and held.call.outcome.referral is not None
    assert held.call.outcome.referral.department_id == "M08"


def test_answers_whose_matters_have_no_sound_are_not_asked_for() -> None:
    call = WithoutMatters(BOTH, says("不用"), says("再见"))
    attend(call, desk(MemoryLedger(), ASKING), "reception")
    assert call.said == ["greeting.city", "answer.tell", "answer.more", "ask.open.else", "ending.goodbye"]

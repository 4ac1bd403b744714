"""The first talk: from what a caller says to the queue it belongs to."""

from __future__ import annotations

from datetime import datetime

import pytest

from ivr.domain.heard import Heard
from ivr.domain.outcomes import Ended, Referral, ToOperator, ToQueue, Why
from ivr.domain.prompts import DepartmentName, DistrictName, prompt
from tests.fakes.call import SILENT, ScriptedCall, presses, says
from tests.flows.talks import hold


def test_a_clear_matter_goes_straight_to_its_queue_and_the_caller_hears_where() -> None:
    held = hold(ScriptedCall(says("单位拖欠我两个月工资")))
    assert held.call.said == ["greeting.city", "transfer.now"]
    assert held.call.prompts[-1] == prompt("transfer.now", department=DepartmentName("M12", "市人社局"))
    assert held.call.outcome == ToQueue(Referral("M12", "dept-M12", None, None, "单位拖欠我两个月工资"))
    assert held.ledger.endings == [("handed over", held.call.outcome)]


def test_a_likely_department_is_confirmed_first() -> None:
    held = hold(ScriptedCall(says("我有个违章想问一下"), says("对")))
    assert held.call.said == ["greeting.city", "confirm.department", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue)
    assert held.call.outcome.referral.words == "我有个违章想问一下"


def test_a_department_refused_does_not_come_back() -> None:
    held = hold(ScriptedCall(says("我有个违章想问一下"), says("不对"), says("我有个违章"), says("单位不发工资")))
    assert held.call.said == [
        "greeting.city", "confirm.department", "ask.open.again", "not_understood.open", "transfer.now",
    ]  # fmt: skip
    assert isinstance(held.call.outcome, ToQueue)


@pytest.mark.parametrize(
    ("answer", "department"),
    [(says("第一个"), "M37"), (says("人社局"), "M12"), (presses("2"), "M12"), (says("后面那个"), "M12")],
)
def test_between_two_the_caller_chooses(answer: object, department: str) -> None:
    held = hold(ScriptedCall(says("生病了单位不管"), answer))  # type: ignore[arg-type]
    assert held.call.said == ["greeting.city", "ask.which", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue)
    assert held.call.outcome.referral.department_id == department


def test_neither_of_two_is_asked_anew() -> None:
    held = hold(ScriptedCall(says("生病了单位不管"), says("都不是"), says("想办驾照")))
    assert held.call.said == ["greeting.city", "ask.which", "ask.open.again", "transfer.now"]


def test_after_three_wrong_departments_a_human_takes_over() -> None:
    held = hold(ScriptedCall(
        says("我有个违章想问"), says("不对"), says("生病了单位不管"), presses("3"), says("楼下烧烤摊"), says("都不是")
    ))  # fmt: skip
    assert held.call.outcome == ToOperator(Why.NOT_UNDERSTOOD)
    assert held.call.said[-1] == "ending.not_understood"


def test_a_place_is_asked_for_after_a_likely_department_was_confirmed() -> None:
    held = hold(ScriptedCall(says("井盖的事"), says("对"), says("望京")))
    assert held.call.said == ["greeting.city", "confirm.department", "ask.street", "transfer.now"]


def test_the_district_is_asked_when_the_matter_depends_on_it() -> None:
    held = hold(ScriptedCall(says("有人在路边摆摊"), says("在中关村")))
    assert held.call.said == ["greeting.city", "ask.district", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue)
    assert held.call.outcome.referral.district == "海淀区"


def test_the_district_is_not_asked_when_it_was_said_or_lies_in_the_line() -> None:
    said = hold(ScriptedCall(says("望京街道有人摆摊")))
    line = hold(ScriptedCall(says("有人在路边摆摊"), line="6612345"))
    for held, district in ((said, "朝阳区"), (line, "西城区")):
        assert "ask.district" not in held.call.said
        assert isinstance(held.call.outcome, ToQueue)
        assert held.call.outcome.referral.district == district


def test_an_ambiguous_place_is_asked_about() -> None:
    held = hold(ScriptedCall(says("八里庄有人摆摊"), says("八里庄"), says("海淀的")))
    assert held.call.said == ["greeting.city", "ask.district", "ask.district_unclear", "transfer.now"]


def test_a_caller_who_does_not_know_the_district_is_asked_by_the_department() -> None:
    held = hold(ScriptedCall(says("有人在路边摆摊"), says("不知道啊")))
    assert isinstance(held.call.outcome, ToQueue)
    assert (held.call.outcome.referral.department_id, held.call.outcome.referral.district) == ("D07", None)


@pytest.mark.parametrize("objection", [says("不对"), says("不是这个"), presses("2")])
def test_a_wrong_department_is_stopped_while_it_is_announced(objection: Heard) -> None:
    held = hold(ScriptedCall(says("想办驾照"), says("单位不发工资"), over=(objection,)))
    assert held.call.said == ["greeting.city", "transfer.now", "ask.open.again", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M12"


def test_what_is_said_instead_over_the_announcement_is_taken_at_once() -> None:
    held = hold(ScriptedCall(says("想办驾照"), over=(says("不对我说的是单位不发工资"),)))
    assert held.call.said == ["greeting.city", "transfer.now", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M12"


@pytest.mark.parametrize(("over", "why"), [(says("转人工"), Why.ASKED), (says("我家着火了"), Why.EMERGENCY)])
def test_a_human_and_an_emergency_are_heard_over_the_announcement(over: Heard, why: Why) -> None:
    held = hold(ScriptedCall(says("想办驾照"), over=(over,)))
    assert isinstance(held.call.outcome, ToOperator) and held.call.outcome.why is why


@pytest.mark.parametrize("over", [says("好的谢谢"), says("啦啦啦"), presses("5")])
def test_what_is_no_objection_does_not_stop_a_transfer(over: Heard) -> None:
    assert isinstance(hold(ScriptedCall(says("想办驾照"), over=(over,))).call.outcome, ToQueue)


def test_an_announcement_is_said_again_to_who_asks_for_it() -> None:
    held = hold(ScriptedCall(says("想办驾照"), over=(says("慢一点"), says("再说一遍"))))
    assert held.call.said == ["greeting.city", "transfer.now", "transfer.now", "transfer.now"]
    assert held.call.manners[-1].slow


def test_wrong_department_at_the_district_question_goes_back() -> None:
    held = hold(ScriptedCall(says("有人在路边摆摊"), says("不是这个"), says("单位不发工资")))
    assert held.call.said == ["greeting.city", "ask.district", "ask.open.again", "transfer.now"]


def test_each_line_greets_in_its_own_name() -> None:
    held = hold(ScriptedCall(line="6612345"))
    assert held.call.prompts[0] == prompt("greeting.district", district=DistrictName("西城区"))


def test_a_closed_line_says_its_hours_and_leads_to_the_city() -> None:
    held = hold(ScriptedCall(line="6612345"), now=datetime(2026, 11, 24, 22, 0))
    assert held.call.said == ["closed.line"]
    assert held.call.outcome == ToOperator(Why.NO_DEPARTMENT)


def test_silence_is_answered_shorter_then_with_keys_then_by_a_human() -> None:
    held = hold(ScriptedCall(SILENT, SILENT, SILENT))
    assert held.call.said == ["greeting.city", "ask.open.shorter", "ask.open.keys", "ending.silent"]
    assert held.call.outcome == ToOperator(Why.SILENT)


def test_what_is_not_understood_is_asked_differently_then_with_examples_then_by_a_human() -> None:
    held = hold(ScriptedCall(says("啦啦啦啦"), says(""), says("哇哇哇哇")))
    assert held.call.said == ["greeting.city", "not_understood.open", "ask.open.guide", "ending.not_understood"]
    assert held.call.outcome == ToOperator(Why.NOT_UNDERSTOOD)


@pytest.mark.parametrize("wish", [says("人工"), says("帮我转人工吧"), presses("0")])
def test_a_human_is_one_word_or_one_key_away_at_every_question(wish: object) -> None:
    for before in ([], [says("我有个违章想问一下")], [says("生病了单位不管")], [says("有人在路边摆摊")]):
        held = hold(ScriptedCall(*before, wish))  # type: ignore[arg-type]
        assert isinstance(held.call.outcome, ToOperator)
        assert held.call.outcome.why is Why.ASKED
        assert held.call.said[-1] == "transfer.operator"


@pytest.mark.parametrize("wish", [says("再说一遍"), says("没听清"), presses("*")])
def test_again_repeats_the_same_question(wish: object) -> None:
    held = hold(ScriptedCall(says("我有个违章想问一下"), wish, says("对")))  # type: ignore[arg-type]
    assert held.call.said == ["greeting.city", "confirm.department", "confirm.department", "transfer.now"]


def test_an_emergency_is_told_its_number_and_gets_a_human_at_any_question() -> None:
    first = hold(ScriptedCall(says("我家着火了")))
    later = hold(ScriptedCall(says("有人在路边摆摊"), says("有人拿着刀")))
    assert first.call.said == ["greeting.city", "emergency.119"]
    assert later.call.said == ["greeting.city", "ask.district", "emergency.110"]
    assert isinstance(first.call.outcome, ToOperator)
    assert first.call.outcome.why is Why.EMERGENCY


def test_a_goodbye_ends_the_call() -> None:
    held = hold(ScriptedCall(says("没事了再见")))
    assert held.call.said == ["greeting.city", "ending.goodbye"]
    assert held.call.outcome == Ended(Why.GOODBYE)


@pytest.mark.parametrize("wish", [says("给我回电话"), presses("1")])
def test_a_callback_can_be_asked_for_at_once_and_belongs_to_the_city_desk(wish: object) -> None:
    held = hold(ScriptedCall(wish, says("可以"), says("都行"), says("对")))  # type: ignore[arg-type]
    assert held.call.outcome == Ended(Why.CALLBACK_KEPT)
    assert held.ledger.callbacks[0].referral == Referral("M01", "dept-M01")


def test_every_turn_is_noted() -> None:
    held = hold(ScriptedCall(says("我有个违章想问一下"), presses("1")))
    assert [(asked.name, heard) for _, asked, heard in held.ledger.turns] == [
        ("greeting.city", says("我有个违章想问一下")),
        ("confirm.department", presses("1")),
        ("transfer.now", None),
    ]

"""Two matters of one sentence: one after the other, and the second is never forgotten."""

from __future__ import annotations

from ivr.domain.outcomes import Ended, Referral, ToOperator, ToQueue, Why
from ivr.domain.prompts import DepartmentName, prompt
from tests.fakes.call import SILENT, ScriptedCall, says
from tests.flows.talks import Held, hold

BOTH = "我的驾照丢了，还有我的包裹被人拿走了"
FIRST = Referral("M08", "dept-M08", None, None, BOTH, None, "M61")
SECOND = Referral("M61", "dept-M61", None, None, BOTH)


def after_the_agent(*script: object, referral: Referral | None = FIRST) -> Held:
    return hold(ScriptedCall(*script), "survey", referral=referral)  # type: ignore[arg-type]


def test_the_first_is_led_on_and_takes_the_second_with_it() -> None:
    held = hold(ScriptedCall(says(BOTH)))
    assert held.call.said == ["greeting.city", "matters.two", "transfer.now"]
    assert held.call.outcome == ToQueue(FIRST)


def test_after_the_agent_the_second_is_taken_up() -> None:
    held = after_the_agent(says("好的"))
    assert held.call.prompts[0] == prompt("matters.go_on", department=DepartmentName("M61", "市邮政管理局"))
    assert held.call.outcome == ToQueue(SECOND)


def test_who_no_longer_wants_it_or_says_nothing_is_let_go() -> None:
    for script in ([says("不用了")], [SILENT, SILENT, SILENT]):
        assert after_the_agent(*script).call.outcome == Ended(Why.SERVED)


def test_instead_of_the_second_agent_a_callback_or_a_human_may_be_had() -> None:
    callback = after_the_agent(says("给我回电话"), says("可以"), says("都行"), says("对"))
    human = after_the_agent(says("人工"))
    assert callback.ledger.callbacks[0].referral == SECOND
    assert human.call.outcome == ToOperator(Why.ASKED, SECOND)


def test_when_nobody_answers_for_the_first_one_callback_keeps_both() -> None:
    held = hold(ScriptedCall(says("好"), says("可以"), says("都行"), says("对")), "unanswered", referral=FIRST)
    assert held.call.said[4:6] == ["callback.confirmed", "matters.both_kept"]
    assert held.ledger.callbacks[0].referral.further == "M61"

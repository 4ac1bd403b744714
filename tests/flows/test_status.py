"""A caller's earlier case: what was promised to their number is told, or a human looks it up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from ivr.domain.outcomes import Ended, Referral, ToOperator, Why
from ivr.domain.prompts import DepartmentName, Moment, prompt
from ivr.flows.ports import Promised
from tests.fakes.call import ScriptedCall, presses, says
from tests.fakes.callers import ForgetfulCallers, MemoryCallers
from tests.flows.talks import NOW, Held, hold

ASKS = says("我上次反映的事有结果了吗")
WAGES = DepartmentName("M12", "市人社局")


def asks(promised: Promised | tuple[Promised, ...] | None, *script: object, caller: str = "13800138000") -> Held:
    open_ones = promised if isinstance(promised, tuple) else (promised,) if promised else ()
    callers = MemoryCallers({"13800138000": open_ones})
    return hold(ScriptedCall(ASKS, *script, caller=caller), callers=callers)  # type: ignore[arg-type]


def test_an_open_promise_is_told_with_department_and_time_and_another_matter_may_follow() -> None:
    start = datetime(2026, 11, 25, 10, 0)
    held = asks(Promised("M12", start, start + timedelta(hours=1)), says("没有了"))
    moment = Moment(NOW.date(), date(2026, 11, 25), None, 10, 0)
    assert held.call.prompts[1] == prompt("status.open", department=WAGES, time=moment)
    assert held.call.outcome == Ended(Why.GOODBYE)


@pytest.mark.parametrize(
    ("promised", "moment"),
    [
        (Promised("M12", None, None), Moment(NOW.date(), None)),
        (Promised("M12", NOW - timedelta(hours=1), NOW + timedelta(hours=1)), Moment(NOW.date(), NOW.date())),
    ],
)
def test_any_time_and_a_time_that_has_begun_are_told_too(promised: Promised, moment: Moment) -> None:
    assert asks(promised).call.prompts[1] == prompt("status.open", department=WAGES, time=moment)


def test_a_broken_promise_is_admitted_and_gets_a_human_who_knows_the_department() -> None:
    held = asks(Promised("M12", NOW - timedelta(days=1), NOW - timedelta(hours=23)))
    assert held.call.said == ["greeting.city", "status.overdue"]
    assert held.call.outcome == ToOperator(Why.ASKED, Referral("M12", "dept-M12"))


def test_a_number_without_a_promise_gets_a_human() -> None:
    for held in (asks(None), asks(None, caller=""), hold(ScriptedCall(ASKS), callers=ForgetfulCallers())):
        assert held.call.said == ["greeting.city", "status.none"]
        assert held.call.outcome == ToOperator(Why.ASKED)


def test_the_earlier_case_can_be_asked_for_at_a_later_question_too() -> None:
    held = hold(ScriptedCall(says("有人在路边摆摊"), ASKS))
    assert held.call.said == ["greeting.city", "ask.district", "status.none"]


LATER = Promised("M37", datetime(2026, 11, 26, 10, 0), datetime(2026, 11, 26, 11, 0))
SOONER = Promised("M12", datetime(2026, 11, 25, 10, 0), datetime(2026, 11, 25, 11, 0))


@pytest.mark.parametrize(
    ("choice", "name"),
    [(presses("1"), "M37"), (says("人社局的"), "M12"), (says("第二个"), "M12")],
)
def test_of_two_promises_the_one_that_is_meant_is_told(choice: object, name: str) -> None:
    held = asks((LATER, SOONER), choice, says("没有了"))
    assert held.call.said == ["greeting.city", "ask.which", "status.open", "ending.goodbye"]
    told = dict(held.call.prompts[2].slots)["department"]
    assert isinstance(told, DepartmentName) and told.id == name


def test_who_means_neither_of_two_promises_gets_a_human_and_who_says_another_matter_is_helped_with_it() -> None:
    assert asks((LATER, SOONER), says("都不是")).call.outcome == ToOperator(Why.ASKED)
    assert asks((LATER, SOONER), says("我想办驾照")).call.said == ["greeting.city", "ask.which", "transfer.now"]


def test_of_two_promises_of_one_department_the_latest_is_told_where_nothing_tells_them_apart() -> None:
    other = Promised("M12", datetime(2026, 11, 26, 10, 0), datetime(2026, 11, 26, 11, 0))
    assert asks((other, SOONER), says("没有了")).call.said[1] == "status.open"

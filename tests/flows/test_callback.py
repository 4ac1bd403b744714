"""Nobody answered: a callback is offered, agreed on, kept, and only then promised."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.holds import Hold
from ivr.domain.outcomes import Ended, Referral, ToOperator, Why
from ivr.domain.prompts import DepartmentName, Digits, Moment, prompt
from tests.fakes.call import SILENT, ScriptedCall, presses, says
from tests.flows.talks import BEFORE, NOW, Held, hold


def unanswered(*script: object, caller: str = "13800138000", referral: Referral | None = BEFORE) -> Held:
    return hold(ScriptedCall(*script, caller=caller), "unanswered", referral=referral)  # type: ignore[arg-type]


def test_a_callback_to_the_callers_own_number() -> None:
    held = unanswered(says("好"), says("可以"), says("明天上午十点"), says("对"))
    assert held.call.said == [
        "busy.offer_callback", "callback.ask_number", "callback.ask_time", "callback.read_time",
        "callback.confirmed", "message.offer", "message.kept", "ending.goodbye",
    ]  # fmt: skip
    window = Window(datetime(2026, 11, 25, 10, 0), datetime(2026, 11, 25, 11, 0), "明天上午十点")
    kept = CallbackRequest("call-1", "12345", "13800138000", "13800138000", BEFORE, window, NOW)
    assert held.ledger.callbacks == [kept]
    assert held.call.outcome == Ended(Why.CALLBACK_KEPT)


def test_the_offer_names_the_department_that_did_not_answer() -> None:
    held = unanswered()
    assert held.call.prompts[0] == prompt("busy.offer_callback", department=DepartmentName("M12", "市人社局"))


def test_another_number_is_asked_and_read_back() -> None:
    held = unanswered(
        says("好"), says("不用这个"), says("幺三五零幺零幺零幺零幺"), says("对"), says("都行"), says("对")
    )
    assert held.call.prompts[3] == prompt("callback.read_number", digits=Digits("13501010101"))
    assert held.ledger.callbacks[0].number == "13501010101"
    assert held.ledger.callbacks[0].window is None


def test_another_number_may_be_said_at_once() -> None:
    held = unanswered(says("好"), says("打幺三五零幺零幺零幺零幺"), says("对"), says("都行"), says("对"))
    assert held.call.said[1:4] == ["callback.ask_number", "callback.read_number", "callback.ask_time"]
    assert held.ledger.callbacks[0].number == "13501010101"


def test_a_number_read_back_wrong_is_corrected_by_voice_or_keys() -> None:
    voice = unanswered(
        presses("1"), presses("2"), presses("13501010102"), says("不对是幺三五零幺零幺零幺零幺"), presses("1"),
        says("都行"), presses("1"),
    )  # fmt: skip
    keys = unanswered(
        presses("1"), presses("2"), presses("13501010102"), presses("2"), presses("13501010101"), presses("1"),
        says("都行"), presses("1"),
    )  # fmt: skip
    assert voice.ledger.callbacks[0].number == keys.ledger.callbacks[0].number == "13501010101"


@pytest.mark.parametrize("caller", ["", "1001", "99999999999"])
def test_a_caller_without_a_number_that_can_be_called_is_asked_for_one(caller: str) -> None:
    held = unanswered(says("好"), says("幺三五零幺零幺零幺零幺"), says("对"), says("都行"), says("对"), caller=caller)
    assert held.call.said[1] == "callback.ask_other_number"
    assert held.ledger.callbacks[0].caller == caller


def test_a_number_never_understood_leads_to_a_human_and_keeps_nothing() -> None:
    held = unanswered(says("好"), says("不"), says("幺三五"), says("嗯"), says("不知道"))
    assert held.call.said[2:] == [
        "callback.ask_other_number", "callback.number_again", "callback.number_keys", "ending.not_understood",
    ]  # fmt: skip
    assert held.call.outcome == ToOperator(Why.NOT_UNDERSTOOD, BEFORE)
    assert held.ledger.callbacks == []


def test_a_number_refused_again_and_again_leads_to_a_human() -> None:
    wrong = (presses("13501010101"), presses("2"))
    held = unanswered(says("好"), presses("2"), *wrong, *wrong, *wrong)
    assert held.call.outcome == ToOperator(Why.NOT_UNDERSTOOD, BEFORE)


def test_times_that_are_over_or_closed_are_refused_with_the_reason() -> None:
    held = unanswered(says("好"), says("好"), says("今天上午九点"), says("明天晚上八点"), says("明天下午"), says("对"))
    assert held.call.said[2:7] == [
        "callback.ask_time",
        "callback.time_past",
        "callback.time_closed",
        "callback.time_human",
        "callback.read_time",
    ]
    assert held.ledger.callbacks[0].window == Window(
        datetime(2026, 11, 25, 14, 0), datetime(2026, 11, 25, 18, 0), "明天下午"
    )


@pytest.mark.parametrize("closed", ["周六上午", "这个星期天下午三点"])
def test_a_day_on_which_the_department_is_closed_is_not_promised(closed: str) -> None:
    held = unanswered(says("好"), says("好"), says(closed), says("后天下午"), says("对"))
    assert held.call.said[2:5] == ["callback.ask_time", "callback.time_opens", "callback.read_time"]
    assert held.call.prompts[3] == prompt("callback.time_opens", time=Moment(NOW.date(), date(2026, 11, 30), None, 9))
    window = held.ledger.callbacks[0].window
    assert window is not None and window.start == datetime(2026, 11, 26, 14, 0)


def test_days_on_which_the_department_is_closed_again_and_again_lead_to_a_human() -> None:
    held = unanswered(says("好"), says("好"), says("周六上午"), says("周日"), says("周日下午"))
    assert held.call.outcome == ToOperator(Why.NOT_UNDERSTOOD, BEFORE) and held.ledger.callbacks == []


def test_a_time_read_back_wrong_is_asked_again() -> None:
    held = unanswered(says("好"), says("好"), says("明天上午"), says("不对"), says("后天下午"), says("对"))
    assert held.call.said[2:6] == [
        "callback.ask_time",
        "callback.read_time",
        "callback.time_again",
        "callback.read_time",
    ]
    assert held.ledger.callbacks[0].window == Window(
        datetime(2026, 11, 26, 14, 0), datetime(2026, 11, 26, 18, 0), "后天下午"
    )


def test_a_refused_callback_leads_to_a_human() -> None:
    held = unanswered(says("不用"))
    assert held.call.said == ["busy.offer_callback", "callback.refused"]
    assert held.call.outcome == ToOperator(Why.CALLBACK_REFUSED, BEFORE)


def test_silence_at_the_offer_leads_to_a_human() -> None:
    held = unanswered(SILENT, SILENT, SILENT)
    assert held.call.said == ["busy.offer_callback", "callback.offer_again", "confirm.keys", "ending.silent"]
    assert held.call.outcome == ToOperator(Why.SILENT, BEFORE)


def test_without_a_referral_the_city_desk_calls_back() -> None:
    held = unanswered(says("给我回电话吧"), says("好"), says("尽快"), says("对"), referral=None)
    assert held.ledger.callbacks[0].referral == Referral("M01", "dept-M01")


def test_a_call_keeps_one_callback_however_often_it_is_asked() -> None:
    held = unanswered(says("好"), says("可以"), says("都行"), says("对"))
    first = held.ledger.callbacks[0]
    assert held.ledger.keep_callback(first) == 1
    assert held.ledger.callbacks == [first]


def waiting(
    *script: object,
    caller: str = "13800138000",
    referral: Referral | None = BEFORE,
    now: datetime = NOW,
    place: Hold | None = None,
) -> Held:
    return hold(ScriptedCall(*script, caller=caller), "waiting", now, referral, place=place)  # type: ignore[arg-type]


def test_who_presses_the_key_while_waiting_is_asked_for_the_number_only_and_called_as_soon_as_possible() -> None:
    held = waiting(says("可以"))
    assert held.call.said[:2] == ["callback.ask_number", "callback.confirmed"]
    window = Window(NOW, datetime(2026, 11, 24, 18), "尽快")
    assert held.ledger.callbacks == [
        CallbackRequest("call-1", "12345", "13800138000", "13800138000", BEFORE, window, NOW)
    ]
    assert held.call.outcome == Ended(Why.CALLBACK_KEPT)


def test_who_waits_for_a_department_keeps_the_place_in_its_queue() -> None:
    place = Hold("dept-M12", datetime(2026, 11, 24, 15, 12, 30))
    held = waiting(says("可以"), place=place)
    assert (held.ledger.callbacks[0].hold, held.ledger.callbacks[0].referral) == (place, BEFORE)


def test_who_waits_for_an_operator_keeps_that_place_and_is_told_that_the_city_calls() -> None:
    place = Hold("operator", datetime(2026, 11, 24, 15, 12, 30))
    held = waiting(says("可以"), place=place)
    kept = held.ledger.callbacks[0]
    assert (kept.hold, kept.referral.department_id, kept.referral.matter) == (place, "M01", "工资")
    told = held.call.prompts[1]
    assert told.name == "callback.confirmed" and DepartmentName("M01", "市政府办公厅") in dict(told.slots).values()


def test_a_place_is_kept_for_who_waits_only_not_for_who_agrees_on_a_time() -> None:
    held = unanswered(says("好"), says("可以"), says("都行"), says("对"))
    assert held.ledger.callbacks[0].hold is None


def test_who_waits_with_a_withheld_number_says_one_and_hears_it_read_back() -> None:
    held = waiting(says("幺三五零幺零幺零幺零幺"), says("对"), caller="", referral=None)
    assert held.call.said[:3] == ["callback.ask_other_number", "callback.read_number", "callback.confirmed"]
    kept = held.ledger.callbacks[0]
    assert (kept.number, kept.referral.department_id) == ("13501010101", "M01")


def test_who_waits_in_the_evening_is_called_the_next_day_and_told_so() -> None:
    held = waiting(says("可以"), now=datetime(2026, 11, 24, 19))
    assert held.ledger.callbacks[0].window == Window(datetime(2026, 11, 25, 9), datetime(2026, 11, 25, 18), "尽快")


def test_who_waits_and_wants_a_human_after_all_gets_one_and_nothing_is_kept() -> None:
    held = waiting(says("转人工"))
    assert isinstance(held.call.outcome, ToOperator) and held.ledger.callbacks == []


def test_tomorrow_is_no_example_where_nobody_is_there_tomorrow() -> None:
    friday = datetime(2026, 11, 27, 15, 20)
    script = (says("好"), says("好"), says("明天上午十点"), says("周一上午十点"), says("对"))
    held = hold(ScriptedCall(*script), "unanswered", now=friday, referral=BEFORE)
    assert held.call.said[2:5] == ["callback.time_short", "callback.time_opens", "callback.read_time"]
    window = held.ledger.callbacks[0].window
    assert window is not None and window.start == datetime(2026, 11, 30, 10)


def test_a_time_that_is_wrong_twice_is_not_refused_in_the_same_words_and_a_human_is_offered() -> None:
    held = hold(ScriptedCall(says("好"), says("好"), says("半夜三点"), says("半夜三点")), "unanswered", referral=BEFORE)
    assert held.call.said[2:] == ["callback.ask_time", "callback.time_closed", "callback.time_human"]

"""Whom to turn to and when: open, at night, on holidays, on a roster with nobody there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from ivr.domain.calendar import Calendar, parse_days
from ivr.domain.directory import Directory, Matter, PlaceNeed
from ivr.domain.hours import Hours, Opening, OpeningTimes
from ivr.domain.outcomes import Ended, ToOperator, ToQueue, Why
from ivr.domain.prompts import DepartmentName, Digits, Moment, OpeningHours, prompt
from ivr.domain.rosters import Duty, Roster, Seat
from tests.fakes.call import SILENT, ScriptedCall, presses, says
from tests.fakes.directory import KEYWORDS, SMALL, KeywordRouter
from tests.flows.talks import NOW, Held, hold

NIGHT = datetime(2026, 11, 24, 20, 0)
LICENCE = DepartmentName("M08", "市交管局")
ALWAYS = (Opening(parse_days("每天"), Hours(time(0), time(0))),)
HELPED = replace(
    SMALL,
    router=KeywordRouter(KEYWORDS, {}, {}, {"驾照": Matter("M08", "驾照", "M08", PlaceNeed.NONE, (), "M61")}),
    hours=OpeningTimes({"M61": ALWAYS}),
)
"""At night the department of parcels helps with licences."""


def at_night(*script: object, directory: Directory = SMALL, now: datetime = NIGHT) -> Held:
    return hold(ScriptedCall(says("想办驾照"), *script), now=now, directory=directory)  # type: ignore[arg-type]


def test_while_the_prompt_plays_key_3_tells_the_hours_and_the_number() -> None:
    held = hold(ScriptedCall(says("想办驾照"), over=(presses("3"),)))
    hours = OpeningHours(time(9), time(17))
    assert held.call.prompts[1:] == [
        prompt("transfer.now", department=LICENCE),
        prompt("transfer.contact", department=LICENCE, digits=Digits("12345"), hours=hours),
    ]
    assert isinstance(held.call.outcome, ToQueue)


def test_of_who_is_always_there_no_hours_are_told() -> None:
    directory = replace(SMALL, hours=OpeningTimes({"M08": ALWAYS}))
    held = hold(ScriptedCall(says("想办驾照"), over=(presses("3"),)), directory=directory)
    assert held.call.said == ["greeting.city", "transfer.now", "transfer.contact_always"]


def test_a_closed_department_tells_when_it_opens_and_calls_back() -> None:
    held = at_night(says("好的"), says("可以"), says("都行"), says("对"))
    opens = Moment(date(2026, 11, 24), date(2026, 11, 25), None, 9, 0)
    assert held.call.prompts[1] == prompt("closed.callback", department=LICENCE, time=opens)
    assert held.call.outcome == Ended(Why.CALLBACK_KEPT)
    assert held.ledger.callbacks[0].referral.department_id == "M08"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ([says("不用了")], Why.CALLBACK_REFUSED),
        ([presses("2")], Why.CALLBACK_REFUSED),
        ([presses("0")], Why.ASKED),
        ([SILENT, SILENT, SILENT], Why.SILENT),
        ([says("啦啦"), says("哇哇"), says("呜呜")], Why.NOT_UNDERSTOOD),
    ],
)
def test_who_wants_no_callback_gets_the_city_operator_who_knows_the_matter(script: list[object], why: Why) -> None:
    held = at_night(*script)
    assert isinstance(held.call.outcome, ToOperator)
    assert held.call.outcome.why is why
    assert held.call.outcome.referral is not None and held.call.outcome.referral.department_id == "M08"


@pytest.mark.parametrize("answer", [says("转过去"), says("邮政局"), presses("2")])
def test_whoever_helps_meanwhile_is_offered_by_voice_and_key(answer: object) -> None:
    held = at_night(answer, directory=HELPED)
    assert held.call.said == ["greeting.city", "closed.helper", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue)
    assert held.call.outcome.referral.queue == "dept-M61"
    assert held.call.outcome.referral.matter == "驾照"


@pytest.mark.parametrize("answer", [says("给我回电"), says("好的"), presses("1")])
def test_beside_a_helper_a_callback_can_be_had(answer: object) -> None:
    held = at_night(answer, says("可以"), says("都行"), says("对"), directory=HELPED)
    assert held.ledger.callbacks[0].referral.department_id == "M08"


def test_beside_a_helper_silence_climbs_the_ladder() -> None:
    held = at_night(SILENT, SILENT, SILENT, directory=HELPED)
    assert held.call.said[1:] == ["closed.helper", "closed.helper_again", "closed.helper_keys", "ending.silent"]


def test_on_a_holiday_it_is_closed_and_on_a_make_up_saturday_open() -> None:
    holiday, saturday = datetime(2026, 10, 1, 10), datetime(2026, 10, 10, 10)
    calendar = Calendar(rest=frozenset({holiday.date()}), makeup=frozenset({saturday.date()}))
    directory = replace(SMALL, hours=OpeningTimes({}, calendar))
    assert at_night(says("不用"), directory=directory, now=holiday).call.said[1] == "closed.callback"
    assert at_night(directory=directory, now=saturday).call.said[1] == "transfer.now"


def test_a_roster_with_nobody_on_duty_counts_as_closed() -> None:
    duty = Duty("dept-M08", "826", Opening(parse_days("周三"), Hours(time(9), time(12))))
    directory = replace(SMALL, roster=Roster((Seat("dept-M08", "826", "车驾管窗口"),), (duty,)))
    held = at_night(says("不用"), directory=directory, now=NOW)
    opens = Moment(NOW.date(), date(2026, 11, 25), None, 9, 0)
    assert held.call.prompts[1] == prompt("closed.callback", department=LICENCE, time=opens)


def test_a_department_that_never_opens_leads_to_the_operator() -> None:
    never = (Opening(parse_days("2026-01-01"), Hours(time(9), time(10))),)
    held = at_night(directory=replace(SMALL, hours=OpeningTimes({"M08": never})))
    assert isinstance(held.call.outcome, ToOperator) and held.call.outcome.why is Why.NO_DEPARTMENT


@pytest.mark.parametrize("no", ["不对", "不是这个", "不是，我不找他们"])
def test_who_says_that_a_closed_department_is_the_wrong_one_is_asked_again(no: str) -> None:
    held = hold(ScriptedCall(says("想办驾照"), says(no), says("想办驾照")), now=NIGHT)
    assert held.call.said == ["greeting.city", "closed.callback", "ask.open.again", "not_understood.open"]


def test_a_closed_department_is_corrected_in_the_same_breath() -> None:
    held = hold(ScriptedCall(says("想办驾照"), says("不对，我问养老金")), now=NIGHT)
    assert held.call.said[:3] == ["greeting.city", "closed.callback", "closed.callback"]

"""Where a matter is: asked for only as far as it matters, and never of who has said it."""

from __future__ import annotations

import pytest

from ivr.domain.outcomes import ToOperator, ToQueue
from ivr.domain.prompts import DistrictName, Keyed, StreetName, prompt
from tests.fakes.call import SILENT, ScriptedCall, presses, says
from tests.fakes.directory import SMALL
from tests.flows.talks import Held, hold


def place_of(held: Held) -> tuple[str | None, str | None]:
    assert isinstance(held.call.outcome, ToQueue)
    return held.call.outcome.referral.district, held.call.outcome.referral.street


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ("望京街道", ("朝阳区", "望京街道")),
        ("五道口那边", ("海淀区", None)),
        ("朝阳的八里庄", ("朝阳区", "八里庄街道")),
        ("海淀区", ("海淀区", None)),
    ],
)
def test_the_street_is_asked_for_and_any_place_nearby_will_do(answer: str, place: tuple[str, str | None]) -> None:
    held = hold(ScriptedCall(says("楼道里堆满了东西"), says(answer)))
    assert held.call.said == ["greeting.city", "ask.street", "transfer.now"]
    assert place_of(held) == place


def test_a_street_that_was_said_is_not_asked_for() -> None:
    held = hold(ScriptedCall(says("金融街这边楼道里堆满了东西")))
    assert held.call.said == ["greeting.city", "transfer.now"]
    assert place_of(held) == ("西城区", "金融街街道")


def test_within_a_known_district_its_streets_are_listened_for() -> None:
    held = hold(ScriptedCall(says("海淀的，楼道里堆满了东西"), says("八里庄")))
    assert "八里庄街道" in held.call.expected[1].phrases and "望京街道" not in held.call.expected[1].phrases
    assert place_of(held) == ("海淀区", "八里庄街道")


def test_who_does_not_know_the_street_is_asked_for_the_district_at_most() -> None:
    nothing = hold(ScriptedCall(says("楼道里堆满了东西"), says("不知道啊"), says("朝阳")))
    district = hold(ScriptedCall(says("朝阳的，楼道里堆满了东西"), says("说不上来")))
    assert nothing.call.said == ["greeting.city", "ask.street", "ask.district", "transfer.now"]
    assert district.call.said == ["greeting.city", "ask.street", "transfer.now"]
    assert place_of(nothing) == place_of(district) == ("朝阳区", None)


def test_a_name_in_two_districts_is_settled_by_the_district() -> None:
    held = hold(ScriptedCall(says("八里庄这边楼道堆满了"), says("海淀的")))
    assert held.call.said == ["greeting.city", "ask.district", "transfer.now"]
    assert place_of(held) == ("海淀区", "八里庄街道")


def test_a_place_never_told_leads_to_a_human_who_knows_the_matter() -> None:
    held = hold(ScriptedCall(says("楼道里堆满了东西"), SILENT, SILENT, SILENT))
    assert held.call.said == ["greeting.city", "ask.street", "ask.street_shorter", "ask.street_human", "ending.silent"]
    assert isinstance(held.call.outcome, ToOperator)
    assert held.call.outcome.referral is not None and held.call.outcome.referral.matter == "楼道堆物"


def test_a_street_that_is_not_understood_is_left_to_the_department_once_the_district_is_known() -> None:
    held = hold(ScriptedCall(says("楼道里堆满了东西"), says("啦啦啦"), says("在朝阳")))
    assert held.call.said == ["greeting.city", "ask.street", "ask.district_instead", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue)
    assert (held.call.outcome.referral.district, held.call.outcome.referral.street) == ("朝阳区", None)


def test_a_place_that_is_never_understood_is_left_to_the_department() -> None:
    held = hold(ScriptedCall(says("楼道里堆满了东西"), *[says("啦啦啦")] * 4))
    assert held.call.said[2:] == ["ask.district_instead", "ask.district_unclear", "ask.district_human", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.district is None


def test_a_district_and_a_street_can_be_chosen_by_keys_alone() -> None:
    held = hold(ScriptedCall(says("楼道里堆满了东西"), presses("1"), presses("3"), presses("2")))
    asked = [prompt for prompt in held.call.prompts if prompt.name.startswith("keys.")]
    districts = tuple(DistrictName(name) for name in SMALL.districts)
    streets = tuple(StreetName(name) for name in SMALL.streets_of("朝阳区"))
    assert asked == [prompt("keys.page", choices=Keyed(districts)), prompt("keys.page", choices=Keyed(streets))]
    assert isinstance(held.call.outcome, ToQueue)
    assert (held.call.outcome.referral.district, held.call.outcome.referral.street) == ("朝阳区", "八里庄街道")


def test_who_presses_8_does_not_know_the_place() -> None:
    held = hold(ScriptedCall(says("有人在路边摆摊"), presses("8")))
    assert held.call.said == ["greeting.city", "ask.district", "transfer.now"]


@pytest.mark.parametrize("matter", ["楼道里堆满了东西", "有人在路边摆摊"])
def test_another_matter_said_instead_of_a_place_is_taken_as_such(matter: str) -> None:
    held = hold(ScriptedCall(says(matter), says("我想换个驾照")))
    assert held.call.said[2:] == ["transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M08"


def test_the_same_matter_said_again_instead_of_a_place_is_no_other_one() -> None:
    held = hold(ScriptedCall(says("有人在路边摆摊"), says("就是摆摊的事"), says("海淀")))
    assert held.call.said == ["greeting.city", "ask.district", "ask.district_unclear", "transfer.now"]


@pytest.mark.parametrize("matter", ["楼道里堆满了东西", "有人在路边摆摊"])
def test_a_no_instead_of_a_place_goes_back_and_excludes_the_department(matter: str) -> None:
    held = hold(ScriptedCall(says(matter), says("不对"), says(matter)))
    assert held.call.said[2:] == ["ask.open.again", "not_understood.open"]
    corrected = hold(ScriptedCall(says(matter), says("不对，我要换驾照")))
    assert corrected.call.said[2:] == ["transfer.now"]

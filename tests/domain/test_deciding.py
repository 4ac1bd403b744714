"""What is done with what a caller said, on a small city."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest

from ivr.domain.answers import Answer, Case
from ivr.domain.deciding import Action, decide
from ivr.domain.directory import Candidate, Directory, Labelled, Matter, PlaceNeed, Reading
from tests.fakes.directory import SMALL, KeywordRouter

STALL = Matter("D07", "摆摊", "D07", PlaceNeed.DISTRICT, ("M08",), "M08")
RUBBISH = Matter("D30", "楼道堆物", "D07", PlaceNeed.STREET, (), "M08")
LICENCE = Matter("M08", "驾照", "M08", PlaceNeed.NONE, ("M12",), "M12")


class FixedRouter:
    """Reads every text the same."""

    def __init__(self, *ranked: Candidate, reading: Reading | None = None) -> None:
        self.reading = reading or Reading(ranked, alarm=0.0)

    def read(self, text: str, others: tuple[str, ...] = ()) -> Reading:
        return self.reading

    def rank_matters(self, text: str, matters: Collection[Matter]) -> tuple[Matter, ...]:
        return tuple(matters)


def city(*ranked: Candidate) -> Directory:
    return replace(SMALL, router=FixedRouter(*ranked))


def test_a_clear_matter_without_a_place_is_handed_over() -> None:
    decision = decide("我想换个驾照", city(Candidate("M08", 0.9, LICENCE)))
    assert (decision.action, decision.confidence) == (Action.TRANSFER, 0.9)


def test_the_district_is_asked_for_only_where_it_makes_a_difference() -> None:
    stall = city(Candidate("D07", 0.9, STALL))
    assert decide("楼下有人摆摊", stall).action is Action.ASK_DISTRICT
    said = decide("我在五道口，楼下有人摆摊", stall)
    assert (said.action, said.district) == (Action.TRANSFER, "海淀区")


def test_a_district_line_knows_its_district() -> None:
    decision = decide("楼下有人摆摊", city(Candidate("D07", 0.9, STALL)), line="6612345")
    assert (decision.action, decision.district) == (Action.TRANSFER, "西城区")


def test_a_street_offices_matter_needs_the_street_and_a_landmark_will_do() -> None:
    rubbish = city(Candidate("D07", 0.9, RUBBISH))
    assert decide("楼道里堆满了破烂", rubbish).action is Action.ASK_STREET
    assert decide("海淀区的，楼道里堆满了破烂", rubbish).action is Action.ASK_STREET
    assert decide("五道口这边楼道里堆满了破烂", rubbish).action is Action.TRANSFER
    assert decide("八里庄这边楼道里堆满了破烂", rubbish).action is Action.ASK_DISTRICT


def test_a_likely_matter_is_confirmed_and_an_unlikely_one_asked_for() -> None:
    assert decide("那个本子的事情", city(Candidate("M08", 0.3, LICENCE))).action is Action.CONFIRM
    assert decide("那个本子的事情", city(Candidate("M08", 0.05, LICENCE))).action is Action.ASK_MATTER


def test_between_two_departments_that_both_may_nothing_is_asked() -> None:
    both = (Candidate("M08", 0.3, LICENCE), Candidate("M12", 0.29))
    assert decide("那个本子的事情", city(*both)).action is Action.TRANSFER
    either = (Candidate("M08", 0.3), Candidate("M61", 0.29))
    assert decide("那个本子的事情", city(*either)).action is Action.ASK_MATTER


@pytest.mark.parametrize(
    ("text", "action", "label"),
    [
        ("我家着火了快来人", Action.EMERGENCY, "EMERGENCY_119"),
        ("给我转人工", Action.SPECIAL, "HUMAN"),
        ("do you speak english", Action.SPECIAL, "FOREIGN_LANGUAGE"),
    ],
)
def test_what_is_no_matter_is_told_by_its_label_and_still_ranked(text: str, action: Action, label: str) -> None:
    decision = decide(text, city(Candidate("M08", 0.9, LICENCE)))
    assert (decision.action, decision.labels[0]) == (action, label)
    assert decision.ranked[0].department_id == "M08"


def test_phrases_teach_labels_that_no_rule_knows() -> None:
    taught = replace(
        SMALL, router=KeywordRouter({}, {"锅炉炸": "EMERGENCY_119", "办点儿事": "VAGUE", "星座": "OUT_OF_SCOPE"})
    )
    assert decide("这边锅炉炸开花啦", taught).labels == ("EMERGENCY_119",)
    assert decide("我想办点儿事", taught).action is Action.ASK_MATTER
    assert decide("聊聊星座呗", taught).action is Action.SPECIAL


def test_a_known_question_is_answered_when_its_department_was_understood() -> None:
    case = Case({}, "带上旧驾照。", "自写", date(2027, 6, 30))
    answers = {"换证": Answer("换证", "M08", "驾照", (case,))}
    router = KeywordRouter(
        {"M08": {"驾照": 0.9}, "M12": {"工资": 0.8}}, {}, {"驾照带什么": "换证", "工资带什么": "换证"}
    )
    asking = replace(SMALL, router=router, answers=answers)
    assert decide("换驾照带什么", asking).answer == "换证"
    assert decide("领工资带什么", asking).action is Action.TRANSFER


def test_two_matters_of_one_sentence_are_told_apart() -> None:
    decision = decide("我的驾照丢了，还有我的包裹被人拿走了", SMALL)
    assert decision.action is Action.ASK_MATTER
    assert decision.further is not None
    assert {decision.ranked[0].department_id, decision.further.department_id} == {"M08", "M61"}


def test_a_department_already_refused_is_not_ranked() -> None:
    both = (Candidate("M08", 0.6, LICENCE), Candidate("M61", 0.2))
    assert decide("那个本子的事情", city(*both), excluded={"M08"}).ranked[0].department_id == "M61"


def test_a_matter_beyond_the_city_is_out_of_scope_where_the_place_decides() -> None:
    assert decide("我在燕郊，楼下有人摆摊", city(Candidate("D07", 0.9, STALL))).labels == ("OUT_OF_SCOPE",)
    assert decide("我在燕郊，想换驾照", city(Candidate("M08", 0.9, LICENCE))).labels == ()


def test_nothing_said_is_asked_again() -> None:
    assert decide("嗯嗯这个呢", replace(SMALL, router=KeywordRouter({}))).ranked == ()


def test_what_the_recogniser_may_have_heard_instead_can_be_an_emergency() -> None:
    """Only where the text is a little like one too: a far reading alone raises no alarm."""
    fire = Reading((), (Labelled("EMERGENCY_119", 0.05),))
    heard = replace(SMALL, router=FixedRouter(reading=fire))
    assert decide("生产找和了", heard, others=("商场着火了",)).labels == ("EMERGENCY_119",)
    unlike = replace(SMALL, router=FixedRouter(reading=Reading()))
    assert decide("生产找和了", unlike, others=("商场着火了",)).action is not Action.EMERGENCY

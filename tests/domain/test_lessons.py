"""What may be learnt from a corrected call, and under which matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.domain.corrections import Correction, Misrouting
from ivr.domain.directory import Matter, PlaceNeed
from ivr.domain.lessons import fault_of, full_name, matter_to_file, matters_named, matters_of, proposals
from tests.fakes.directory import SMALL, KeywordRouter

STALL = Matter("M01", "摆摊", "D07", PlaceNeed.DISTRICT, (), "M01")
SMOKE = Matter("D07", "烧烤", "D07", PlaceNeed.DISTRICT, (), "M01")
OTHER_STALL = Matter("D07", "摆摊", "D07", PlaceNeed.DISTRICT, (), "M01")
FILES = Matter("M01", "信息公开", "M01", PlaceNeed.NONE, (), "M01")
MATTERS = {(matter.department_id, matter.name): matter for matter in (STALL, SMOKE, FILES)}
CITY = replace(SMALL, matters=MATTERS, router=KeywordRouter({}, labels={"快出事": "EMERGENCY_110", "随便": "GOODBYE"}))


def corrected(department_id: str | None, words: str = "门口烧烤的烟", matter: str | None = None) -> Correction:
    return Correction((Misrouting(words, 0.8),), department_id, matter)


def test_the_matters_of_a_department_are_those_it_answers_wherever_they_are_filed() -> None:
    assert matters_of("D07", CITY) == (STALL, SMOKE)
    assert matters_of("M01", CITY) == (FILES,)


def test_a_department_that_answers_nothing_offers_what_is_filed_under_it() -> None:
    filed_only = replace(CITY, matters={("M01", "摆摊"): STALL})
    assert matters_of("M01", filed_only) == (STALL,)


def test_proposals_follow_the_words_unless_a_matter_was_named() -> None:
    assert proposals(corrected("D07"), CITY) == (SMOKE, STALL)
    assert proposals(corrected("D07", matter="摆摊"), CITY) == (STALL, SMOKE)
    assert proposals(corrected(None), CITY) == ()


def test_a_matter_is_found_by_its_name_alone_or_with_its_department() -> None:
    assert matter_to_file(corrected("D07"), "摆摊", CITY) == STALL
    assert matter_to_file(corrected("D07"), "", CITY) == SMOKE
    assert matter_to_file(corrected("D07"), "信息公开", CITY) is None
    assert matter_to_file(corrected(None), "摆摊", CITY) is None
    two = replace(CITY, matters=MATTERS | {("D07", "摆摊"): OTHER_STALL})
    assert matter_to_file(corrected("D07"), "摆摊", two) is None and len(matters_named("摆摊", "D07", two)) == 2
    assert matter_to_file(corrected("D07"), full_name(OTHER_STALL, two), two) == OTHER_STALL


@pytest.mark.parametrize(
    "phrase", ["门口有人摆摊", "打了一二三一五没人管", "96110是真的吗", "随便摆的摊", "二零二六年的税"]
)
def test_a_callers_own_words_may_be_learnt(phrase: str) -> None:
    assert fault_of(phrase, CITY) is None


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("摆摊", "fewer than 3 syllables"),
        ("门口有人摆摊" * 11, "longer than 60 characters"),
        ("=1+门口有人摆摊", "begins with a sign"),
        ("门口有人\n摆摊", "line break"),
        ("门口摆摊打我一三八零零一三八零零零", "telephone or identity number"),
        ("门口摆摊我是 138-0013-8000", "telephone or identity number"),
        ("门口摆摊电话腰三八零零一三八零零零", "telephone or identity number"),
        ("身份证幺幺零幺零五一九四九一二三一零零二叉摆摊", "telephone or identity number"),
        ("身份证 110105 19491231 002X 摆摊", "telephone or identity number"),
        ("座机六六一二三四五六门口摆摊", "telephone or identity number"),
        ("着火了快来人", "EMERGENCY_119"),
        ("这里快出事了", "EMERGENCY_110"),
        ("我要转人工服务", "HUMAN"),
    ],
)
def test_what_must_not_be_learnt_is_refused_and_not_repeated(phrase: str, says: str) -> None:
    fault = fault_of(phrase, CITY)
    assert fault is not None and says in fault and phrase not in fault

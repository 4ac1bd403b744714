"""The right text for the caller's own case, with as few questions as it needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from ivr.domain.answers import Answer, AskFact, Case, Fact, NoCase, Tell, answer_for, parse_case


def answer(cases: Mapping[str, str]) -> Answer:
    rows = (Case(parse_case(facts), text, "自写", date(2027, 6, 30)) for facts, text in cases.items())
    return Answer("A1", "M07", "居住证", tuple(rows))


PLAIN = answer({"": "到派出所办。"})
BRANCHING = answer({"户籍=本市": "不用办。", "户籍=外地;对象=个人": "带合同。", "户籍=外地;对象=企业": "单位办。"})
WITH_DEFAULT = answer({"": "一般十五天。", "首次=首次": "三十天。"})


def told(answer: Answer, known: Mapping[str, str], *unsaid: str) -> str:
    found = answer_for(answer, known, unsaid)
    assert isinstance(found, Tell)
    return found.case.text


def test_an_answer_for_everybody_is_told_at_once() -> None:
    assert told(PLAIN, {}) == "到派出所办。"


def test_only_the_facts_that_matter_are_asked() -> None:
    assert answer_for(BRANCHING, {}) == AskFact("户籍")
    assert told(BRANCHING, {"户籍": "本市"}) == "不用办。"
    assert answer_for(BRANCHING, {"户籍": "外地"}) == AskFact("对象")
    assert told(BRANCHING, {"户籍": "外地", "对象": "企业"}) == "单位办。"


def test_what_the_caller_said_already_is_not_asked() -> None:
    assert answer_for(BRANCHING, {"对象": "个人"}) == AskFact("户籍")


def test_who_cannot_tell_gets_the_text_for_everybody() -> None:
    assert answer_for(WITH_DEFAULT, {}) == AskFact("首次")
    assert told(WITH_DEFAULT, {}, "首次") == "一般十五天。"
    assert told(WITH_DEFAULT, {"首次": "续办"}) == "一般十五天。"
    assert told(WITH_DEFAULT, {"首次": "首次"}) == "三十天。"


def test_without_a_text_that_fits_the_department_answers() -> None:
    assert answer_for(BRANCHING, {}, ("户籍",)) == NoCase()
    assert answer_for(BRANCHING, {"户籍": "港澳"}) == NoCase()


def test_a_third_fact_is_never_asked() -> None:
    greedy = answer({"": "一般。", "甲=一;乙=一;丙=一": "特别。"})
    assert told(greedy, {"甲": "一", "乙": "一"}) == "一般。"


def test_a_value_is_known_by_the_longest_way_to_say_it() -> None:
    fact = Fact("户籍", "您是本市户口吗？", {"本市": ("北京户口", "是"), "外地": ("不是", "外地户口")})
    assert fact.value_in("我不是") == "外地" and fact.value_in("是的") == "本市"
    assert fact.value_in("我是被京户口") == "本市" and fact.value_in("不知道") is None


@pytest.mark.parametrize("text", ["户籍", "户籍=", "=本市", "户籍=本市;户籍=外地"])
def test_a_case_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="fact=value"):
        parse_case(text)

"""An answer is understood when it means the same."""

from __future__ import annotations

import pytest

from ivr.adapters.speech.answers import is_taken, is_understood
from ivr.domain.expecting import DIGITS, MOMENT, YES_NO, Expecting, choice_of, district_of

OFFICES = choice_of(("公安局", "民政局"))
DISTRICTS = district_of(("朝阳区", "海淀区"))


@pytest.mark.parametrize(
    ("said", "heard", "expecting"),
    [
        ("是的", "对", YES_NO),
        ("不用了", "不要", YES_NO),
        ("138,0013", "幺三八零零幺三", DIGITS),
        ("我的电话是幺三八", "幺三八", DIGITS),
        ("明天上午十点", "明天上午，十点钟", MOMENT),
        ("公安局", "我找公安局", OFFICES),
        ("第一个", "第一个", OFFICES),
        ("我在朝阳区", "朝阳区的", DISTRICTS),
        ("随便什么，都一样。", "随便什么都一样", None),
    ],
)
def test_it_means_the_same(said: str, heard: str, expecting: Expecting | None) -> None:
    assert is_understood(said, heard, expecting)


@pytest.mark.parametrize(
    ("said", "heard", "expecting"),
    [
        ("是的", "不是", YES_NO),
        ("是的", "天气真好", YES_NO),
        ("今天天气", "明天天气", YES_NO),
        ("幺三八", "幺三", DIGITS),
        ("幺三八", "", DIGITS),
        ("明天上午十点", "明天上午四点", MOMENT),
        ("公安局", "民政局", OFFICES),
        ("公安局", "", OFFICES),
        ("朝阳区", "海淀区", DISTRICTS),
        ("公安局", "公安", None),
    ],
)
def test_it_means_something_else(said: str, heard: str, expecting: Expecting | None) -> None:
    assert not is_understood(said, heard, expecting)


def test_foreign_speech_is_taken_for_an_answer_only_as_a_whole_phrase() -> None:
    assert is_taken("是的。", YES_NO)
    assert not is_taken("是的我在家", YES_NO) and not is_taken("", YES_NO)

"""What was written down: loops are cut, doubtful passages marked, digits written as digits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.domain.transcripts import UNCLEAR, Passage, readable, without_loops, without_numbers, written

SURE = Passage("我家暖气不热", 2.0, -0.3, 0.8, 0.05)


@pytest.mark.parametrize(
    ("looped", "cut"),
    [
        ("首項電視上的" + "電視上的" * 6, "首項電視上的"),
        ("好好好好好好好", "好"),
        ("不是不是不是不是不是", "不是"),
        ("请点赞订阅请点赞订阅请点赞订阅请点赞订阅", "请点赞订阅"),
        ("嗯对对对对我知道", "嗯对对对对我知道"),
        ("好的好的，我等你们电话", "好的好的，我等你们电话"),
        ("八八零零八八零零", "八八零零八八零零"),
        ("电话是13888888888", "电话是13888888888"),
        ("0" * 40, "0"),
        ("12" * 30, "12"),
        ("", ""),
    ],
)
def test_what_is_repeated_over_and_over_is_kept_once(looped: str, cut: str) -> None:
    assert without_loops(looped) == cut


def test_a_long_text_is_cut_in_no_time() -> None:
    assert len(without_loops("一二三四五六七八九十" * 2000 + "完")) == 11


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("我的 电话 是 幺三九 零零零零 幺二三四", "我的电话是13900001234"),
        ("打139-0000-1234", "打13900001234"),
        ("打139 0000 1234，谢谢", "打13900001234，谢谢"),
        ("１３９００００１２３４", "13900001234"),
        ("明天上午十点", "明天上午十点"),
        ("二零二六年三月", "二零二六年三月"),
        ("三四个人", "三四个人"),
        ("9点到10点", "9点到10点"),
        ("Hello, my residence permit", "Hello, my residence permit"),
        ("我在 Apple 店 门口", "我在Apple店门口"),
        ("  ", ""),
    ],
)
def test_numbers_read_out_are_digits_and_chinese_has_no_blanks(heard: str, text: str) -> None:
    assert readable(heard) == text


@pytest.mark.parametrize(
    "doubtful",
    [
        replace(SURE, log_probability=-1.07),
        replace(SURE, compression=3.1),
        replace(SURE, no_speech=0.8, log_probability=-0.7),
        replace(SURE, text="字幕由志愿者提供" * 10),
        replace(SURE, text="一个人不可能在一秒钟里面说完这样长的一句话的所以这一定不是真的", seconds=1.0),
        replace(SURE, text=" "),
    ],
)
def test_a_passage_that_cannot_be_believed_is_marked(doubtful: Passage) -> None:
    assert written([doubtful]) == UNCLEAR
    assert written([SURE, doubtful, doubtful, SURE]) == "我家暖气不热，…我家暖气不热"


def test_passages_are_joined_and_nothing_is_nothing() -> None:
    assert written([SURE, replace(SURE, text="请快点来。"), SURE]) == "我家暖气不热，请快点来。我家暖气不热"
    assert written([]) == ""


def test_on_a_screen_telephone_numbers_are_masked() -> None:
    assert without_numbers("打13900001234，12楼，95598") == "打139…34，12楼，95598"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("打幺三九零零零零一二三四找我", "打139…34找我"),
        ("我电话一三九 零零零零 一二三四", "我电话139…34"),
        ("１３９００００１２３４", "139…34"),
        ("138 0013 8000", "138…00"),
        ("二零二六年十二月一号", "二零二六年十二月一号"),
        ("2026-12-01 14:00", "2026-12-01 14:00"),
        ("一二三四五热线", "一二三四五热线"),
    ],
)
def test_numbers_are_masked_as_they_are_heard_too(said: str, shown: str) -> None:
    assert without_numbers(said) == shown

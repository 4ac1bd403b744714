"""Which of several readings of an answer is acted on, question by question."""

from __future__ import annotations

import pytest

from ivr.domain.expecting import DIGITS, MOMENT, OPEN, OWN_NUMBER, YES_NO, Expecting, choice_of, district_of
from ivr.domain.meant import choose
from ivr.domain.number_choice import Guess

OFFERED = choice_of(("税务局", "市税务局", "财政局"))
DISTRICT = district_of(("朝阳区", "朝阳", "海淀区", "海淀"))
UNKNOWN = Guess("", 1.0, has_unknown=True)


def chosen(expecting: Expecting, closed: list[Guess], *opened: str) -> str:
    return choose(expecting, closed, [Guess(text, 1 / len(opened)) for text in opened]).text


def test_an_open_question_takes_what_was_heard_openly() -> None:
    assert chosen(OPEN, [], "我家停水了", "我家停税了") == "我家停水了"
    assert chosen(OPEN, []) == ""


@pytest.mark.parametrize(
    ("expecting", "closed", "opened"),
    [
        (YES_NO, "没错", "没做"),
        (YES_NO, "是的是的", "十的时的"),
        (YES_NO, "好", ""),
        (OWN_NUMBER, "就这个号", "就这个好"),
        (OFFERED, "第二个", "第而歌"),
        (DISTRICT, "海淀区", "还点去"),
        (MOMENT, "明天下午三点", "民天下五三点"),
    ],
)
def test_an_answer_of_the_grammar_counts_when_the_open_ear_heard_something_like_it(
    expecting: Expecting, closed: str, opened: str
) -> None:
    assert chosen(expecting, [Guess(closed)], opened) == closed


def test_an_answer_as_long_as_what_was_heard_openly_counts_when_the_grammar_is_sure() -> None:
    assert chosen(YES_NO, [Guess("不行", 0.85)], "我接") == "不行"
    assert chosen(YES_NO, [Guess("对", 0.9)], "没") == "对"
    assert chosen(YES_NO, [Guess("对", 0.5)], "给") == "给"
    assert chosen(YES_NO, [Guess("对", 0.9)], "一根") == "一根"


def test_readings_that_mean_the_same_count_together() -> None:
    assert chosen(YES_NO, [Guess("行", 0.55), Guess("好", 0.44)], "从") == "行"
    assert chosen(YES_NO, [Guess("好点", 0.64), Guess("好的", 0.33)], "旁边") == "好的"
    assert chosen(OWN_NUMBER, [Guess("好点", 0.64), Guess("好的", 0.33)], "旁边") == "好的"
    assert chosen(YES_NO, [Guess("好", 0.5), Guess("", 0.3), Guess("行", 0.1), Guess("", 0.1, True)], "从") == "好"


def test_a_mixture_counts_for_a_phrase_that_was_heard_too() -> None:
    assert chosen(YES_NO, [Guess("好行", 0.79), Guess("好的", 0.1), Guess("", 0.1, True)], "旁边") == "好的"
    assert chosen(YES_NO, [Guess("好行", 0.9), Guess("", 0.1, True)], "旁边") == "旁边"
    assert chosen(YES_NO, [Guess("好的", 0.64), Guess("行点", 0.24), Guess("", 0.12, True)], "旁边") == "好的"
    assert chosen(YES_NO, [Guess("好行", 0.5), Guess("不好", 0.4)], "旁边") == "旁边"


def test_readings_that_do_not_mean_the_same_do_not_count_together() -> None:
    assert chosen(YES_NO, [Guess("行", 0.55), Guess("不", 0.44)], "从") == "从"
    assert chosen(YES_NO, [Guess("好", 0.5), Guess("好", 0.4, has_unknown=True)], "从") == "从"
    assert chosen(YES_NO, [Guess("行", 0.55), Guess("好", 0.44)], "从前") == "从前"
    assert chosen(YES_NO, [Guess("行", 0.55), Guess("好", 0.44)], "不") == "不"
    assert chosen(YES_NO, [Guess("好点", 1.0), Guess("", 0.0)], "我家旁边") == "我家旁边"


def test_an_answer_beside_something_unknown_does_not_count() -> None:
    assert chosen(YES_NO, [Guess("要", has_unknown=True)], "我要找公安局") == "我要找公安局"
    assert chosen(YES_NO, [Guess("要", has_unknown=True)]) == ""


def test_a_sentence_squeezed_into_the_grammar_does_not_count() -> None:
    assert chosen(YES_NO, [Guess("是")], "市公积金中心") == "市公积金中心"
    assert chosen(YES_NO, [Guess("对是")], "随时") == "随时"


def test_words_mixed_from_two_phrases_are_no_answer() -> None:
    assert chosen(YES_NO, [Guess("说对的")], "说的的") == "说的的"


@pytest.mark.parametrize(
    ("expecting", "opened", "meant"),
    [
        (YES_NO, "东部是", "都不是"),
        (YES_NO, "市", "是"),
        (OFFERED, "水务局", "税务局"),
        (OFFERED, "东部是", "都不是"),
        (DISTRICT, "潮阳区", "朝阳区"),
        (DIGITS, "就这个好", "就这个号"),
        (MOMENT, "认购服务", "人工服务"),
    ],
)
def test_a_misheard_phrase_is_known_by_its_sound(expecting: Expecting, opened: str, meant: str) -> None:
    assert chosen(expecting, [UNKNOWN], opened) == meant


@pytest.mark.parametrize("opened", ["今天天气真不错", "我家暖气不热", "市审计局", "银行", "你好", "四季青桥"])
@pytest.mark.parametrize("expecting", [YES_NO, OFFERED, DISTRICT, DIGITS, MOMENT])
def test_what_is_no_answer_stays_as_it_was_heard(expecting: Expecting, opened: str) -> None:
    assert chosen(expecting, [UNKNOWN], opened) == opened


def test_the_beginning_of_one_name_stands_for_it() -> None:
    assert chosen(OFFERED, [], "财政") == "财政局"
    assert chosen(OFFERED, [], "第一") == "第一个"
    assert chosen(DISTRICT, [], "我在海淀") == "我在海淀"
    assert chosen(OFFERED, [], "第") == "第"
    assert chosen(choice_of(("税务局", "税务所")), [], "税务") == "税务"


def test_of_many_readings_the_one_that_is_a_telephone_number_is_meant() -> None:
    closed = [Guess("幺三五零幺零幺零幺零", 0.7), Guess("幺三五零幺零幺零幺零幺", 0.3)]
    assert chosen(DIGITS, closed, "幺三五零一零幺") == "幺三五零幺零幺零幺零幺"
    assert chosen(OWN_NUMBER, [], "打幺三五零幺零", "打幺三五零幺零幺零幺零幺") == "打幺三五零幺零幺零幺零幺"


def test_of_several_numbers_the_one_both_ears_give_most_is_meant() -> None:
    closed = [Guess("幺三五零幺零幺零幺零六", 0.5), Guess("幺三五零幺零幺零幺零九", 0.4)]
    opened = [Guess("要三五零一零一零一零九", 0.3), Guess("要三五零一零一零一零", 0.7)]
    assert choose(DIGITS, closed, opened).text == "幺三五零幺零幺零幺零九"


def test_a_short_number_that_is_not_the_first_reading_is_a_broken_long_one() -> None:
    broken = [Guess("幺三五零幺零幺零幺", 0.9), Guess("三五零幺零幺零幺", 0.1)]
    assert chosen(DIGITS, broken, "幺三五零幺零幺零") == "幺三五零幺零幺零"
    assert chosen(DIGITS, [Guess("六二三四五六七八")], "留二三四五六七八") == "六二三四五六七八"


def test_a_number_with_something_unknown_in_it_is_none() -> None:
    closed = [Guess("幺三五零幺零幺零幺零幺", 1.0, has_unknown=True)]
    assert chosen(DIGITS, closed, "我家门牌幺三五零") == "我家门牌幺三五零"

"""The open question: callers who say too little, something else, or nothing for a department."""

from __future__ import annotations

import pytest

from ivr.adapters.voice.texts import read_texts
from ivr.domain.outcomes import Ended, ToOperator, ToQueue, Why
from ivr.domain.prompts import prompt
from ivr.domain.scope import is_topic
from ivr.settings import ROOT
from tests.fakes.call import SILENT, ScriptedCall, says
from tests.flows.talks import hold


def test_a_vague_wish_is_led_on_by_a_question_and_counts_as_no_failure() -> None:
    held = hold(ScriptedCall(says("我想办点儿事"), says("驾照的事")))
    assert held.call.said == ["greeting.city", "ask.open.vague", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M08"


def test_what_stays_vague_is_asked_differently_and_then_gets_a_human() -> None:
    held = hold(ScriptedCall(says("我想办点儿事"), says("就是办点儿事"), SILENT, says("办点儿事嘛")))
    assert held.call.said == [
        "greeting.city", "ask.open.vague", "not_understood.open", "ask.open.keys", "ending.not_understood",
    ]  # fmt: skip
    assert held.call.outcome == ToOperator(Why.NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("聊聊星座呗", "special.outside"), ("你们是谁呀", "special.about"), ("我在燕郊，楼道堆满了", "special.elsewhere")],
)
def test_what_no_department_owns_is_said_honestly_and_another_matter_may_follow(text: str, answer: str) -> None:
    held = hold(ScriptedCall(says(text), says("想办驾照")))
    assert held.call.said == ["greeting.city", answer, "transfer.now"]


def test_who_only_chats_gets_a_human_in_the_end_and_never_the_same_sentence_twice() -> None:
    held = hold(ScriptedCall(says("聊聊星座呗"), says("聊聊星座呗"), says("聊聊星座呗")))
    assert held.call.said == ["greeting.city", "special.outside", "ask.open.shorter", "ending.not_understood"]


def test_an_emergency_that_only_phrases_know_is_told_its_number() -> None:
    held = hold(ScriptedCall(says("这边锅炉炸开花了")))
    assert held.call.said == ["greeting.city", "emergency.119"]


def test_a_voice_in_the_background_is_no_matter() -> None:
    held = hold(ScriptedCall(says("电视里在播驾照新闻"), says("想办驾照")))
    assert held.call.said == ["greeting.city", "not_understood.open", "transfer.now"]


def test_a_caller_who_goes_back_at_the_open_question_is_asked_anew() -> None:
    held = hold(ScriptedCall(says("不是这个"), says("重新说"), says("没事了再见")))
    assert held.call.said == ["greeting.city", "ask.open.again", "ask.open.shorter", "ending.goodbye"]
    assert held.call.outcome == Ended(Why.GOODBYE)


@pytest.mark.parametrize("greeting", ["喂你好", "您好，我想问一下", "喂，请问"])
def test_a_mere_greeting_is_answered_and_counts_as_no_failure(greeting: str) -> None:
    held = hold(ScriptedCall(says(greeting), says("想办驾照")))
    assert held.call.said == ["greeting.city", "ask.open.shorter", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.words == "想办驾照"


def test_who_only_greets_climbs_the_ladder() -> None:
    held = hold(ScriptedCall(says("你好"), says("你好"), says("喂"), says("您好啊")))
    assert held.call.said == [
        "greeting.city", "ask.open.shorter", "not_understood.open", "ask.open.guide", "ending.not_understood",
    ]  # fmt: skip


def test_what_is_said_in_one_breath_with_a_no_is_taken_at_once() -> None:
    held = hold(ScriptedCall(says("我有个违章想问一下"), says("不对，我说的是单位拖欠工资")))
    assert held.call.said == ["greeting.city", "confirm.department", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M12"


def test_a_greeting_after_a_silence_is_not_answered_with_the_same_sentence_again() -> None:
    held = hold(ScriptedCall(SILENT, says("喂你好"), says("想办驾照")))
    assert held.call.said == ["greeting.city", "ask.open.shorter", "ask.open.guide", "transfer.now"]


def test_a_matter_of_nobody_after_a_silence_does_not_bring_the_same_sentence_again() -> None:
    held = hold(ScriptedCall(says("不是这个"), SILENT, says("重新说")))
    assert held.call.said == ["greeting.city", "ask.open.again", "ask.open.shorter", "ask.open.guide"]


@pytest.mark.parametrize("no", ["不对", "不对不对", "错了"])
def test_who_says_that_it_was_understood_wrongly_is_asked_again_and_not_said_goodbye_to(no: str) -> None:
    held = hold(ScriptedCall(says("聊聊星座呗"), says(no), says("想办驾照")))
    assert held.call.said == ["greeting.city", "special.outside", "ask.open.again", "transfer.now"]


def test_what_was_meant_may_be_said_in_the_same_breath() -> None:
    held = hold(ScriptedCall(says("聊聊星座呗"), says("不对，我想办驾照")))
    assert held.call.said == ["greeting.city", "special.outside", "transfer.now"]


@pytest.mark.parametrize("words", ["我也不知道怎么说", "唉，说不清楚", "帮帮我", "不知道该找谁", "也不知道怎么说好啊"])
def test_who_cannot_say_it_is_led_by_examples_and_it_counts_as_no_failure(words: str) -> None:
    held = hold(ScriptedCall(says(words), says("驾照")))
    assert held.call.said[:2] == ["greeting.city", "ask.open.guide"]


def test_who_tells_a_matter_without_knowing_whose_it_is_is_not_at_a_loss() -> None:
    held = hold(ScriptedCall(says("不知道找谁办驾照")))
    assert held.call.said == ["greeting.city", "transfer.now"]


@pytest.mark.parametrize("topic", ["房子", "工资", "看病的事", "上学", "跟开车有关"])
def test_what_the_examples_offer_may_be_said_alone_and_is_asked_further(topic: str) -> None:
    held = hold(ScriptedCall(says("说不清楚"), says(topic), says("想办驾照")))
    assert held.call.said == ["greeting.city", "ask.open.guide", "ask.open.vague", "transfer.now"]


def test_every_example_of_the_guide_is_understood_alone() -> None:
    text = str(read_texts(ROOT / "prompts" / "zh-CN", ROOT / "data").spoken(prompt("ask.open.guide")))
    examples = text.split("比如")[1].split("，说一个")[0].split("，")
    assert len(examples) == 5 and all(is_topic(example) for example in examples)


def test_a_mere_topic_after_a_vague_wish_is_asked_further_and_counts_as_no_failure() -> None:
    held = hold(ScriptedCall(says("我想办点儿事"), says("开车"), says("想办驾照")))
    assert held.call.said == ["greeting.city", "ask.open.vague", "ask.open.again", "transfer.now"]


def test_who_says_nothing_but_topics_gets_a_human() -> None:
    held = hold(ScriptedCall(*[says(topic) for topic in ("房子", "看病") * 3]))
    assert held.call.outcome == ToOperator(Why.NOT_UNDERSTOOD)

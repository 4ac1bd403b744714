"""Phrases of a closed question as words of a model's vocabulary."""

from __future__ import annotations

import json

from ivr.adapters.speech.grammar import make_grammar, split_into_words

WORDS = {"人工", "服务", "再", "说", "一遍", "一", "遍", "没", "听", "清", "不", "是", "不是", "[unk]", "네", "아니요"}


def test_a_phrase_is_split_into_as_few_words_as_possible() -> None:
    assert split_into_words("人工服务", WORDS.__contains__) == ["人工", "服务"]
    assert split_into_words("再说一遍", WORDS.__contains__) == ["再", "说", "一遍"]
    assert split_into_words("不是", WORDS.__contains__) == ["不是"]


def test_a_long_word_that_leads_nowhere_is_given_up() -> None:
    assert split_into_words("人工厂", {"人工", "人", "工厂"}.__contains__) == ["人", "工厂"]


def test_a_phrase_with_an_unknown_part_has_no_words() -> None:
    assert split_into_words("人工客服", WORDS.__contains__) == []
    assert split_into_words("", WORDS.__contains__) == []


def test_blanks_of_other_scripts_stay() -> None:
    assert split_into_words("네 아니요", WORDS.__contains__) == ["네", "아니요"]


def test_a_grammar_lists_every_phrase_once_and_lets_other_speech_be_unknown() -> None:
    grammar = make_grammar(("人工服务", "不是", "人工服务"), WORDS.__contains__)
    assert json.loads(grammar.text) == ["人工 服务", "不是", "[unk]"]


def test_phrases_the_model_cannot_hear_are_named_and_the_others_kept() -> None:
    grammar = make_grammar(("漷县", "不是"), WORDS.__contains__)
    assert grammar.missing == ("漷县",)
    assert json.loads(grammar.text) == ["不是", "[unk]"]


def test_without_a_single_phrase_there_is_no_grammar() -> None:
    assert make_grammar(("漷县",), WORDS.__contains__).text == ""


def test_a_model_without_unk_gets_none() -> None:
    assert json.loads(make_grammar(("是",), {"是"}.__contains__).text) == ["是"]

"""Words of another language that stand for keys: which key is meant, and what is not understood."""

from __future__ import annotations

import pytest

from ivr.domain.dialogue import Emergency
from ivr.domain.expecting import DIGITS, KEYS_ONLY, Kind
from ivr.domain.heard import Pressed, Said, Silence
from ivr.domain.pack_words import KEYS_ALONE, PackWords, Question

WORDS = PackWords(
    {
        "any": {"0": ("operator",), "9": ("chinese",)},
        "menu": {"1": ("one", "a person"), "2": ("two", "call me back")},
        "yes_no": {"1": ("yes", "of course"), "2": ("no", "not right")},
        "digits": {"1": ("one",), "3": ("three",), "9": ("nine",)},
    },
    {"119": ("on fire",)},
)
THAI_AND_CHINESE = PackWords({"yes_no": {"1": ("ใช่", "係呀"), "2": ("唔係",)}})


@pytest.mark.parametrize(
    ("question", "text", "key"),
    [
        (Question.MENU, "one", "1"),
        (Question.MENU, "I want to talk to a person please", "1"),
        (Question.MENU, "can you  call me back", "2"),
        (Question.YES_NO, "yes of course", "1"),
        (Question.YES_NO, "no that is not right", "2"),
        (Question.YES_NO, "the operator", "0"),
        (Question.DIGITS, "one three nine", "139"),
        (Question.DIGITS, "operator", "0"),
    ],
)
def test_whole_words_stand_for_a_key(question: Question, text: str, key: str) -> None:
    assert WORDS.understood(question, Said(text)) == Pressed(key)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (Question.YES_NO, "I know nothing"),
        (Question.YES_NO, "yes no"),
        (Question.MENU, "do you speak english"),
        (Question.STARS, "one"),
    ],
)
def test_parts_of_words_two_keys_and_words_of_other_questions_mean_nothing(question: Question, text: str) -> None:
    assert WORDS.understood(question, Said(text, 0.7, 2.0)) == Said("", 0.7, 2.0)


def test_scripts_without_blanks_are_found_inside_a_sentence() -> None:
    assert THAI_AND_CHINESE.understood(Question.YES_NO, Said("係呀冇錯")) == Pressed("1")
    assert THAI_AND_CHINESE.understood(Question.YES_NO, Said("唔係呢個")) == Pressed("2")
    assert THAI_AND_CHINESE.understood(Question.YES_NO, Said("ใช่ครับ")) == Pressed("1")


def test_an_emergency_comes_before_every_key() -> None:
    assert WORDS.understood(Question.YES_NO, Said("yes my house is on fire")) == Emergency("119")


def test_keys_and_silence_stay_what_they_are() -> None:
    for heard in (Pressed("7"), Silence(3.0)):
        assert WORDS.understood(Question.MENU, heard) == heard


def test_the_ear_is_limited_to_the_words_of_the_question_and_those_that_always_count() -> None:
    expecting = WORDS.expecting(Question.MENU)
    assert expecting.kind is Kind.PACK
    assert expecting.grammar == ("one", "a person", "two", "call me back", "operator", "chinese")
    assert (expecting.keys, expecting.silence_seconds) == (KEYS_ONLY.keys, KEYS_ONLY.silence_seconds)
    number = WORDS.expecting(Question.DIGITS)
    assert number.grammar == ("one", "three", "nine", "operator", "chinese")
    assert (number.keys, number.pause_seconds, number.slowly) == (DIGITS.keys, DIGITS.pause_seconds, ())


def test_a_pack_without_a_model_is_asked_by_keys_in_the_sites_own_language() -> None:
    assert KEYS_ALONE.expecting(Question.YES_NO) == KEYS_ONLY
    assert KEYS_ALONE.understood(Question.YES_NO, Said("着火了")) == Said("着火了")

"""What the questions expect."""

from __future__ import annotations

from ivr.domain.dialogue import command_in, yes_or_no
from ivr.domain.expecting import (
    COMMAND_WORDS,
    DIGITS,
    OPEN,
    OWN_NUMBER_WORDS,
    YES_NO,
    YES_NO_WORDS,
    choice_of,
    district_of,
)
from ivr.domain.heard import Said
from ivr.domain.phone_numbers import means_own_number


def test_every_word_offered_to_the_ear_is_understood_by_the_talk() -> None:
    assert [word for word in YES_NO_WORDS if yes_or_no(Said(word)) is None and not command_in(Said(word))] == []
    assert [word for word in COMMAND_WORDS if command_in(Said(word)) is None] == []
    assert [word for word in OWN_NUMBER_WORDS if not means_own_number(word)] == []


def test_the_grammar_is_of_pieces_where_an_answer_has_them_and_else_of_phrases() -> None:
    assert "幺" in DIGITS.grammar and "人工" not in DIGITS.grammar
    assert YES_NO.grammar == YES_NO.phrases
    assert OPEN.grammar == ()


def test_neither_and_not_known_and_a_human_belong_to_every_choice() -> None:
    for words in (choice_of(("民政局", "教委")).phrases, district_of(("朝阳区",)).phrases):
        assert {"不知道", "人工"} <= set(words)
    assert {"第一个", "前面那个", "都不是", "教委"} <= set(choice_of(("民政局", "教委")).phrases)

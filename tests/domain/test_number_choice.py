"""Which telephone number several ears together heard."""

from __future__ import annotations

from itertools import pairwise

from ivr.domain.expecting import DIGIT_RUN, DIGIT_WORDS, DIGITS, OWN_NUMBER
from ivr.domain.meant import choose
from ivr.domain.number_choice import Guess, likeliest_number


def chosen(opened: list[Guess], *closed: list[Guess]) -> str:
    found = likeliest_number(opened, *closed)
    return found.text if found else ""


def test_the_number_that_no_ear_finds_unlikely_is_taken_before_the_favourite_of_one() -> None:
    opened = [Guess("幺八零四零二七四二二二", 0.9), Guess("幺八零四零二七五二二二", 0.1)]
    closed = [Guess("幺八零四零二七五二二", 0.5), Guess("幺八零四零二七五二二二", 0.5)]
    slowed = [Guess("幺八零四零二七五二二二", 1.0)]
    assert chosen(opened, closed, slowed) == "幺八零四零二七五二二二"


def test_a_number_that_only_the_slowed_sound_held_whole_is_found() -> None:
    opened, closed = [Guess("幺三五九幺零四零七")], [Guess("幺三五九一二零四零五")]
    assert chosen(opened, closed, [Guess("幺三五九幺二零四零七五")]) == "幺三五九幺二零四零七五"
    assert choose(OWN_NUMBER, [], opened, [Guess("幺三五九幺二零四零七五")]).text == "幺三五九幺二零四零七五"


def test_beside_something_unknown_a_number_counts_only_where_digits_were_heard_openly_too() -> None:
    beside = [Guess("幺三五九幺二零四零七五", has_unknown=True)]
    assert chosen([Guess("你记一下幺三五九二零四零七五")], beside) == "幺三五九幺二零四零七五"
    assert chosen([Guess("我家的水管裂了")], beside) == ""
    assert chosen([], beside) == ""


def test_eight_digits_are_the_rest_of_a_long_number_where_most_ears_heard_more() -> None:
    long, short = [Guess("幺三五九幺二零四零"), Guess("三五九幺二零四零", 0.9)], [Guess("五九幺二零四零七")]
    assert chosen(long, long[:1]) == ""
    assert chosen(short, short) == "五九幺二零四零七"


def test_nothing_heard_is_no_number() -> None:
    assert chosen([]) == ""
    assert chosen([Guess("不用了")], []) == ""


def test_the_ear_is_told_that_any_digit_may_follow_any_other() -> None:
    said = DIGIT_RUN.split()
    assert {(one, other) for one in DIGIT_WORDS for other in DIGIT_WORDS} == set(pairwise(said))
    assert DIGIT_RUN in DIGITS.grammar and DIGIT_RUN in OWN_NUMBER.slowly

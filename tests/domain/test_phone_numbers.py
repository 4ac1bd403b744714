"""Telephone numbers as callers say and key them."""

from __future__ import annotations

import pytest

from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.phone_numbers import is_number, lacks_area_code, masked, means_own_number, number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("幺三五零幺零幺零幺零幺", "13501010101"),
        ("一八八，六六六六，八八八八", "18866668888"),
        ("一五九，三个七，二三四五六", "15977723456"),
        ("幺三九双八七七六六五五", "13988776655"),
        ("一三三啊不是一三二四五六七八九零幺", "13245678901"),
        ("座机，八四四零零零二幺", "01084400021"),
        ("零一零六二三四五六七八转八零一", "01062345678-801"),
        ("我的手机号是幺八零零零幺幺二二三三", "18000112233"),
        ("就打幺八零零零幺幺二二三三吧", "18000112233"),
        ("要三五零要零要零要零要", "13501010101"),
        ("13501010101", "13501010101"),
    ],
)
def test_a_spoken_number(text: str, number: str) -> None:
    assert number_in(Said(text)) == number


@pytest.mark.parametrize(
    "heard", [Said("一三九八八七七六六五"), Said(""), Said("不知道"), Said("幺二三四五"), Pressed("12345"), Silence()]
)
def test_what_cannot_be_called_back_is_no_number(heard: Heard) -> None:
    assert number_in(heard) is None


def test_a_landline_may_lack_its_area_code() -> None:
    assert lacks_area_code("打六二三四五六七八")
    assert not lacks_area_code("零幺零六二三四五六七八")
    assert not lacks_area_code("幺三五零幺零幺零幺零幺")


def test_keyed_numbers() -> None:
    assert number_in(Pressed("13501010101")) == "13501010101"
    assert number_in(Pressed("62345678")) == "01062345678"


@pytest.mark.parametrize("text", ["就这个号", "就用这个号码", "用我现在打电话的这个号码", "本机", "这个电话就行"])
def test_the_number_they_are_calling_from(text: str) -> None:
    assert means_own_number(text)


def test_other_words_are_not_the_callers_own_number() -> None:
    assert not means_own_number("换一个号")


def test_signalled_numbers_that_can_be_called() -> None:
    assert is_number("13800138000")
    assert not is_number("1001")
    assert not is_number("")


def test_a_masked_number_hides_its_middle() -> None:
    assert masked("13501010101") == "135…01"
    assert masked("1001") == "…"

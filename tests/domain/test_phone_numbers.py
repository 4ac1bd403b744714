"""Telephone numbers as callers say and key them."""

from __future__ import annotations

from random import Random

import pytest

from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.number_forms import masked
from ivr.domain.phone_numbers import (
    Phone,
    PhoneKind,
    Why,
    is_number,
    lacks_area_code,
    means_own_number,
    number_in,
    phone_in,
)
from tests.fakes.spoken_numbers import corrected_mobile, spoken_landline, spoken_mobile

SEEDED = 2000


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("幺三五零幺零幺零幺零幺", "13501010101"),
        ("一八八，六六六六，八八八八", "18866668888"),
        ("一五九，三个七，二三四五六", "15977723456"),
        ("幺三九双八七七六六五五", "13988776655"),
        ("一三九六个零零一", "13900000001"),
        ("幺五二，拐拐八洞，幺勾两三", "15277801923"),
        ("一三八，八千，八千", "13880008000"),
        ("座机，八四四零零零二幺", "01084400021"),
        ("零一零六二三四五六七八转八零一", "01062345678-801"),
        ("总机六三四四五五零零，转分机幺二", "01063445500-12"),
        ("010-85671234-608", "01085671234-608"),
        ("区号零三一二，五零八八六六幺", "03125088661"),
        ("六二三四五六七八，区号零一零", "01062345678"),
        ("四零零，八二零，三三九九", "4008203399"),
        ("加八六，一三八，四四五零，六六七二", "13844506672"),
        ("我的手机号是幺八零零零幺幺二二三三", "18000112233"),
        ("就打幺八零零零幺幺二二三三吧", "18000112233"),
        ("13501010101", "13501010101"),
        ("１３８ ００１３ ８０００", "13800138000"),
    ],
)
def test_a_spoken_number(text: str, number: str) -> None:
    assert number_in(Said(text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一三三啊不是一三二四五六七八九零幺", "13245678901"),
        ("一三八，一二三四，五六七九，不对，五六七八", "13812345678"),
        ("一三八，六六，不对，七七，一三，八零零零", "13877138000"),
        ("一三八零零五五六六七七，错了，是一三七零零五五六六七七", "13700556677"),
        ("不是一三八，是一三七，零九零八，四四二五", "13709084425"),
        ("一三六二二零零八八七五，尾号不是七五，是五七", "13622008857"),
        ("一三八零零一三八零零零，第三位不对，是九", "13900138000"),
        ("一三八一二三四五六七九，最后一位是八", "13812345678"),
        ("零二二，二三四五六七八九，不对，区号是零二一", "02123456789"),
        ("八五零零六七八九转八零三，不对，是转八零五", "01085006789-805"),
        ("我原来是一三八零零零零一二三四，现在换成一三六零零零零四三二一了", "13600004321"),
        ("六二三四，五六七八，分机八八，不，八九", "01062345678-89"),
        ("一三八零零一三八零零，最后还有一个零", "13800138000"),
        ("别打这个号，打幺三零，四五零零，九二八七", "13045009287"),
    ],
)
def test_what_the_caller_corrects_is_corrected(text: str, number: str) -> None:
    assert number_in(Said(text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一三八，零零幺三，八零零零，我重复一遍啊，幺三八，零零幺三，八零零零", "13800138000"),
        ("一三八一二三四五六七八一三八一二三四五六七八", "13812345678"),
        ("一六六，二零八八，五五三四，对，五五三四", "16620885534"),
        ("一五零，等一下啊，一五零，八八三二，零零七六", "15088320076"),
        ("一三八，一三八，一三，八零零", "13813813800"),
        ("一三八一二三四，一三八一二三四五六七八", "13812345678"),
        ("一五七一五七九零八八零零一二", "15790880012"),
        ("一三八，一二三四，五六七九，啊，五六七八", "13812345678"),
    ],
)
def test_what_is_said_twice_counts_once(text: str, number: str) -> None:
    assert number_in(Said(text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("我姓王，住三号楼二单元，电话是幺三三，九九零二，一一五八", "13399021158"),
        ("我今年六十八了，手机号一五三一二三四八八六零", "15312348860"),
        ("门牌号三零二，六二三四五六七八", "01062345678"),
        ("一三八一二三四五六七八，我二十四小时开机", "13812345678"),
        ("一三八一二三四五六七八五点以后打", "13812345678"),
        ("明天下午三点一三八一二三四五六七八", "13812345678"),
        ("十二月三号一三八一二三四五六七八", "13812345678"),
        ("手机一三八一二三四五六七八，打不通就打座机六六五五四四三三", "13812345678"),
    ],
)
def test_other_numbers_in_the_sentence_are_left_out(text: str, number: str) -> None:
    assert number_in(Said(text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("要三五零要零要零要零要", "13501010101"),
        ("医三八一儿三四五六七八", "13812345678"),
        ("一三八一二三四五留七八", "13812345678"),
        ("一山七二零零五六六八九", "13720056689"),
    ],
)
def test_characters_that_sound_like_digits_are_digits_where_that_gives_a_number(text: str, number: str) -> None:
    assert number_in(Said(text)) == number


@pytest.mark.parametrize("say", [spoken_mobile, spoken_landline, corrected_mobile])
def test_any_number_comes_back_however_it_is_said(say) -> None:  # type: ignore[no-untyped-def]
    random = Random(20261126)
    spoken = [say(random) for _ in range(SEEDED)]
    assert [(s.text, s.number, found) for s in spoken if (found := number_in(Said(s.text))) != s.number] == []


@pytest.mark.parametrize(
    "heard", [Said("一三九八八七七六六五"), Said(""), Said("不知道"), Said("幺二三四五"), Pressed("12345"), Silence()]
)
def test_what_cannot_be_called_back_is_no_number(heard: Heard) -> None:
    assert number_in(heard) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("一三九八八七七六六五", Why.TOO_SHORT),
        ("一三九八八七七六六五吧", Why.TOO_SHORT),
        ("幺二三四五", Why.TOO_SHORT),
        ("打九五五八八", Why.TOO_SHORT),
        ("零一零六二三四五六七", Why.TOO_SHORT),
        ("一三五七七六六五五四四三", Why.TOO_LONG),
        ("零一零九九八八七七六六五五四", Why.TOO_LONG),
        ("一二零八八七七六六五五", Why.NOT_A_NUMBER),
    ],
)
def test_digits_that_are_no_number_are_told_with_the_reason(text: str, why: Why) -> None:
    assert phone_in(text) == Phone(PhoneKind.INVALID, why=why)


@pytest.mark.parametrize(
    "text", ["我没有电话", "没手机", "不想留号码", "电话就不留了吧", "号码我记不住了", "不告诉你行不行"]
)
def test_a_number_may_be_refused(text: str) -> None:
    assert phone_in(text) == Phone(PhoneKind.NONE)


@pytest.mark.parametrize("text", ["", "嗯", "我想想啊", "明天下午三点", "这就打过来", "下周三都行"])
def test_other_talk_says_nothing_about_a_number(text: str) -> None:
    assert phone_in(text) is None


def test_a_landline_may_lack_its_area_code() -> None:
    assert lacks_area_code("打六二三四五六七八")
    assert not lacks_area_code("零幺零六二三四五六七八")
    assert not lacks_area_code("幺三五零幺零幺零幺零幺")


def test_keyed_numbers() -> None:
    assert number_in(Pressed("13501010101")) == "13501010101"
    assert number_in(Pressed("62345678")) == "01062345678"


@pytest.mark.parametrize(
    "text",
    [
        "就这个号", "就用这个号码", "用我现在打电话的这个号码", "本机", "这个电话就行", "打来的这个号", "来电号码",
        "你们那边显示的号码就是我的", "就我打过来的这个", "回拨这个号码就好了", "就打这个尾号八八三二的", "用这个就行",
    ],
)  # fmt: skip
def test_the_number_they_are_calling_from(text: str) -> None:
    assert means_own_number(text)
    assert phone_in(text) == Phone(PhoneKind.CALLER_ID)


@pytest.mark.parametrize("text", ["换一个号", "不用这个号", "这个电话是我邻居的", "这个手机打不通", "这个时间打"])
def test_other_words_are_not_the_callers_own_number(text: str) -> None:
    assert not means_own_number(text)


def test_signalled_numbers_that_can_be_called() -> None:
    assert is_number("13800138000")
    assert is_number("01062345678-801")
    assert not is_number("62345678")
    assert not is_number("1001")
    assert not is_number("")


def test_a_masked_number_hides_its_middle() -> None:
    assert masked("13501010101") == "135…01"
    assert masked("1001") == "…"

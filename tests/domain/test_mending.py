"""Words of a vocabulary are written where a text only sounds like them."""

from __future__ import annotations

import pytest

from ivr.domain.homophones import as_heard, characters_of
from ivr.domain.mending import Vocabulary
from ivr.domain.signs import Sign

WORDS = Vocabulary(("着火了", "喘不上气", "冒大烟", "楼道里全是烟"))


@pytest.mark.parametrize(
    ("heard", "mended"),
    [
        ("他串不上气", "他喘不上气"),
        ("哪边猫大烟呢", "哪边冒大烟呢"),
        ("楼道里全时颜", "楼道里全是烟"),
        ("我家着火了，快来", "我家着火了快来"),
        ("今天天气不错", "今天天气不错"),
    ],
)
def test_what_sounds_like_a_word_becomes_it(heard: str, mended: str) -> None:
    assert WORDS.mended(heard) == mended


def test_homophones_become_the_same_and_keep_their_places() -> None:
    assert as_heard("山尚着或了") == as_heard("山上着火了")
    assert len(as_heard("a山上1")) == 4


def test_digits_are_read_as_they_are_called() -> None:
    assert characters_of("打 12345 吗？") == "打一二三四五吗"


def test_a_pattern_finds_what_sounds_like_it_when_half_is_written_right() -> None:
    sign = Sign(("电梯.{0,3}关", "=抢劫"))
    assert sign.sounds_in("点梯里关了人", as_heard("点梯里关了人"))
    assert not sign.sounds_in("点体里官了人", as_heard("点体里官了人"))
    assert not sign.sounds_in("钱结", as_heard("钱结"))

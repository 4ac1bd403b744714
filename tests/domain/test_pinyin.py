"""Sounds that speakers and recognisers confuse."""

from __future__ import annotations

import pytest

from ivr.domain.pinyin import fold, may_sound_in, readings, sound_of, sounds_in, syllables


def test_only_chinese_characters_have_syllables() -> None:
    assert syllables("海淀区, A座3号!") == ("hai", "dian", "qu", "zuo", "hao")
    assert syllables("") == ()


@pytest.mark.parametrize(
    ("syllable", "folded"),
    [
        ("zhang", "zan"),
        ("chi", "ci"),
        ("shi", "si"),
        ("liu", "niu"),
        ("ping", "pin"),
        ("feng", "fen"),
        ("dong", "dong"),
    ],
)
def test_confusable_sounds_are_folded_together(syllable: str, folded: str) -> None:
    assert fold(syllable) == folded


@pytest.mark.parametrize(("part", "text"), [("海淀", "我在孩店这边"), ("石景山", "十景山"), ("市人社局", "是人社局")])
def test_a_misheard_word_still_sounds_within_the_text(part: str, text: str) -> None:
    assert sounds_in(part, text)


def test_one_syllable_never_counts_and_syllables_are_not_cut() -> None:
    assert not sounds_in("海", "孩")
    assert not sounds_in("西安", "先")
    assert sound_of("先") == " xian "


@pytest.mark.parametrize("text", ["我在孩店这边", "重庆路和长安街", "石景山", "银行门口, A座", ""])
def test_what_may_not_sound_within_a_text_never_does(text: str) -> None:
    for part in ("海淀", "虫情", "中庆", "常安", "尝按街", "吟航", "是", "A座"):
        assert may_sound_in(part, text) or not sounds_in(part, text)


def test_a_character_has_the_syllables_of_all_its_words() -> None:
    assert {"zhong", "chong"} <= readings("重")
    assert readings("A") == readings(",") == frozenset()
    assert not may_sound_in("海淀", "石景山")

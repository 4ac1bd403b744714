"""Errors of a recogniser are told apart by their sound, and counted alone and in blocks."""

from __future__ import annotations

import pytest

from bench.error_profile import HALF, NEAR, OTHER, SAME, TONE, Sound, align, alikeness, profile, sounds_of


@pytest.mark.parametrize(
    ("said", "heard", "how"),
    [
        ("公", "工", SAME),
        ("买", "卖", TONE),
        ("三", "山", NEAR),
        ("林", "零", NEAR),
        ("能", "冷", NEAR),
        ("大", "打", TONE),
        ("大", "发", HALF),
        ("他", "提", HALF),
        ("水", "妈", OTHER),
        ("安", "恩", OTHER),
    ],
)
def test_two_characters_are_alike_by_their_syllables(said: str, heard: str, how: str) -> None:
    (one,), (other,) = sounds_of(said), sounds_of(heard)
    assert alikeness(one, other) == how == alikeness(other, one)


def test_a_character_sounds_as_it_is_read_among_its_neighbours() -> None:
    assert [sound.syllable for sound in sounds_of("银行a")] == ["yin2", "hang2", "a"]


def test_of_equally_short_alignments_the_one_that_sounds_best_is_taken() -> None:
    assert characters(align("找公安", "找安")) == [("找", "找"), ("公", ""), ("安", "安")]
    assert characters(align("水管漏了", "谁漏了")) == [("水", "谁"), ("管", ""), ("漏", "漏"), ("了", "了")]
    assert characters(align("管水", "谁")) == [("管", ""), ("水", "谁")]
    assert characters(align("", "嗯")) == [("", "嗯")]


def characters(pairs: list[tuple[Sound, Sound]]) -> list[tuple[str, str]]:
    return [(one.character, other.character) for one, other in pairs]


def test_a_profile_counts_kinds_blocks_and_spoilt_utterances() -> None:
    found = profile(
        [("水管，漏了。", "水管漏了"), ("找公安局", "找工局"), ("我要投诉", "嗯我要他说"), ("开会", "妈妈妈")]
    )
    assert (found.characters, found.wrong) == (14, 8 / 14)
    assert (found.swapped, found.lost, found.added) == (5 / 8, 1 / 8, 2 / 8)
    assert found.sounds == {SAME: 1 / 5, TONE: 0, NEAR: 0, HALF: 1 / 5, OTHER: 3 / 5}
    assert found.blocks == (1 / 8, 4 / 8, 3 / 8)
    assert (found.spoilt, found.whole) == (3 / 4, 1 / 4)


def test_nothing_said_has_no_errors() -> None:
    assert profile([]).wrong == 0.0

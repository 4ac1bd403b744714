"""What a model has no words for, and what sounds like it."""

from __future__ import annotations

from ivr.adapters.speech.vocabulary import FEWEST_CHINESE_WORDS, Fit, Gap, fit_of

FILLING = frozenset(chr(0x5000 + n) + chr(0x5100 + n) for n in range(FEWEST_CHINESE_WORDS))
"""Makes a vocabulary big enough to be a Chinese one; none of it is in the phrases below."""
WORDS = FILLING | {"公安局", "公积金", "中心", "人", "工", "火", "县", "镇", "霍", "火县", "三", "区", "[unk]"}


def fit(*phrases: str, words: frozenset[str] = WORDS) -> Fit:
    return fit_of({"names": phrases}, words)


def test_phrases_are_told_apart_by_how_the_model_has_them() -> None:
    (group,) = fit("公安局", "公积金中心", "人工", "漷县镇", "公安局").groups
    assert (group.count, group.whole, group.in_words, group.by_characters, group.unheard) == (4, 1, 1, 1, 1)


def test_a_missing_character_is_named_with_words_that_sound_like_it() -> None:
    assert fit("漷县镇").gaps == (Gap("names", "漷县镇", "漷", "火县 镇"),)


def test_of_words_that_sound_alike_the_usual_one_is_proposed() -> None:
    words = WORDS - {"火县"} | {"火人", "火镇"}
    assert fit("漷县", words=words).gaps[0].proposal == "火 县"


def test_what_is_near_by_the_folded_sounds_is_found() -> None:
    """A model that knows no 伤 may know 三: sh and s, ang and an are one for a recogniser."""
    assert fit("伤区").gaps == (Gap("names", "伤区", "伤", "三 区"),)


def test_where_nothing_sounds_alike_a_mark_stands_or_nothing_at_all() -> None:
    assert fit("簋镇").gaps == (Gap("names", "簋镇", "簋", "? 镇"),)
    assert fit("簋").gaps == (Gap("names", "簋", "簋", ""),)


def test_digits_and_marks_are_read_as_they_are_spoken() -> None:
    (group,) = fit("3区", "公积金·中心").groups
    assert group.unheard == 0
    assert fit("A区").gaps[0].missing == "a"


def test_a_model_of_another_language_is_told_without_a_list() -> None:
    found = fit("公安局", "人工", words=frozenset({"안녕", "police", "hello", "人"}))
    assert (found.words, found.knows_chinese, found.gaps) == (4, False, ())
    assert found.groups[0].unheard == 2

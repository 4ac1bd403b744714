"""The ear set is whole: every clip is there, every word often enough, no sentence is an everyday phrase of data/."""

from __future__ import annotations

import csv
from collections import Counter

from bench.clips import read_clip
from bench.ear_set import CHOICES, COMMANDS, EAR, FOREIGN, clips_of, district_names, is_right, read_rows
from ivr.adapters.speech.clip_hearing import Clip, HeardClip
from ivr.adapters.speech.error_rates import plain
from ivr.adapters.speech.telephone_line import RATE
from ivr.domain.expecting import POSITION_WORDS, YES_NO, YES_NO_WORDS, Kind
from ivr.settings import ROOT

ROWS = read_rows()
LARGEST_BYTES = 12_000_000


def of_kind(kind: str) -> list[str]:
    return [plain(row.text) for row in ROWS if row.kind == kind]


def heard(name: str, text: str) -> HeardClip:
    """The clip as if the text had been heard in answer to its question."""
    clip = next(clip for clip in clips_of(ROWS, is_clean=True) if clip.name == name and clip.expecting)
    return HeardClip(clip, text, 1.0, 0.0)


def clip_of(kind: str, text: str) -> str:
    return next(row.name for row in ROWS if row.kind == kind and plain(row.text) == text)


def test_every_clip_is_there_and_no_other() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))
    assert sorted(path.stem for path in EAR.glob("*.flac")) == sorted(names)
    assert sum(path.stat().st_size for path in EAR.iterdir()) <= LARGEST_BYTES


def test_every_clip_holds_sound_at_the_level_of_speech() -> None:
    for row in ROWS[::20]:
        sound = read_clip(row.name)
        assert 0.15 * RATE < len(sound) < 15 * RATE, row.name
        assert 5000 < abs(sound.astype(int)).max() <= 32767, row.name


def test_there_is_enough_of_every_kind() -> None:
    count = Counter(row.kind for row in ROWS)
    asked = {"colloquial": 200, "mobile": 60, "landline": 20, COMMANDS: 120, CHOICES: 40, "districts": 34, FOREIGN: 60}
    assert {kind: count[kind] for kind in asked} == asked


def test_each_of_28_words_of_a_closed_question_is_said_four_times() -> None:
    count = Counter(of_kind(COMMANDS))
    assert len(count) == 28 and set(count) <= set(YES_NO.phrases) and min(count.values()) >= 4


def test_every_district_is_said_with_and_without_its_last_syllable() -> None:
    assert set(of_kind("districts")) >= set(district_names())


def test_colloquial_texts_are_six_to_thirty_chinese_characters() -> None:
    texts = of_kind("colloquial")
    assert len(set(texts)) == len(texts)
    assert [text for text in texts if not 6 <= len(text) <= 30] == []
    assert [text for text in texts if not all("\u4e00" <= character <= "\u9fff" for character in text)] == []


def test_no_sentence_is_an_everyday_phrase_of_the_directory() -> None:
    with (ROOT / "data" / "phrases.csv").open(encoding="utf-8") as file:
        known = {plain(row["phrase"]) for row in csv.DictReader(file)}
    assert known.intersection(of_kind("colloquial") + of_kind(FOREIGN)) == set()


def test_a_choice_is_answered_with_something_that_was_offered() -> None:
    rows = [row for row in ROWS if row.kind == CHOICES]
    possible = {row.name: row.offered + POSITION_WORDS for row in rows}
    assert [row.name for row in rows if not any(phrase in plain(row.text) for phrase in possible[row.name])] == []


def test_numbers_have_eleven_digits() -> None:
    rows = [row for row in ROWS if row.kind in ("mobile", "landline")]
    assert [row.name for row in rows if len(row.number) != 11] == []
    assert {row.number[0] for row in rows if row.kind == "mobile"} == {"1"}
    assert {row.number[:3] for row in rows if row.kind == "landline"} == {"010"}


def test_a_command_is_right_when_it_means_the_same() -> None:
    name = clip_of(COMMANDS, "是的")
    assert is_right(heard(name, "是的")) and is_right(heard(name, "是"))
    assert not is_right(heard(name, "不是")) and not is_right(heard(name, "人工")) and not is_right(heard(name, ""))


def test_a_choice_may_have_words_around_it_but_no_other_choice() -> None:
    name = clip_of(CHOICES, "民政局")
    assert is_right(heard(name, "找 民政局"))
    assert not is_right(heard(name, "民政局 公安局")) and not is_right(heard(name, "第二个"))


def test_a_district_is_right_without_its_last_syllable() -> None:
    name = clip_of("districts", "石景山区")
    assert is_right(heard(name, "石景山")) and not is_right(heard(name, "石景山房山"))


def test_a_number_is_right_when_its_eleven_digits_are() -> None:
    name = clip_of("numbers", "幺三八六二零五七七幺九")
    assert is_right(heard(name, "一三八 六二零五 七七一九")) and not is_right(heard(name, "幺三八六二零五七幺九"))


def test_other_speech_is_right_when_no_answer_was_heard() -> None:
    name = next(row.name for row in ROWS if row.kind == FOREIGN)
    assert is_right(heard(name, "")) and is_right(heard(name, "天气真不错"))
    assert not any(is_right(heard(name, word)) for word in YES_NO_WORDS)


def test_what_must_be_kept_out_means_nothing_even_heard_perfectly() -> None:
    rows = [row for row in ROWS if row.kind == FOREIGN]
    assert [row.text for row in rows if not is_right(heard(row.name, row.text))] == []


def test_open_kinds_are_heard_openly_and_foreign_speech_only_as_an_answer() -> None:
    clips: list[Clip] = clips_of(ROWS, is_clean=True)
    openly = Counter(clip.kind for clip in clips if clip.expecting is None)
    assert FOREIGN not in openly and openly["colloquial"] == 200
    assert {clip.expecting.kind for clip in clips if clip.expecting} == {
        Kind.YES_NO,
        Kind.CHOICE,
        Kind.DISTRICT,
        Kind.DIGITS,
    }

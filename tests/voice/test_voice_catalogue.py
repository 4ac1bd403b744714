"""From a prompt to one sound: what is said for each kind of slot, joined without gaps, and kept for a while."""

from __future__ import annotations

import logging
import os
from datetime import date, time
from pathlib import Path

import pytest
import soundfile

from ivr.adapters.voice.catalogue import MOST_JOINED, Catalogue
from ivr.adapters.voice.directory_sounds import sound_file, sound_name
from ivr.adapters.voice.slots import PAUSES, group_digits
from ivr.adapters.voice.texts import Texts, read_texts
from ivr.domain.prompts import (
    AnswerText,
    Count,
    DepartmentName,
    Digits,
    DistrictName,
    FactQuestion,
    MatterName,
    Moment,
    OpeningHours,
    Prompt,
    Slot,
    StreetName,
    prompt,
)
from ivr.errors import PromptMissing
from tests.voice.voices import dbfs, read, tone, write

ROOT = Path(__file__).resolve().parents[2]
WEDNESDAY = date(2026, 11, 25)
TEXTS = Texts(
    {
        "goodbye": "再见。",
        "read_back": "您的号码是{digits}，对吗？",
        "transfer": "为您转接{department}。",
        "answer.tell": "{answer}",
        "answer.fact": "{question}",
        "answer.more": "还有别的事吗？",
        "about": "{matter}，在{street}。",
    },
    {
        **{f"digit.{i}": str(i) for i in range(10)},
        **{f"word.{name}": name for name in ("department", "matter", "street")},
        "department.M1": "公安局",
    },
)
NUMBER = prompt("read_back", digits=Digits("13900001234"))


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """Every sound there must be, a tenth of a second each."""
    folder = tmp_path / "sounds"
    folder.mkdir()
    for name in TEXTS.sounds():
        write(folder / f"{name}.wav", tone(0.1, 440, 0.2, 8000), 8000)
    return folder


@pytest.fixture
def catalogue(sounds: Path, tmp_path: Path) -> Catalogue:
    return Catalogue(TEXTS, sounds, tmp_path / "cache", tmp_path / "directory")


def compress(folder: Path, name: str, seconds: float) -> None:
    file = sound_file(folder, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, tone(seconds, 440, 0.2, 8000), 8000, format="OGG", subtype="OPUS")


def said(slot: Slot) -> str:
    """What the Mandarin texts of this repository say for a slot."""
    texts = read_texts(ROOT / "prompts" / "zh-CN", ROOT / "data")
    return Texts({"it": "{slot}"}, texts.parts).spoken(prompt("it", slot=slot))


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        (Digits("12345"), "幺二三四五"),
        (Digits("139 0000-1234"), "幺三九零零零零幺二三四"),
        (DepartmentName("M01", "北京市人民政府办公厅"), "市政府办公厅"),
        (DepartmentName("X99", "新的部门"), "相关部门"),
        (DistrictName("西城区"), "西城区"),
        (DistrictName("河西区"), "本区"),
        (Moment(WEDNESDAY, None), "您方便的任何时间"),
        (Moment(WEDNESDAY, date(2026, 11, 25), "afternoon"), "今天下午"),
        (Moment(WEDNESDAY, date(2026, 11, 26), "morning", 10), "明天上午十点"),
        (Moment(WEDNESDAY, date(2026, 11, 27)), "后天"),
        (Moment(WEDNESDAY, date(2026, 11, 29), "noon", 12), "这周日中午十二点"),
        (Moment(WEDNESDAY, date(2026, 12, 2), "afternoon", 14, 30), "下周三下午两点半"),
        (Moment(WEDNESDAY, date(2026, 12, 25), None, 16, 45), "十二月二十五号下午四点四十五分"),
        (OpeningHours(time(8, 30), time(20, 30)), "上午八点半到晚上八点半"),
        (OpeningHours(time(9, 5), time(17, 20)), "上午九点零五分到下午五点二十分"),
        (Count(0), "零"),
        (Count(1), "一"),
        (Count(2), "两"),
        (Count(10), "十"),
        (Count(12), "十二"),
        (Count(21), "二十一"),
        (Count(90), "九十"),
        (AnswerText("带上旧证。"), "带上旧证。"),
        (FactQuestion("请问您是本市户籍？"), "请问您是本市户籍？"),
        (MatterName("停水"), "停水"),
        (StreetName("景山街道"), "景山街道"),
    ],
)
def test_a_slot_is_said_as_people_say_it(slot: Slot, words: str) -> None:
    assert said(slot) == words


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("13900001234", ["139", "0000", "1234"]),
        ("88001234", ["8800", "1234"]),
        ("01088001234", ["010", "8800", "1234"]),
        ("12345", ["12345"]),
        ("", [""]),
    ],
)
def test_a_number_is_read_in_the_groups_people_use(number: str, groups: list[str]) -> None:
    assert group_digits(number) == groups


def test_a_prompt_without_slots_is_its_own_file(catalogue: Catalogue, sounds: Path) -> None:
    assert catalogue.sound(prompt("goodbye")) == str(sounds / "goodbye")
    assert catalogue.seconds(prompt("goodbye")) == pytest.approx(0.1)
    assert catalogue.text(prompt("goodbye")) == "再见。"


def test_an_assembled_prompt_is_one_file_with_pauses_where_people_make_them(catalogue: Catalogue) -> None:
    joined = read(Path(catalogue.sound(NUMBER) + ".wav"))
    pauses = 2 * PAUSES["pause.short"] + 2 * PAUSES["pause.group"]
    assert len(joined) / 8000 == pytest.approx(13 * 0.1 + pauses, abs=0.01)
    assert catalogue.text(NUMBER) == "您的号码是" + "13900001234" + "对吗？"


def test_the_same_prompt_is_joined_once(catalogue: Catalogue) -> None:
    first = Path(catalogue.sound(NUMBER) + ".wav")
    inode = first.stat().st_ino
    assert Path(catalogue.sound(NUMBER) + ".wav").stat().st_ino == inode


def test_a_sound_rendered_anew_is_heard_in_joined_prompts_too(catalogue: Catalogue, sounds: Path) -> None:
    before = catalogue.seconds(NUMBER)
    write(sounds / "digit.9.wav", tone(0.4, 440, 0.2, 8000), 8000)
    os.utime(sounds / "digit.9.wav", (2e9, 2e9))
    assert catalogue.seconds(NUMBER) == pytest.approx(before + 0.3)


def test_nothing_in_a_path_tells_the_number(catalogue: Catalogue) -> None:
    assert "1234" not in Path(catalogue.sound(NUMBER)).name


def test_only_the_latest_joined_prompts_are_kept(catalogue: Catalogue, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for i in range(MOST_JOINED):
        (cache / f"old{i}.wav").write_bytes(b"")
        os.utime(cache / f"old{i}.wav", (1e9 + i, 1e9 + i))
    kept = Path(catalogue.sound(NUMBER) + ".wav")
    assert kept.exists() and not (cache / "old0.wav").exists() and (cache / "old1.wav").exists()
    assert len(list(cache.iterdir())) == MOST_JOINED


def test_a_new_department_without_a_sound_is_called_the_department_concerned(
    catalogue: Catalogue, sounds: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (sounds / "department.M1.wav").unlink()
    with caplog.at_level(logging.WARNING):
        assert catalogue.seconds(prompt("transfer", department=DepartmentName("M1", "公安局"))) > 0
    assert "department.M1" in caplog.text and "prompts build" in caplog.text


def test_an_answer_is_said_by_its_compressed_sound_between_short_pauses(catalogue: Catalogue, tmp_path: Path) -> None:
    compress(tmp_path / "directory", sound_name("answer", "带上旧证。"), 2)
    answer = prompt("answer.tell", answer=AnswerText("带上旧证。"))
    sound = read(Path(catalogue.sound(answer) + ".wav"))
    assert len(sound) / 8000 == pytest.approx(2 + 2 * PAUSES["pause.short"], abs=0.02)
    assert dbfs(sound[4000:12000]) == pytest.approx(dbfs(tone(1, 440, 0.2, 8000)), abs=0.5)
    assert catalogue.text(answer) == "带上旧证。"


@pytest.mark.parametrize(
    "said", [prompt("answer.tell", answer=AnswerText("新的")), prompt("answer.fact", question=FactQuestion("新的？"))]
)
def test_an_answer_or_a_question_without_its_sound_is_missing_never_replaced(
    catalogue: Catalogue, said: Prompt
) -> None:
    with pytest.raises(PromptMissing, match="prompts build"):
        catalogue.sound(said)


def test_a_new_matter_or_street_without_a_sound_is_called_by_a_neutral_word(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    about = prompt("about", matter=MatterName("停水"), street=StreetName("景山街道"))
    neutral = catalogue.seconds(about)
    compress(tmp_path / "directory", sound_name("matter", "停水"), 0.9)
    assert catalogue.seconds(about) == pytest.approx(neutral + 0.8, abs=0.02)


def test_a_text_that_begins_like_an_answer_is_no_answer(catalogue: Catalogue, sounds: Path) -> None:
    assert catalogue.sound(prompt("answer.more")) == str(sounds / "answer.more")


def test_a_compressed_sound_that_is_broken_says_what_to_do(catalogue: Catalogue, tmp_path: Path) -> None:
    broken = sound_file(tmp_path / "directory", sound_name("answer", "带上旧证。"))
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"OggS")
    with pytest.raises(PromptMissing, match="Delete it"):
        catalogue.sound(prompt("answer.tell", answer=AnswerText("带上旧证。")))


@pytest.mark.parametrize("name", ["nothing", "read_back"])
def test_an_unknown_prompt_or_an_empty_slot_is_named(catalogue: Catalogue, name: str) -> None:
    with pytest.raises(PromptMissing, match=name):
        catalogue.sound(prompt(name))


def test_a_missing_sound_says_what_to_do(catalogue: Catalogue, sounds: Path) -> None:
    (sounds / "goodbye.wav").unlink()
    with pytest.raises(PromptMissing, match="prompts build"):
        catalogue.sound(prompt("goodbye"))


def test_a_sound_in_another_format_is_refused_rather_than_hissed_at_the_caller(
    catalogue: Catalogue, sounds: Path
) -> None:
    write(sounds / "digit.9.wav", tone(0.1, 440, 0.2, 24000), 24000)
    with pytest.raises(PromptMissing, match="8 kHz"):
        catalogue.sound(NUMBER)


def test_a_cache_that_cannot_be_written_is_named_and_leaves_nothing_behind(sounds: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PromptMissing, match="Free space"):
        Catalogue(TEXTS, sounds, tmp_path / "file" / "cache").sound(NUMBER)


def test_broken_texts_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "parts.toml").write_text("[digit]\n0 = 零", encoding="utf-8")
    with pytest.raises(PromptMissing, match=r"parts\.toml.*line 2"):
        read_texts(tmp_path, ROOT / "data")


def test_the_tone_before_a_recording_is_short_heard_and_made_once(catalogue: Catalogue) -> None:
    file = Path(catalogue.tone() + ".wav")
    sound = read(file)
    made = file.stat().st_mtime_ns
    assert len(sound) == 2400 and 0.1 < max(sound) < 0.2 and sound[0] == 0
    assert catalogue.tone() + ".wav" == str(file) and file.stat().st_mtime_ns == made

"""The directory's voice: what must be spoken of its sources, kept small, and found where it is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ivr.adapters.voice.build import OPUS, build, faults
from ivr.adapters.voice.directory_sounds import KINDS, sound_file, sound_name
from ivr.adapters.voice.directory_texts import read_directory_texts
from ivr.adapters.voice.frames import compress_frames, read_frames
from ivr.adapters.voice.shelves import LONGEST_ANSWER_SECONDS, Shelf, read_shelves
from ivr.errors import PromptMissing
from tests.voice.voices import Humming, tone

SOURCES = {
    "facts": "fact,question,value,ways\n户籍,请问您是本市户籍？,本市,\n户籍,请问您是本市户籍？,外地,\n",
    "answers": "answer,text\n身份证,带上旧证。\n身份证,带二寸照片。\n",
    "matters": "body,matter\n水务局,停水\n网信办,APP备案\n城管委,停水\n",
    "streets": "district,street\n东城区,景山街道\n",
    "departments": "id,name,short_names\n",
    "district_departments": "id,name,aliases\n",
    "districts": "code,district\n",
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name, text in SOURCES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "readings.toml").write_text('APP = "应用"\n', encoding="utf-8")
    for name in ("texts", "parts"):
        (folder / f"{name}.toml").write_text("", encoding="utf-8")
    return folder


def shelf_of(kind: str, prompts: Path, sources: Path) -> Shelf:
    return next(shelf for shelf in read_shelves(prompts, sources) if shelf.kind == kind)


def rendered(shelf: Shelf, voice: Humming | None = None) -> int:
    return build(shelf.wanted, shelf.folder, voice or Humming(), lambda name: None, shelf.form)


def test_the_same_words_are_one_sound_and_letters_are_read_as_written_down(prompts: Path, sources: Path) -> None:
    texts = read_directory_texts(prompts, sources)
    assert tuple(texts) == KINDS
    assert list(texts["fact"].values()) == ["请问您是本市户籍？"]
    assert texts["answer"] == {sound_name("answer", text): text for text in ("带上旧证。", "带二寸照片。")}
    assert texts["matter"] == {sound_name("matter", "停水"): "停水", sound_name("matter", "APP备案"): "应用备案"}


def test_a_rendered_answer_is_small_and_plays_as_long_as_it_was_spoken(prompts: Path, sources: Path) -> None:
    shelf = shelf_of("answer", prompts, sources)
    assert rendered(shelf) == 2
    assert shelf.faults() == []
    name = sound_name("answer", "带上旧证。")
    file = sound_file(shelf.folder.parent, name)
    seconds = json.loads((shelf.folder / "manifest.json").read_text(encoding="utf-8"))[name]["seconds"]
    assert len(read_frames(file)) / 16000 == pytest.approx(seconds, abs=0.01)
    assert rendered(shelf) == 0


def test_speech_takes_about_two_kilobytes_a_second(tmp_path: Path) -> None:
    frames = (tone(10, 440, 0.2, 8000) * 32767).astype("<i2").tobytes()
    compress_frames(frames, tmp_path / "it.opus")
    assert (tmp_path / "it.opus").stat().st_size < 10 * 2700


def test_a_broken_off_rendering_goes_on_where_it_was(prompts: Path, sources: Path) -> None:
    shelf = shelf_of("answer", prompts, sources)
    with pytest.raises(Exception, match="带二寸照片"):
        rendered(shelf, Humming(breaks_at="带二寸照片。"))
    assert shelf.faults() == [f"{sound_name('answer', '带二寸照片。')}: no sound for '带二寸照片。'"]
    assert rendered(shelf) == 1


def test_a_sound_that_was_changed_or_is_left_over_is_found(prompts: Path, sources: Path) -> None:
    shelf = shelf_of("answer", prompts, sources)
    rendered(shelf)
    first, second = shelf.wanted
    (shelf.folder / f"{first}.opus").write_bytes(b"OggS")
    assert [fault.partition(":")[0] for fault in faults({first: shelf.wanted[first]}, shelf.folder, OPUS)] == [
        first,
        second,
    ]


def test_an_answer_of_more_than_twenty_seconds_is_told_with_its_text(prompts: Path, sources: Path) -> None:
    long = "很长的话" * 60
    (sources / "answers.csv").write_text(f"answer,text\n身份证,{long}\n", encoding="utf-8")
    shelf = shelf_of("answer", prompts, sources)
    rendered(shelf)
    [fault] = shelf.faults()
    assert f"more than {LONGEST_ANSWER_SECONDS:.0f} s" in fault and long in fault


@pytest.mark.parametrize(
    ("kind", "source", "row", "remedy"),
    [
        ("answer", "answers", "身份证,带2张照片。", "write them as Chinese words"),
        ("matter", "matters", "网信办,ETC办理", "readings.toml"),
    ],
)
def test_texts_that_voices_misread_are_told_and_hold_nothing_up(
    kind: str, source: str, row: str, remedy: str, prompts: Path, sources: Path
) -> None:
    file = sources / f"{source}.csv"
    file.write_text(f"{file.read_text(encoding='utf-8')}{row}\n", encoding="utf-8")
    shelf = shelf_of(kind, prompts, sources)
    assert rendered(shelf) == 2
    [fault] = shelf.faults()
    assert row.partition(",")[2] in fault and remedy in fault


def test_only_names_can_wait_for_their_sounds(prompts: Path, sources: Path) -> None:
    optional = {shelf.kind: shelf.is_optional for shelf in read_shelves(prompts, sources)}
    assert optional == {"prompt": False, "fact": False, "answer": False, "matter": True, "street": True}


def test_missing_readings_are_named(prompts: Path, sources: Path) -> None:
    (prompts / "readings.toml").unlink()
    with pytest.raises(PromptMissing, match=r"readings\.toml"):
        read_directory_texts(prompts, sources)

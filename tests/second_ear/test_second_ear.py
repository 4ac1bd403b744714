"""Real Whisper on short recordings: simplified characters, nothing out of noise, one thread, and clear refusals."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ivr.adapters.transcripts.second_ear import SecondEar
from ivr.adapters.transcripts.whisper import model_directory
from ivr.errors import SecondEarUnusable, TranscriptFailed
from tests.second_ear.conftest import Write, clip, noise, silence


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """145 MB for the joined model, gone after the tests."""
    folder = tmp_path_factory.mktemp("cache")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def ear(cache: Path) -> SecondEar:
    return SecondEar("", cache, 1)


def test_a_message_is_written_down_in_simplified_characters(ear: SecondEar, write: Write) -> None:
    said = np.concatenate([silence(2), clip("next_monday_half_past_two"), noise(4, 0.003), clip("tomorrow_at_ten")])
    steps: list[tuple[float, float]] = []
    made = ear.write_down(write("a.wav", said), lambda done, all_of_it: steps.append((done, all_of_it)))
    assert made.text.startswith("下周") and "明天上午" in made.text, "Whisper writes 下週"
    assert made.seconds == pytest.approx(len(said) / 8000, abs=0.1) and made.speech_seconds < made.seconds - 3
    assert steps == [(0, made.speech_seconds), (made.speech_seconds, made.speech_seconds)]


def test_noise_and_silence_are_no_text_and_load_no_model(cache: Path, write: Write) -> None:
    deaf = SecondEar("/no/such/model", cache, 1)
    assert deaf.write_down(write("a.wav", np.concatenate([noise(6), silence(6)]))).text == ""


def test_it_is_stopped_between_passages(ear: SecondEar, write: Write) -> None:
    def stop(done: float, all_of_it: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        ear.write_down(write("a.wav", clip("tomorrow_at_ten")), stop)


def test_a_wrong_file_fails_and_the_next_one_goes_on(ear: SecondEar, write: Write, tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound", encoding="utf-8")
    with pytest.raises(TranscriptFailed):
        ear.write_down(tmp_path / "text.wav")
    with pytest.raises(TranscriptFailed, match="longer than 60 s"):
        ear.write_down(write("long.wav", silence(61)))
    assert "公安局" in ear.write_down(write("a.wav", clip("police"))).text


def test_after_a_rest_it_hears_as_before(ear: SecondEar, write: Write) -> None:
    ear.rest()
    assert "明天" in ear.write_down(write("a.wav", clip("tomorrow_at_ten"))).text


def test_the_model_is_joined_once_and_whole(cache: Path) -> None:
    folder = model_directory("", cache)
    made = (folder / "model.bin").stat()
    assert model_directory("", cache) == folder and (folder / "model.bin").stat() == made
    assert made.st_size == 145217532 and not list(cache.glob(".joining-*"))


def test_a_folder_that_is_no_model_is_named(cache: Path, write: Write, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    with pytest.raises(SecondEarUnusable, match=r"model\.bin is missing"):
        SecondEar(str(tmp_path / "broken"), cache, 1).write_down(write("a.wav", clip("police")))
    (tmp_path / "broken" / "model.bin").write_bytes(b"nonsense")
    with pytest.raises(SecondEarUnusable, match="cannot be opened"):
        SecondEar(str(tmp_path / "broken"), cache, 1).write_down(write("a.wav", clip("police")))

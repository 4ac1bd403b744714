"""The same prompt slower or louder, made once and kept like joined prompts."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import numpy as np
import pytest

from ivr.adapters.voice.catalogue import MOST_JOINED, Catalogue
from ivr.adapters.voice.manner import say_otherwise
from ivr.adapters.voice.texts import Texts
from ivr.domain.prompts import Digits, prompt
from ivr.errors import SynthesisFailed
from tests.voice.voices import Sound, dbfs, read, tone, write

TEXTS = Texts({"goodbye": "再见。", "read": "号码{digits}。"}, {"digit.1": "幺"})
GOODBYE = prompt("goodbye")


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Every sound is two seconds of 440 Hz as loud as the prompts."""
    for name in TEXTS.sounds():
        write(tmp_path / f"{name}.wav", tone(2, 440, 0.14, 8000), 8000)
    return Catalogue(TEXTS, tmp_path, tmp_path / "cache")


def heard(catalogue: Catalogue, slow: bool = False, louder: bool = False) -> Sound:
    return read(Path(catalogue.sound(GOODBYE, slow=slow, louder=louder) + ".wav"))


def pitch(sound: Sound) -> float:
    return float(np.abs(np.fft.rfft(sound)).argmax() * 8000 / len(sound))


def test_slow_is_a_quarter_longer_at_the_same_pitch_and_loudness(catalogue: Catalogue) -> None:
    plain, slow = heard(catalogue), heard(catalogue, slow=True)
    assert len(slow) / len(plain) == pytest.approx(1.25, abs=0.03)
    assert pitch(slow) == pytest.approx(440, abs=4)
    assert dbfs(slow) == pytest.approx(dbfs(plain), abs=1)


def test_louder_is_six_decibels_and_no_longer(catalogue: Catalogue) -> None:
    plain, louder = heard(catalogue), heard(catalogue, louder=True)
    assert dbfs(louder) - dbfs(plain) == pytest.approx(6, abs=0.5)
    assert len(louder) / len(plain) == pytest.approx(1, abs=0.01)


def test_what_is_loud_already_is_limited_and_not_clipped() -> None:
    loud = (tone(1, 440, 0.8, 8000) * 32767).astype("<i2").tobytes()
    louder = np.frombuffer(say_otherwise(loud, slow=False, louder=True), "<i2") / 32768
    assert 0.8 < np.abs(louder).max() < 0.95


def test_slow_and_louder_go_together(catalogue: Catalogue) -> None:
    plain, both = heard(catalogue), heard(catalogue, slow=True, louder=True)
    assert len(both) > 1.2 * len(plain) and dbfs(both) > dbfs(plain) + 5


def test_a_changed_sound_is_made_once_and_anew_when_the_prompt_is_rendered_anew(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    first = Path(catalogue.sound(GOODBYE, slow=True) + ".wav")
    inode = first.stat().st_ino
    assert Path(catalogue.sound(GOODBYE, slow=True) + ".wav").stat().st_ino == inode
    write(tmp_path / "goodbye.wav", tone(3, 440, 0.14, 8000), 8000)
    os.utime(tmp_path / "goodbye.wav", (2e9, 2e9))
    assert len(heard(catalogue, slow=True)) / 8000 == pytest.approx(3.75, abs=0.1)


def test_an_assembled_prompt_is_slowed_as_a_whole(catalogue: Catalogue) -> None:
    number = prompt("read", digits=Digits("11"))
    seconds = len(read(Path(catalogue.sound(number, slow=True) + ".wav"))) / 8000
    assert seconds == pytest.approx(1.25 * catalogue.seconds(number), abs=0.1)


def test_an_assembled_prompt_is_slowed_once(catalogue: Catalogue, tmp_path: Path) -> None:
    number = prompt("read", digits=Digits("11"))
    first = catalogue.sound(number, slow=True)
    os.utime(catalogue.sound(number) + ".wav", (1e9, 1e9))
    assert catalogue.sound(number, slow=True) == first
    assert len(list((tmp_path / "cache").glob("*.wav"))) == 2


def test_changed_sounds_are_bounded_with_the_joined_ones(catalogue: Catalogue, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for i in range(MOST_JOINED):
        (cache / f"old{i}.wav").write_bytes(b"")
        os.utime(cache / f"old{i}.wav", (1e9 + i, 1e9 + i))
    heard(catalogue, slow=True)
    assert len(list(cache.glob("*.wav"))) == MOST_JOINED


def test_what_cannot_be_changed_is_said_as_always_and_told(
    catalogue: Catalogue, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "goodbye.wav", tone(0, 440, 0.14, 8000), 8000)
    with caplog.at_level(logging.WARNING):
        assert catalogue.sound(GOODBYE, slow=True) == catalogue.sound(GOODBYE)
    assert "goodbye is said as always" in caplog.text


def test_a_cache_that_cannot_be_written_leaves_the_sound_as_it_is(catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("", encoding="utf-8")
    assert catalogue.sound(GOODBYE, slow=True) == catalogue.sound(GOODBYE)


@pytest.mark.parametrize("program", [("no-such-program",), ("false",)])
def test_a_missing_or_failing_program_is_named(program: tuple[str, ...]) -> None:
    with pytest.raises(SynthesisFailed, match="ffmpeg cannot change a sound"):
        say_otherwise(b"\0\0" * 800, slow=True, louder=False, program=program)

"""The benches' telephone line: the same call every time, in its band, with its noise, in µ-law."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.clips import read_clip
from ivr.adapters.speech.telephone_line import (
    AFTER_SECONDS,
    BEFORE_SECONDS,
    RATE,
    Samples,
    between_pauses,
    mu_law,
    over_the_line,
)

BEFORE, AFTER = int(BEFORE_SECONDS * RATE), int(AFTER_SECONDS * RATE)


def tone(hertz: float, seconds: float = 1.0, peak: float = 8000) -> Samples:
    return (peak * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype(np.int16)


def decibels(sound: Samples) -> float:
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-9))


def power_at(sound: Samples, hertz: float) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    middle = round(hertz * len(sound) / RATE)
    return float(10 * np.log10(spectrum[middle - 5 : middle + 6].sum()))


def test_a_call_is_the_same_every_time_and_another_for_another_name() -> None:
    first = over_the_line(tone(1000), "places-01")
    assert np.array_equal(first, over_the_line(tone(1000), "places-01"))
    assert not np.array_equal(first, over_the_line(tone(1000), "places-02"))


def test_the_speech_comes_after_a_pause_and_before_one() -> None:
    sound = over_the_line(tone(1000), "a")
    assert len(sound) == BEFORE + RATE + AFTER
    assert decibels(sound[BEFORE:-AFTER]) - decibels(sound[: BEFORE - 100]) > 10


@pytest.mark.parametrize("name", [f"clip-{n}" for n in range(20)])
def test_the_noise_is_never_louder_than_15_db_below_the_speech(name: str) -> None:
    sound = over_the_line(tone(1000), name)
    assert decibels(sound[BEFORE + 400 : BEFORE + 7600]) - decibels(sound[: BEFORE - 100]) > 14
    assert decibels(sound[: BEFORE - 100]) > 10, "the line is never dead"


def test_what_lies_outside_the_telephone_band_is_lost() -> None:
    both = (tone(150) / 2 + tone(1000) / 2).astype(np.int16)
    sound = over_the_line(both, "b")
    assert power_at(sound, 1000) - power_at(sound, 150) > 20
    both = (tone(3800) / 2 + tone(1000) / 2).astype(np.int16)
    assert power_at(over_the_line(both, "b"), 1000) - power_at(over_the_line(both, "b"), 3800) > 15


def test_only_the_values_of_mu_law_come_out() -> None:
    every = mu_law(np.arange(-32768, 32768).astype(np.float64))
    assert len(set(every.tolist())) == 255
    assert np.array_equal(mu_law(every.astype(np.float64)), every)
    assert set(over_the_line(tone(700), "c").tolist()) <= set(every.tolist())


def test_the_levels_of_calls_differ() -> None:
    peaks = [int(np.abs(over_the_line(tone(1000), f"clip-{n}")).max()) for n in range(20)]
    assert max(peaks) > 2 * min(peaks) and max(peaks) < 24000


@pytest.mark.parametrize("sound", [np.zeros(0, np.int16), np.zeros(800, np.int16)])
def test_a_clip_without_sound_gives_a_call_without_speech(sound: Samples) -> None:
    assert len(over_the_line(sound, "d")) == len(sound) + BEFORE + AFTER


def test_a_clean_call_holds_the_clip_untouched_between_faint_pauses() -> None:
    sound = between_pauses(tone(1000), "e")
    assert np.array_equal(sound[BEFORE:-AFTER], tone(1000))
    assert np.abs(sound[:BEFORE]).max() == 1 and np.array_equal(sound, between_pauses(tone(1000), "e"))


def test_a_clip_is_read_as_it_was_written_raised_to_the_level_of_speech(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "f.flac", tone(500, peak=400), RATE, subtype="PCM_16")
    assert np.array_equal(read_clip("f", tmp_path), tone(500, peak=400) * 4)
    soundfile.write(tmp_path / "f.flac", tone(500, peak=20000), RATE, subtype="PCM_16")
    assert read_clip("f", tmp_path).max() == 32767, "too loud a clip is clipped, it does not wrap around"


def test_a_clip_of_another_rate_is_refused_by_name(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "g.flac", tone(500), 16000, subtype="PCM_16")
    with pytest.raises(ValueError, match=r"g\.flac: .* 16000 Hz"):
        read_clip("g", tmp_path)

"""Raising the rate of telephone sound."""

from __future__ import annotations

import numpy as np
import pytest

from ivr.adapters.speech.resampling import Upsampler
from tests.speech.sounds import RATE, as_samples, noise, silence


def tone(hertz: float, seconds: float = 0.5) -> np.ndarray:
    return as_samples(10000 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE))


def spectrum_db(x: np.ndarray) -> np.ndarray:
    y = np.abs(np.fft.rfft(x * np.hanning(len(x)))) / (len(x) / 4)
    return 20 * np.log10(y + 1e-6)


@pytest.mark.parametrize("factor", [2, 3, 6])
@pytest.mark.parametrize("hertz", [100, 300, 1000, 2000, 3000, 3400])
def test_a_tone_of_the_telephone_band_keeps_its_level_and_leaves_no_image(hertz: int, factor: int) -> None:
    raised = Upsampler(factor).raise_rate(tone(hertz))[400 * factor :]
    levels = spectrum_db(raised)
    hertz_of_bin = np.arange(len(levels)) * RATE * factor / len(raised)
    near = np.abs(hertz_of_bin - hertz) < 60
    assert abs(levels[near].max() - 80) < 0.5
    assert levels[~near].max() < 80 - 55


def test_pieces_of_any_length_give_the_same_as_the_whole() -> None:
    x = noise(0.5, -20)
    whole, parts = Upsampler(2), Upsampler(2)
    cut = [x[i:j] for i, j in [(0, 0), (0, 1), (1, 7), (7, 300), (300, 301), (301, len(x))]]
    assert np.array_equal(whole.raise_rate(x), np.concatenate([parts.raise_rate(c) for c in cut]))


def test_slowed_sound_is_longer_and_lower_and_the_same_in_pieces() -> None:
    x = tone(900, 0.4)
    whole, parts = Upsampler(9, 8), Upsampler(9, 8)
    slowed = whole.raise_rate(x)
    assert len(slowed) == len(x) * 9 // 8
    levels = spectrum_db(slowed[400:])
    assert abs(levels.argmax() * RATE / len(slowed[400:]) - 800) < 5
    cut = [x[i:j] for i, j in [(0, 1), (1, 2), (2, 7), (7, 300), (300, 301), (301, len(x))]]
    assert np.array_equal(slowed, np.concatenate([parts.raise_rate(c) for c in cut]))


def test_every_sample_gives_factor_samples() -> None:
    assert len(Upsampler(2).raise_rate(silence(0.25))) == 0.25 * RATE * 2


def test_the_rate_of_the_telephone_itself_passes_untouched() -> None:
    x = noise(0.1, -20)
    assert Upsampler(1).raise_rate(x) is x


def test_full_scale_sound_is_clipped_and_never_wraps_around() -> None:
    square = np.where(np.arange(800) // 8 % 2, 32767, -32768).astype(np.int16)
    raised = Upsampler(2).raise_rate(square).astype(int)
    middle = raised[100:]
    assert np.abs(np.diff(middle)).max() < 60000


def test_after_a_reset_nothing_of_the_last_caller_sounds_on() -> None:
    upsampler = Upsampler(2)
    upsampler.raise_rate(noise(0.1, -10))
    upsampler.reset()
    assert not upsampler.raise_rate(silence(0.1)).any()

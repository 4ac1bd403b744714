"""Sends speech through a telephone line as bad as real ones: band, noise, level, µ-law. Sound: 8 kHz, int16."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

RATE = 8000
LOW_HZ, HIGH_HZ = 300, 3400
LEAST_DECIBELS, MOST_DECIBELS = 15, 25
BEFORE_SECONDS, AFTER_SECONDS = 0.5, 0.5

Samples = NDArray[np.int16]


def over_the_line(clean: Samples, name: str) -> Samples:
    """The clip as a telephone brings it: noise 15-25 dB below the speech, 300-3400 Hz, any level, µ-law.

    The name decides noise and level, so that every run hears the same. Half of the calls have white noise, half have
    noise as of a street or a fan.
    """
    rng = _random(name)
    speech = clean.astype(np.float64)
    noise = _noise(rng, _padded_length(clean))
    noise *= _loudness(speech) / _loudness(noise) * 10 ** (-rng.uniform(LEAST_DECIBELS, MOST_DECIBELS) / 20)
    begin = int(BEFORE_SECONDS * RATE)
    noise[begin : begin + len(speech)] += speech
    heard = sosfilt(butter(4, [LOW_HZ, HIGH_HZ], "band", fs=RATE, output="sos"), noise)
    peak = max(float(np.abs(heard).max()), 1.0)
    return mu_law(heard / peak * rng.uniform(0.2, 0.7) * 32767)


def between_pauses(clean: Samples, name: str) -> Samples:
    """The clip between a pause before and one after it, which hiss by one bit: a clean call, no line in between."""
    hiss = _random(name).integers(-1, 2, _padded_length(clean)).astype(np.int16)
    begin = int(BEFORE_SECONDS * RATE)
    hiss[begin : begin + len(clean)] = clean
    return hiss


def mu_law(sound: NDArray[np.float64]) -> Samples:
    """What G.711 µ-law leaves of samples of int16 scale."""
    magnitude = np.abs(sound).clip(0, 32635).astype(np.int32) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = magnitude >> (exponent + 3) & 15
    decoded = ((mantissa << 3) + 132 << exponent) - 132
    return np.where(sound < 0, -decoded, decoded).astype(np.int16)


def _random(name: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(name.encode()))


def _padded_length(clean: Samples) -> int:
    return len(clean) + int(BEFORE_SECONDS * RATE) + int(AFTER_SECONDS * RATE)


def _noise(rng: np.random.Generator, length: int) -> NDArray[np.float64]:
    white = rng.standard_normal(length)
    if rng.random() < 0.5:
        return white
    return np.asarray(lfilter([1], [1, -rng.uniform(0.7, 0.98)], white))


def _loudness(sound: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(sound**2))) if len(sound) and sound.any() else 1.0

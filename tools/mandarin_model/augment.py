"""Makes clean synthetic speech sound like calls: rooms, noises, telephone bands, levels and µ-law."""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, resample_poly

RATE = 8000
Random = np.random.Generator


def mu_law(sound: np.ndarray) -> np.ndarray:
    """The sound (-1..1) after a µ-law telephone line."""
    level = np.round(np.log1p(255 * np.abs(sound).clip(0, 1)) / np.log(256) * 127) / 127
    return np.sign(sound) * (256**level - 1) / 255


def loudness(sound: np.ndarray) -> float:
    """Root mean square, never zero."""
    return float(np.sqrt(np.mean(sound**2)) + 1e-9)


def add_noise(sound: np.ndarray, noise: np.ndarray, decibels: float) -> np.ndarray:
    """The sound with the noise that many decibels below it."""
    return sound + noise * (loudness(sound) / loudness(noise) * 10 ** (-decibels / 20))


def band(sound: np.ndarray, low: float, high: float, order: int) -> np.ndarray:
    """What lies between two frequencies in Hz."""
    numerator, denominator = butter(order, [low, high], "band", fs=RATE)
    return lfilter(numerator, denominator, sound)


def _room(rng: Random) -> np.ndarray:
    seconds = rng.uniform(0.08, 0.5)
    count = int(RATE * seconds)
    echo = rng.standard_normal(count) * 10 ** (-3 * np.arange(count) / count)
    echo *= rng.uniform(0.1, 0.6) / np.sqrt((echo**2).sum())
    echo[0] = 1
    return echo


def coloured(rng: Random, length: int) -> np.ndarray:
    """Noise with more power at low frequencies, as of a street or a fan."""
    return lfilter([1], [1, -rng.uniform(0.7, 0.98)], rng.standard_normal(length))


def hum(rng: Random, length: int) -> np.ndarray:
    """A buzzing tone with overtones and some hiss."""
    time, pitch = np.arange(length) / RATE, rng.uniform(45, 400)
    tones = [np.sin(2 * np.pi * pitch * part * time + rng.uniform(0, 6)) / part for part in (1, 2, 3, 5)]
    return np.sum(tones, axis=0) + 0.3 * rng.standard_normal(length)


def babble(rng: Random, length: int, others: list[np.ndarray]) -> np.ndarray:
    """One to five other people talking."""
    total = np.zeros(length)
    for _ in range(rng.integers(1, 6)):
        voice = others[rng.integers(len(others))]
        voice = np.tile(voice, length // len(voice) + 2)
        start = rng.integers(0, len(voice) - length + 1)
        total += voice[start : start + length] * rng.uniform(0.3, 1)
    return total


def _noisy(sound: np.ndarray, rng: Random, others: list[np.ndarray]) -> np.ndarray:
    kind, length = rng.random(), len(sound)
    if kind < 0.35:
        return add_noise(sound, rng.standard_normal(length), rng.uniform(8, 40))
    if kind < 0.65:
        return add_noise(sound, coloured(rng, length), rng.uniform(8, 40))
    if kind < 0.87:
        return add_noise(sound, babble(rng, length, others), rng.uniform(9, 35))
    return add_noise(sound, hum(rng, length), rng.uniform(8, 40))


def _with_gaps(sound: np.ndarray, rng: Random) -> np.ndarray:
    before, after = rng.integers(400, 5000, 2)
    return np.concatenate([np.zeros(before), sound, np.zeros(after)])


def _channel(sound: np.ndarray, rng: Random) -> np.ndarray:
    if rng.random() < 0.7:
        sound = band(sound, rng.uniform(60, 420), rng.uniform(3000, 3850), int(rng.integers(1, 5)))
    if rng.random() < 0.5:
        sound = lfilter([1, rng.uniform(-0.6, 0.6)], [1], sound)
    sound = sound / (np.abs(sound).max() + 1e-9) * 10 ** rng.uniform(-1.6, 0)
    if rng.random() < 0.08:
        sound = np.clip(sound * rng.uniform(1.5, 4), -1, 1)
    return mu_law(sound) if rng.random() < 0.7 else sound


def training_call(sound: np.ndarray, rng: Random, others: list[np.ndarray]) -> np.ndarray:
    """One random call made of clean speech: pitch and formants ±15 %, room, gaps, noise, channel."""
    sound = resample_poly(sound, int(rng.integers(34, 47)), 40)
    if rng.random() < 0.25:
        sound = fftconvolve(sound, _room(rng))[: len(sound) + RATE // 10]
    return _channel(_noisy(_with_gaps(sound, rng), rng, others), rng)


def test_call(sound: np.ndarray, rng: Random) -> np.ndarray:
    """The bench's telephone line: 300-3400 Hz, noise 15-25 dB below the speech, µ-law."""
    sound = np.concatenate([np.zeros(int(0.3 * RATE)), sound, np.zeros(int(0.5 * RATE))])
    length, decibels = len(sound), rng.uniform(15, 25)
    noise = rng.standard_normal(length) if rng.random() < 0.5 else coloured(rng, length)
    sound = band(add_noise(sound, noise, decibels), 300, 3400, 4)
    return mu_law(sound / (np.abs(sound).max() + 1e-9) * rng.uniform(0.2, 0.7))

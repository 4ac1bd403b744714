"""Sounds for the tests: the noises of a telephone line, levels, bounds. Everything 8 kHz, int16."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 8000
Samples = NDArray[np.int16]


def mu_law_decode(codes: NDArray[np.uint8]) -> Samples:
    """G.711 µ-law to linear."""
    inverted = ~codes
    magnitude = (((inverted & 0x0F).astype(np.int32) << 3) + 0x84) << ((inverted & 0x70) >> 4).astype(np.int32)
    return np.where(inverted & 0x80, 0x84 - magnitude, magnitude - 0x84).astype(np.int16)


def mu_law(x: Samples) -> Samples:
    """What is left of a sound after G.711 µ-law and back."""
    table = mu_law_decode(np.arange(256, dtype=np.uint8))
    ordered = np.sort(table)
    middle = (ordered[1:].astype(np.int32) + ordered[:-1]) // 2
    return ordered[np.searchsorted(middle, x)]


def as_samples(x: NDArray[np.float64]) -> Samples:
    """Floats of int16 scale, clipped."""
    return np.clip(np.round(x), -32768, 32767).astype(np.int16)


def silence(seconds: float) -> Samples:
    """Digital zeros."""
    return np.zeros(int(seconds * RATE), np.int16)


def noise(seconds: float, dbfs: float, seed: int = 1, colour: str = "white") -> Samples:
    """Line noise of an RMS level: white, or "hum" (50 Hz and odd harmonics over white)."""
    n = int(seconds * RATE)
    x = np.random.default_rng(seed).standard_normal(n)
    if colour == "hum":
        t = np.arange(n) / RATE
        x = 0.3 * x + sum(np.sin(2 * np.pi * 50 * k * t) / k for k in (1, 3, 5, 7))
    return at_level(as_samples(x * 3000), dbfs)


def at_level(x: Samples, dbfs: float) -> Samples:
    """The same sound at an RMS level (of its loud half, so that pauses do not count)."""
    power = np.sort(x.astype(np.float64) ** 2)[len(x) // 2 :].mean()
    return as_samples(x * (32768 * 10 ** (dbfs / 20) / np.sqrt(power or 1)))


def clicks(seconds: float, per_second: float = 3, seed: int = 1) -> Samples:
    """Switching clicks: 4 ms bursts at full scale."""
    x = silence(seconds)
    rng = np.random.default_rng(seed)
    for at in rng.integers(0, len(x) - 40, int(seconds * per_second)):
        x[at : at + 32] = rng.integers(-30000, 30000, 32)
    return x


def key_tone(seconds: float, row: int = 770, column: int = 1336, dbfs: float = -10) -> Samples:
    """An in-band key (DTMF), "5" by default."""
    t = np.arange(int(seconds * RATE)) / RATE
    return at_level(as_samples(8000 * (np.sin(2 * np.pi * row * t) + np.sin(2 * np.pi * column * t))), dbfs)


def mixed(*parts: Samples) -> Samples:
    """Sounds on top of each other; the first gives the length."""
    out = parts[0].astype(np.float64)
    for part in parts[1:]:
        n = min(len(out), len(part))
        out[:n] += part[:n]
    return as_samples(out)


def bounds(x: Samples, threshold_db: float = -28) -> tuple[float, float]:
    """Seconds where the speech of a clean clip begins and ends: 10 ms frames louder than the loudest + threshold."""
    frames = x[: len(x) // 80 * 80].reshape(-1, 80).astype(np.float64)
    rms = np.sqrt((frames**2).mean(1))
    loud = np.flatnonzero(rms > rms.max() * 10 ** (threshold_db / 20))
    return float(loud[0]) / 100, float(loud[-1] + 1) / 100


def frames_of(x: Samples, size: int = 320) -> list[bytes]:
    """As Asterisk sends it: 20 ms, 320 bytes each."""
    raw = x.astype("<i2").tobytes()
    return [raw[i : i + size] for i in range(0, len(raw), size)]

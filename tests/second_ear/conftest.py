"""Sound files of the tests: synthetic callers of the demo, noise, silence."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

VOICE = Path(__file__).resolve().parents[2] / "demo" / "voices" / "yunyang"
Samples = NDArray[np.int16]
Write = Callable[[str, Samples], Path]


def clip(name: str) -> Samples:
    """What a caller of the demo says, 8 kHz."""
    with wave.open(str(VOICE / f"{name}.wav")) as file:
        assert file.getframerate() == 8000
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(int(8000 * seconds), np.int16)


def noise(seconds: float, level: float = 0.02) -> Samples:
    return (np.random.default_rng(1).normal(0, level * 32767, int(8000 * seconds))).astype(np.int16)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes samples as Asterisk writes a recording: 8 kHz, 16 bit, one channel."""

    def to_file(name: str, samples: Samples) -> Path:
        path = tmp_path / name
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(samples.astype("<i2").tobytes())
        return path

    return to_file

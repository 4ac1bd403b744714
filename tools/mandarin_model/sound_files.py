"""Reads and writes mono 16-bit sound files without leaving half a file behind."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

RATE = 8000


def write_wav(path: Path, sound: np.ndarray) -> None:
    """Writes float sound in -1..1 as 16-bit PCM at 8 kHz."""
    part = path.with_suffix(".part")
    with wave.open(str(part), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    part.rename(path)


def read_wav(path: Path) -> np.ndarray:
    """The samples as float32 in -1..1."""
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768

"""A synthesiser that hums, and wave files to measure."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ivr.errors import SynthesisFailed

Sound = npt.NDArray[np.float64]


def tone(seconds: float, hertz: float, loudness: float, rate: int) -> Sound:
    return np.asarray(loudness * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate))


def write(file: Path, sound: Sound, rate: int) -> None:
    with wave.open(str(file), "wb") as opened:
        opened.setparams((1, 2, rate, 0, "NONE", ""))
        opened.writeframes((sound * 32767).astype("<i2").tobytes())


def read(file: Path) -> Sound:
    with wave.open(str(file)) as opened:
        assert (opened.getframerate(), opened.getsampwidth(), opened.getnchannels()) == (8000, 2, 1)
        return np.frombuffer(opened.readframes(opened.getnframes()), "<i2") / 32768


def dbfs(sound: Sound) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(sound**2))))


class Humming:
    """See Synthesiser. Hums for 0.1 s a character, after and before half a second of silence."""

    def __init__(self, voice: str = "humming", hertz: float = 440, loudness: float = 0.02, breaks_at: str = "") -> None:
        self.voice = voice
        self.spoken: list[str] = []
        self._hertz, self._loudness, self._breaks_at = hertz, loudness, breaks_at

    def speak(self, text: str, target: Path) -> None:
        if text == self._breaks_at:
            raise SynthesisFailed(f"no voice for {text!r}")
        self.spoken.append(text)
        write(target, np.pad(tone(0.1 * len(text), self._hertz, self._loudness, 24000), 12000), 24000)

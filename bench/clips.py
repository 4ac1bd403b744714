"""Reads the clean clips of bench/ear. Sound: 8 kHz, int16."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from ivr.adapters.speech.telephone_line import RATE, Samples

STORED_LOWER = 4
"""The clips are stored 12 dB low because FLAC makes small files of soft sounds; -26 dB of full scale when raised."""
EAR = Path(__file__).resolve().parent / "ear"


def read_clip(name: str, folder: Path = EAR) -> Samples:
    """The clean sound of one clip, from its first to its last sound, at the level of speech."""
    sound, rate = soundfile.read(folder / f"{name}.flac", dtype="int16")
    if rate != RATE or sound.ndim != 1:
        raise ValueError(f"{name}.flac: one channel at {RATE} Hz is expected, this has {sound.ndim} at {rate} Hz")
    return np.asarray((sound.astype(np.int32) * STORED_LOWER).clip(-32768, 32767), np.int16)

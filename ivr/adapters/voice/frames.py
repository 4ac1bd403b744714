"""Telephone sound in memory and in files: WAV, or Ogg Opus where it must be small."""

from __future__ import annotations

import os
import tempfile
import wave
from pathlib import Path

import numpy as np
import soundfile

from ivr.errors import PromptMissing

RATE = 8000
WIDTH = 2
OPUS_KILOBITS = 16
"""With its wrapping a second of speech is 2.2 kB. What it costs is told in docs/decisions, of the directory's voice."""


def read_frames(file: Path) -> bytes:
    """The 16-bit samples of an 8 kHz mono file. Raises PromptMissing."""
    try:
        with soundfile.SoundFile(file) as opened:
            if (opened.samplerate, opened.channels) != (RATE, 1) or opened.subtype not in ("PCM_16", "OPUS"):
                raise PromptMissing(f"{file.name} is not 8 kHz 16-bit mono: run ./hotline ivr prompts build")
            return bytes(opened.read(dtype="int16").astype("<i2").tobytes())
    except (soundfile.SoundFileError, OSError) as error:
        raise PromptMissing(
            f"{file} cannot be read: {error}. Delete it, then run ./hotline ivr prompts build"
        ) from error


def write_frames(frames: bytes, target: Path) -> None:
    """As WAV, whole whenever it is there. Raises PromptMissing where it cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".joining-") as folder:
            part = Path(folder) / target.name
            with wave.open(str(part), "wb") as file:
                file.setparams((1, WIDTH, RATE, 0, "NONE", ""))
                file.writeframes(frames)
            os.replace(part, target)
    except OSError as error:
        raise PromptMissing(f"a sound cannot be written at {target}: {error}. Free space there") from error


def compress_frames(frames: bytes, target: Path) -> None:
    """As Ogg Opus, 8 kHz mono. Raises OSError."""
    least, most = 6, 256  # libsndfile's own scale: its level 0 is 256 kbit/s, 1 is 6
    level = 1 - (OPUS_KILOBITS - least) / (most - least)
    with target.open("wb") as file:
        samples = np.frombuffer(frames, "<i2")
        soundfile.write(file, samples, RATE, format="OGG", subtype="OPUS", compression_level=level)

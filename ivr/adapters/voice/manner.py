"""The same sound said slower or louder, for callers who ask for it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from ivr.adapters.voice.frames import RATE
from ivr.errors import SynthesisFailed

SLOW = "atempo=0.8"
"""A quarter longer at the same pitch."""
LOUDER = "volume=6dB,alimiter=limit=0.89:level=disabled"
"""Twice the amplitude; peaks are held 1 dB below the most a line carries."""
PATIENCE_SECONDS = 5.0
"""An answer of 20 s takes 0.1 s of a processor."""
RAW = ("-f", "s16le", "-ar", str(RATE), "-ac", "1")


def manner(slow: bool, louder: bool) -> str:
    """The ffmpeg filters for it."""
    return ",".join([SLOW] * slow + [LOUDER] * louder)


def say_otherwise(frames: bytes, slow: bool, louder: bool, program: Sequence[str] = ("ffmpeg",)) -> bytes:
    """8 kHz 16-bit mono samples, changed by ffmpeg. Raises SynthesisFailed."""
    command = [*program, "-v", "error", *RAW, "-i", "pipe:0", "-af", manner(slow, louder), *RAW, "pipe:1"]
    try:
        done = subprocess.run(command, input=frames, capture_output=True, check=True, timeout=PATIENCE_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        raise SynthesisFailed(
            f"ffmpeg cannot change a sound: {error}. Is it installed? apt-get install ffmpeg"
        ) from error
    if not done.stdout:
        raise SynthesisFailed("ffmpeg changed a sound into nothing: is its file whole?")
    return done.stdout

"""Reads any sound file as a telephone would bring it: one channel, 8 kHz, nothing above 4 kHz folded into the voice."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ivr.adapters.speech.voice_activity import RATE
from ivr.errors import SoundUnreadable

# What Asterisk writes without a header, by the end of the name.
HEADERLESS = {
    ".ulaw": ("mulaw", 8000),
    ".mulaw": ("mulaw", 8000),
    ".ul": ("mulaw", 8000),
    ".pcm": ("mulaw", 8000),
    ".alaw": ("alaw", 8000),
    ".al": ("alaw", 8000),
    ".sln": ("s16le", 8000),
    ".raw": ("s16le", 8000),
    ".sln16": ("s16le", 16000),
    ".sln48": ("s16le", 48000),
}
LONGEST_SECONDS = 4 * 3600
DOWN_TO_TELEPHONE = f"aresample={RATE}:filter_size=128:cutoff=0.92"


def read_telephone_sound(file: Path) -> NDArray[np.int16]:
    """The samples, both channels of a stereo file mixed. Raises SoundUnreadable, naming the file and why."""
    if not file.is_file():
        raise SoundUnreadable(f"{file} is {'a folder: name files' if file.is_dir() else 'no file: look at its name'}")
    samples = _read_plain_wav(file)
    if samples is None:
        samples = _convert(file)
    if not len(samples):
        raise SoundUnreadable(f"{file} holds no sound: it is empty")
    return samples


def _read_plain_wav(file: Path) -> NDArray[np.int16] | None:
    """What is 8 kHz, mono, 16 bit already needs no ffmpeg; None for everything else."""
    try:
        with wave.open(str(file), "rb") as sound:
            if (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) != (RATE, 1, 2):
                return None
            content = sound.readframes(LONGEST_SECONDS * RATE)
    except (OSError, EOFError, wave.Error):
        return None
    return np.frombuffer(content[: len(content) // 2 * 2], "<i2").astype(np.int16)


def _convert(file: Path) -> NDArray[np.int16]:
    name, rate = HEADERLESS.get(file.suffix.lower(), ("", 0))
    form = ["-f", name, "-ar", str(rate)] if name else []
    # Only files may be read: a playlist that calls itself a sound must not reach into the network.
    source = [*form, "-protocol_whitelist", "file,pipe", "-i", f"file:{file}"]
    target = ["-map", "0:a:0", "-ac", "1", "-af", DOWN_TO_TELEPHONE, "-t", str(LONGEST_SECONDS + 1), "-f", "s16le", "-"]
    try:
        done = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *source, *target], capture_output=True, check=False)
    except FileNotFoundError:
        raise SoundUnreadable(f"{file} needs ffmpeg to be read: apt-get install ffmpeg") from None
    if done.returncode or (done.stderr and not done.stdout):
        raise SoundUnreadable(f"{file} is no sound that ffmpeg reads ({_reason(done.stderr, file)})")
    if len(done.stdout) > 2 * RATE * LONGEST_SECONDS:
        raise SoundUnreadable(f"{file} is longer than {LONGEST_SECONDS // 3600} hours: cut it into pieces")
    return np.frombuffer(done.stdout[: len(done.stdout) // 2 * 2], "<i2").astype(np.int16)


def _reason(said: bytes, file: Path) -> str:
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    first = (lines or ["it gave no reason"])[0].replace(f"file:{file}: ", "")
    return "".join(c for c in first if c.isprintable())[:160]

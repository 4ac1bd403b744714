"""From a prompt to one sound file that Asterisk can play: assembled prompts are joined once and cached."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import math
import os
import struct
import tempfile
import wave
from pathlib import Path

from ivr.adapters.voice.slots import PAUSES
from ivr.adapters.voice.texts import Texts
from ivr.domain.prompts import Prompt
from ivr.errors import PromptMissing

log = logging.getLogger(__name__)
RATE = 8000
WIDTH = 2
NEUTRAL = {"department": "word.department", "district": "word.district"}
"""What is said for a department or district that is new in the directory and has no sound yet."""
MOST_JOINED = 500
"""Joined prompts that are kept, the latest used. They hold telephone numbers: a caller's is forgotten after a while."""


def _make_tone(hertz: float = 1000, seconds: float = 0.3, level: float = 0.12, fade_seconds: float = 0.01) -> bytes:
    """A tone without clicks, as loud as the prompts."""
    count = int(seconds * RATE)
    fades = [min(1.0, i / RATE / fade_seconds, (count - i) / RATE / fade_seconds) for i in range(count)]
    waves = (level * fade * math.sin(2 * math.pi * hertz * i / RATE) for i, fade in enumerate(fades))
    return struct.pack(f"<{count}h", *(round(32767 * wave) for wave in waves))


TONE = _make_tone()


class Catalogue:
    """The sounds of one language. Safe to use from many threads and processes.

    sounds: folder of 8 kHz 16-bit mono WAV files, one per name. cache: where joined prompts go.
    """

    def __init__(self, texts: Texts, sounds: Path, cache: Path) -> None:
        self._texts = texts
        self._sounds = sounds
        self._cache = cache

    def sound(self, prompt: Prompt) -> str:
        """The path of the prompt's file without its extension, as STREAM FILE wants it. Raises PromptMissing."""
        names = [self._present(name) for name in self._texts.assemble(prompt)]
        if len(names) == 1:
            return _without_wav(self._file(names[0]))
        joined = self._cache / f"{self._key(names)}.wav"
        if joined.exists():
            _note_use(joined)
        else:
            self._join(names, joined)
            self._forget_oldest()
        return _without_wav(joined)

    def tone(self) -> str:
        """The path of the tone before a recording, without its extension."""
        file = self._cache / "tones" / "record.wav"
        if not file.exists():
            self._write(TONE, file)
        return _without_wav(file)

    def seconds(self, prompt: Prompt) -> float:
        """How long the prompt plays."""
        with wave.open(self.sound(prompt) + ".wav") as file:
            return float(file.getnframes() / file.getframerate())

    def text(self, prompt: Prompt) -> str:
        """What is said, for transcripts. Numbers are in it: mask it before it is logged."""
        return self._texts.spoken(prompt)

    def _file(self, name: str) -> Path:
        file = self._sounds / f"{name}.wav"
        if not file.exists():
            raise PromptMissing(f"the sound of {name!r} is missing at {file}: run ./hotline ivr prompts build")
        return file

    def _present(self, name: str) -> str:
        neutral = NEUTRAL.get(name.split(".")[0])
        if neutral is None or (self._sounds / f"{name}.wav").exists():
            return name
        log.warning("the sound of %r is missing, %r is said instead: run ./hotline ivr prompts build", name, neutral)
        return neutral

    def _forget_oldest(self) -> None:
        """Another worker may forget the same file at the same time; that is no harm."""
        with contextlib.suppress(OSError):
            files = sorted(self._cache.glob("*.wav"), key=lambda file: file.stat().st_mtime)
            for file in files[:-MOST_JOINED]:
                file.unlink()

    def _key(self, names: list[str]) -> str:
        stamps = [f"{name}:{self._file(name).stat().st_mtime_ns}" for name in names if name not in PAUSES]
        return hashlib.sha256("\n".join([*names, *stamps]).encode()).hexdigest()[:24]

    def _join(self, names: list[str], target: Path) -> None:
        self._write(b"".join(self._frames(name) for name in names), target)

    def _write(self, frames: bytes, target: Path) -> None:
        """A sound file that is whole whenever it is there. Raises PromptMissing."""
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

    def _frames(self, name: str) -> bytes:
        if name in PAUSES:
            return b"\0" * (int(PAUSES[name] * RATE) * WIDTH)
        with wave.open(str(self._file(name))) as file:
            if (file.getframerate(), file.getsampwidth(), file.getnchannels()) != (RATE, WIDTH, 1):
                raise PromptMissing(f"{name}.wav is not 8 kHz 16-bit mono: run ./hotline ivr prompts build")
            return bytes(file.readframes(file.getnframes()))


def _without_wav(file: Path) -> str:
    return str(file.with_suffix(""))


def _note_use(file: Path) -> None:
    """On a read-only disk it stays as it is, and still plays."""
    with contextlib.suppress(OSError):
        os.utime(file)

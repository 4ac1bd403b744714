"""From a prompt to one sound file that Asterisk can play: assembled prompts are joined once and cached."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import math
import os
import struct
import wave
from collections.abc import Callable
from pathlib import Path

from ivr.adapters.voice.directory_sounds import is_of_directory, sound_file
from ivr.adapters.voice.frames import RATE, WIDTH, read_frames, write_frames
from ivr.adapters.voice.manner import manner, say_otherwise
from ivr.adapters.voice.slots import PAUSES
from ivr.adapters.voice.texts import Texts
from ivr.domain.prompts import Prompt
from ivr.errors import PromptMissing, SynthesisFailed

log = logging.getLogger(__name__)
NEUTRAL = {kind: f"word.{kind}" for kind in ("department", "district", "matter", "street")}
"""What is said for a name that is new in the directory and has no sound yet."""
CHOSEN_FROM = ("matter", "street")
MOST_JOINED = 500
"""Joined and changed prompts that are kept, the latest used: a caller's number in them is forgotten after a while."""


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
    directory_sounds: the compressed sounds of answers, questions for facts, matters and streets.
    """

    def __init__(self, texts: Texts, sounds: Path, cache: Path, directory_sounds: Path | None = None) -> None:
        self._texts = texts
        self._sounds = sounds
        self._cache = cache
        self._directory_sounds = directory_sounds or sounds

    def sound(self, prompt: Prompt, slow: bool = False, louder: bool = False) -> str:
        """The path of the prompt's file without its extension, as STREAM FILE wants it. Raises PromptMissing.

        slow: a quarter longer at the same pitch. louder: 6 dB. What cannot be changed is said as always.
        """
        plain = self._plain(prompt)
        if not (slow or louder):
            return _without_wav(plain)
        try:
            return _without_wav(self._otherwise(plain, slow, louder))
        except (SynthesisFailed, PromptMissing) as error:
            log.warning("%s is said as always: %s", prompt.name, error)
            return _without_wav(plain)

    def tone(self) -> str:
        """The path of the tone before a recording, without its extension."""
        file = self._cache / "tones" / "record.wav"
        if not file.exists():
            write_frames(TONE, file)
        return _without_wav(file)

    def seconds(self, prompt: Prompt) -> float:
        """How long the prompt plays."""
        with wave.open(self.sound(prompt) + ".wav") as file:
            return float(file.getnframes() / file.getframerate())

    def text(self, prompt: Prompt) -> str:
        """What is said, for transcripts. Numbers are in it: mask it before it is logged."""
        return self._texts.spoken(prompt)

    def _plain(self, prompt: Prompt) -> Path:
        names = self._all_present(self._texts.assemble(prompt))
        if len(names) == 1:
            return self._file(names[0])
        stamps = [_stamp(self._file(name)) for name in names if name not in PAUSES]
        return self._kept([*names, *stamps], lambda: b"".join(self._frames(name) for name in names))

    def _otherwise(self, plain: Path, slow: bool, louder: bool) -> Path:
        is_joined = plain.parent == self._cache  # named by what is in it; its time is that of its latest use
        key = [plain.name if is_joined else _stamp(plain), manner(slow, louder)]
        return self._kept(key, lambda: say_otherwise(read_frames(plain), slow, louder))

    def _kept(self, key: list[str], make: Callable[[], bytes]) -> Path:
        """The file of this key in the cache, made when it is not there."""
        digest = hashlib.sha256("\n".join(key).encode()).hexdigest()
        file = self._cache / f"{digest[:24]}.wav"
        if file.exists():
            _note_use(file)
        else:
            write_frames(make(), file)
            self._forget_oldest()
        return file

    def _place(self, name: str) -> Path:
        return sound_file(self._directory_sounds, name) if is_of_directory(name) else self._sounds / f"{name}.wav"

    def _file(self, name: str) -> Path:
        file = self._place(name)
        if not file.exists():
            raise PromptMissing(f"the sound of {name!r} is missing at {file}: run ./hotline ivr prompts build")
        return file

    def _all_present(self, names: list[str]) -> list[str]:
        """These or neutral words; but what a caller shall choose from is told apart by its own names alone."""
        for kind in CHOSEN_FROM:
            of_kind = [name for name in names if name.startswith(f"{kind}.")]
            if len(of_kind) > 1 and not all(self._place(name).exists() for name in of_kind):
                raise PromptMissing(f"sounds of kind {kind} are missing: run ./hotline ivr prompts build")
        return [self._present(name) for name in names]

    def _present(self, name: str) -> str:
        neutral = NEUTRAL.get(name.split(".")[0])
        if neutral is None or self._place(name).exists():
            return name
        log.warning("the sound of %r is missing, %r is said instead: run ./hotline ivr prompts build", name, neutral)
        return neutral

    def _forget_oldest(self) -> None:
        """Another worker may forget the same file at the same time; that is no harm."""
        with contextlib.suppress(OSError):
            files = sorted(self._cache.glob("*.wav"), key=lambda file: file.stat().st_mtime)
            for file in files[:-MOST_JOINED]:
                file.unlink()

    def _frames(self, name: str) -> bytes:
        if name in PAUSES:
            return b"\0" * (int(PAUSES[name] * RATE) * WIDTH)
        return read_frames(self._file(name))


def _without_wav(file: Path) -> str:
    return str(file.with_suffix(""))


def _stamp(file: Path) -> str:
    return f"{file.name}:{file.stat().st_mtime_ns}"


def _note_use(file: Path) -> None:
    """On a read-only disk it stays as it is, and still plays."""
    with contextlib.suppress(OSError):
        os.utime(file)

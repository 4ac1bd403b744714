"""From a prompt to one sound file that Asterisk can play: assembled prompts are joined once and cached."""

from __future__ import annotations

import hashlib
import os
import tempfile
import wave
from pathlib import Path

from ivr.adapters.voice.slots import PAUSES
from ivr.adapters.voice.texts import Texts
from ivr.domain.prompts import Prompt
from ivr.errors import PromptMissing

RATE = 8000
WIDTH = 2


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
        names = self._texts.assemble(prompt)
        if len(names) == 1:
            return str(self._file(names[0]).with_suffix(""))
        joined = self._cache / f"{self._key(names)}.wav"
        if not joined.exists():
            self._join(names, joined)
        return str(joined.with_suffix(""))

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

    def _key(self, names: list[str]) -> str:
        stamps = [f"{name}:{self._file(name).stat().st_mtime_ns}" for name in names if name not in PAUSES]
        return hashlib.sha256("\n".join([*names, *stamps]).encode()).hexdigest()[:24]

    def _join(self, names: list[str], target: Path) -> None:
        frames = b"".join(self._frames(name) for name in names)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
                with wave.open(part, "wb") as file:
                    file.setparams((1, WIDTH, RATE, 0, "NONE", ""))
                    file.writeframes(frames)
                os.fchmod(part.fileno(), 0o644)
            os.replace(part.name, target)
        except OSError as error:
            raise PromptMissing(f"a prompt cannot be joined at {target}: {error}. Free space there") from error

    def _frames(self, name: str) -> bytes:
        if name in PAUSES:
            return b"\0" * (int(PAUSES[name] * RATE) * WIDTH)
        with wave.open(str(self._file(name))) as file:
            if (file.getframerate(), file.getsampwidth(), file.getnchannels()) != (RATE, WIDTH, 1):
                raise PromptMissing(f"{name}.wav is not 8 kHz 16-bit mono: run ./hotline ivr prompts build")
            return bytes(file.readframes(file.getnframes()))

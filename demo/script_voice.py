"""The voice of a scripted caller: recorded where demo/voices has the words, else spoken by Kokoro and kept."""

from __future__ import annotations

import hashlib
from pathlib import Path

from demo.audio import Samples, read_wav, write_wav
from demo.voice import VOICES, words
from ivr.errors import DemoFailed, SynthesisFailed

KEPT_CHARACTERS = 16
"""Of the hash of a text."""


class ScriptVoice:
    """See Speaker. folder: a voice of demo/voices. cache: where what Kokoro speaks is kept, by its text."""

    def __init__(self, folder: str, cache: Path) -> None:
        if not (VOICES / folder).is_dir():
            known = sorted(path.name for path in VOICES.iterdir() if (path / "yes.wav").exists())
            raise DemoFailed(f"there is no voice {folder!r}: take one of {', '.join(known)}")
        self._folder, self._cache = folder, cache / folder
        self._recorded = {_bare(text): name for name, text in words().items()}

    def says(self, name: str) -> tuple[str, Samples]:
        """See Speaker. name: the words themselves."""
        return name, read_wav(self.file_of(name))

    def file_of(self, text: str) -> Path:
        """The sound of these words, made when it is not there yet. Raises DemoFailed when nobody can say them."""
        recorded = VOICES / self._folder / f"{self._recorded.get(_bare(text), '-')}.wav"
        if recorded.exists():
            return recorded
        kept = self._cache / f"{self.key_of(text)}.wav"
        if not kept.exists():
            self._speak(text, kept)
        return kept

    @staticmethod
    def key_of(text: str) -> str:
        """The name under which the sound of a text is kept."""
        return hashlib.sha256(text.encode()).hexdigest()[:KEPT_CHARACTERS]

    def _speak(self, text: str, target: Path) -> None:
        from demo.voices.render import CALLERS, over_the_line, spoken
        from ivr.adapters.voice.kokoro import Kokoro

        voice, speed = CALLERS[self._folder]
        try:
            sound = spoken(Kokoro(self._cache.parent.parent / "kokoro", voice, speed), text)
        except SynthesisFailed as error:
            raise DemoFailed(f"{self._folder} has no recording of {text!r}, and none can be made: {error}") from error
        write_wav(target, over_the_line(sound, text + self._folder))


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())

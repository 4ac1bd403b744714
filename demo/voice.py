"""The voices of scripted callers: what they can say, from demo/voices."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from demo.audio import Samples, read_wav
from ivr.errors import DemoFailed


class Speaker(Protocol):
    """Who can say things."""

    def says(self, name: str) -> tuple[str, Samples]:
        """The words and the sound of an utterance. Raises DemoFailed when there is none."""


VOICES = Path(__file__).resolve().parent / "voices"


@dataclass(frozen=True)
class Voice:
    """One person's recordings. folder: under demo/voices."""

    folder: str

    def says(self, name: str) -> tuple[str, Samples]:
        """The words and the sound of an utterance. Raises DemoFailed when there is none."""
        file = VOICES / self.folder / f"{name}.wav"
        if not file.exists():
            raise DemoFailed(f"{file} is missing: python -m demo.voices.render makes it")
        return words().get(name, name), read_wav(file)


def words() -> dict[str, str]:
    """The words of every utterance, by its name."""
    sections = tomllib.loads((VOICES / "texts.toml").read_text(encoding="utf-8"))
    return {name: text for section in sections.values() for name, text in section.items()}

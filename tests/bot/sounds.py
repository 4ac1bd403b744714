"""Prompts' sounds for tests: only their names."""

from __future__ import annotations

from ivr.domain.prompts import Prompt
from tests.bot.fake_asterisk import BROKEN_SOUND


class NamedSounds:
    """See Sounds. Each prompt's sound is its name under /s, /slow or /en; "broken" is one Asterisk cannot open."""

    def sound(self, prompt: Prompt, slow: bool = False, louder: bool = False, language: str = "") -> str:
        folder = BROKEN_SOUND if prompt.name == "broken" else "/slow" if slow else f"/{language or 's'}"
        return f"{folder}/{prompt.name}{'-loud' if louder else ''}"

    def tone(self) -> str:
        return "/s/tone"

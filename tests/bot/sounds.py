"""Prompts' sounds for tests: only their names."""

from __future__ import annotations

from ivr.domain.prompts import Prompt
from tests.bot.fake_asterisk import BROKEN_SOUND


class NamedSounds:
    """See Sounds. Each prompt's sound is its name under /s; "broken" is one Asterisk cannot open."""

    def sound(self, prompt: Prompt) -> str:
        return f"{BROKEN_SOUND if prompt.name == 'broken' else '/s'}/{prompt.name}"

    def tone(self) -> str:
        return "/s/tone"

"""How long things take in a call, without playing them."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.adapters.voice.slots import PAUSES
from ivr.adapters.voice.texts import Texts
from ivr.domain.prompts import Prompt
from ivr.errors import PromptMissing

SPOKEN_SECONDS = 0.25
"""A caller's character: the recorded callers of demo/voices speak 4 in a second."""
KEY_SECONDS = 0.5
THINKING_SECONDS = 0.5
ANSWERING_SECONDS = 0.8
"""From the end of the caller's speech to the next prompt: measured at the caller's ear, see README."""
BARGED_IN_SECONDS = 1.5
"""So much of a prompt is heard by who speaks over it."""


class PromptDurations:
    """seconds_of_sounds: of each sound that was rendered; the others are estimated at the same pace."""

    def __init__(self, texts: Texts, seconds_of_sounds: Mapping[str, float]) -> None:
        self._texts, self._sounds = texts, seconds_of_sounds
        self._said = texts.sounds()
        paced = [(len(self._said[name]), seconds) for name, seconds in seconds_of_sounds.items() if name in self._said]
        self._pace = sum(seconds for _, seconds in paced) / max(1, sum(length for length, _ in paced))
        self._known: dict[Prompt, float] = {}

    def __call__(self, prompt: Prompt) -> float:
        """Seconds that a prompt plays."""
        if prompt not in self._known:
            self._known[prompt] = self._measure(prompt)
        return self._known[prompt]

    def of_text(self, text: str) -> float:
        """Seconds for a text in the same voice."""
        return len(text) * self._pace

    def _measure(self, prompt: Prompt) -> float:
        try:
            return sum(self._part(name) for name in self._texts.assemble(prompt))
        except PromptMissing:
            return self.of_text(
                self._texts.templates.get(prompt.name, "") + "".join(str(slot) for slot in prompt.slots)
            )

    def _part(self, name: str) -> float:
        if name in PAUSES:
            return PAUSES[name]
        return self._sounds.get(name) or self.of_text(self._said.get(name, name))

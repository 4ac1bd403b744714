"""A caller who follows a script: what they say, press or leave unanswered, and when they hang up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.manner import USUAL, Manner
from ivr.domain.outcomes import Outcome
from ivr.domain.prompts import Prompt
from ivr.errors import HungUp


def says(text: str) -> Said:
    return Said(text, 0.9, 1.0)


def presses(digits: str) -> Pressed:
    return Pressed(digits)


SILENT = Silence(5.0)


class ScriptedCall:
    """See ivr.flows.ports.Call. A caller whose script is used up hangs up at the next question.

    prompts: what the bot began to say; manners: how each was said. steps: how often the port was used.
    outcome: what was handed over.
    hang_up_at: the step, counted from 0, at which the caller is gone; recording has two. message_seconds: as spoken.
    over: what comes while a transfer or a pack is announced, one after the other.
    """

    def __init__(
        self,
        *script: Heard,
        line: str = "12345",
        caller: str = "13800138000",
        call_id: str = "call-1",
        hang_up_at: int | None = None,
        message_seconds: float = 5.0,
        over: tuple[Heard, ...] = (),
    ) -> None:
        self.id, self.line, self.caller = call_id, line, caller
        self.prompts: list[Prompt] = []
        self.asked: list[Prompt] = []
        self.expected: list[Expecting] = []
        self.outcome: Outcome | None = None
        self.manner = USUAL
        self.manners: list[Manner] = []
        self.steps = 0
        self.message_seconds = message_seconds
        self._over = list(over)
        self._script: Sequence[Heard] = script
        self._hang_up_at = hang_up_at

    @property
    def said(self) -> list[str]:
        """The names of the prompts, in order."""
        return [prompt.name for prompt in self.prompts]

    def say(self, prompt: Prompt) -> None:
        self._step()
        self.prompts.append(prompt)
        self.manners.append(self.manner)

    def offer(self, prompt: Prompt, expecting: Expecting) -> Heard:
        self.say(prompt)
        is_spoken_over = prompt.name in ("transfer.now", "foreign.invite")
        return self._over.pop(0) if is_spoken_over and self._over else Silence(0.0)

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        self._step()
        self.prompts.append(prompt)
        self.manners.append(self.manner)
        self.expected.append(expecting)
        self.asked.append(prompt)
        if len(self.asked) > len(self._script):
            raise HungUp
        return self._script[len(self.asked) - 1]

    def record(self, path: Path, longest_seconds: float) -> float:
        self._step()
        if path.parent.exists():
            path.touch()
        self._step()
        return min(self.message_seconds, longest_seconds)

    def hand_over(self, outcome: Outcome) -> None:
        self._step()
        self.outcome = outcome

    def _step(self) -> None:
        if self.steps == self._hang_up_at:
            raise HungUp
        self.steps += 1

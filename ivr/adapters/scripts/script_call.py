"""The Call port for a scripted caller: answers as the script says, and hangs up where the bot leaves the script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from ivr.adapters.scripts.checking import is_said, led_elsewhere, outcome_told
from ivr.adapters.scripts.script import Enters, Hears, Leads, Manner, Script, Step, Turn
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Said
from ivr.domain.outcomes import Outcome
from ivr.domain.prompts import Prompt
from ivr.errors import HungUp

SHORTEST_MESSAGE_SECONDS = 1.0
"""What a recording keeps of a caller who says nothing."""

Event: TypeAlias = Prompt | Turn | Outcome | Enters
"""What happened, in its order. An Enters is a stage that was entered again."""


@dataclass(frozen=True)
class Missed:
    """Where the bot left the script. line: of the file; what: what happened instead."""

    line: int
    what: str


class ScriptCall:
    """See ivr.flows.ports.Call. One call over all its stages.

    text_of: what a prompt says. hang_up_at: the use of the port, counted from 0, at which the caller is gone.
    events: what happened; missed: where it was no longer what the script says; steps: how often the port was used.
    """

    def __init__(self, script: Script, text_of: Callable[[Prompt], str], hang_up_at: int | None = None) -> None:
        self.id, self.line, self.caller = f"script-{script.file.stem}", script.line, script.caller
        self.events: list[Event] = []
        self.missed: Missed | None = None
        self.steps = 0
        self._text_of, self._hang_up_at = text_of, hang_up_at
        self._left: list[Step] = list(script.steps)
        self._last_line = script.steps[-1].line

    def say(self, prompt: Prompt) -> None:
        """See Call."""
        self._use()
        self._hear(prompt)

    def offer(self, prompt: Prompt, key: str) -> bool:
        """See Call. Only a turn of keys answers it; whatever else comes next in the script comes after it."""
        self._use()
        self._hear(prompt)
        step = self._left[0] if self._left else None
        if not isinstance(step, Turn) or step.manner is not Manner.PRESSES:
            return False
        return self._answer("").words == key

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """See Call."""
        self._use()
        self._hear(prompt)
        return self._answer(f"the bot waits for an answer to {self._told(prompt)}").heard

    def record(self, path: Path, longest_seconds: float) -> float:
        """See Call. The file stays empty; without its folder there is none. Two uses of the port."""
        self._use()
        if path.parent.exists():
            path.touch()
        self._use()
        heard = self._answer("the bot records a message").heard
        return max(SHORTEST_MESSAGE_SECONDS, heard.seconds if isinstance(heard, Said) else 0.0)

    def hand_over(self, outcome: Outcome) -> None:
        """See Call."""
        self._use()
        self.events.append(outcome)
        self._pass_anything()
        step = self._next(lambda step: isinstance(step, Leads))
        different = led_elsewhere(step, outcome) if isinstance(step, Leads) else f"it led to: {outcome_told(outcome)}"
        if different:
            raise self._miss(different)
        self._left.pop(0)

    def next_stage(self) -> str | None:
        """The stage at which the script wants the bot entered again; None when it wants none, or was left."""
        self._pass_anything()
        step = self._next(lambda step: isinstance(step, Enters))
        if self.missed or not isinstance(step, Enters):
            return None
        self._left.pop(0)
        self.events.append(step)
        return step.stage

    def finish(self) -> None:
        """The call is over: what the script still wants was missed."""
        self._pass_anything()
        step = self._next(lambda step: isinstance(step, Leads) and step.to == "hung up" and self._has_hung_up())
        if isinstance(step, Leads) and step.to == "hung up" and self._has_hung_up():
            self._left.pop(0)
        if self._left and not self.missed:
            self._miss("the call was over before it")

    def _has_hung_up(self) -> bool:
        last = self.events[-1] if self.events else None
        return isinstance(last, Turn) and last.manner is Manner.HANGS_UP

    def _use(self) -> None:
        if self.steps == self._hang_up_at:
            raise HungUp
        self.steps += 1

    def _hear(self, prompt: Prompt) -> None:
        self.events.append(prompt)

        def is_it(step: Step | None) -> bool:
            return isinstance(step, Hears) and is_said(step, prompt.name, self._text_of(prompt))

        step = self._next(is_it)
        if isinstance(step, Hears) and step.is_anything:
            if is_it(self._left[1] if len(self._left) > 1 else None):
                del self._left[:2]
        elif is_it(step):
            self._left.pop(0)
        else:
            raise self._miss(f"the bot said: {self._told(prompt)}")

    def _answer(self, what: str) -> Turn:
        self._pass_anything()
        step = self._left[0] if self._left else None
        if not isinstance(step, Turn):
            raise self._miss(what)
        self._left.pop(0)
        self.events.append(step)
        if step.manner is Manner.HANGS_UP:
            raise HungUp
        return step

    def _next(self, is_wanted: Callable[[Step], bool]) -> Step | None:
        """The next step, once optional ones that are not wanted now are left out with the turns after them."""
        while self._left:
            step = self._left[0]
            if is_wanted(step) or not (isinstance(step, Hears) and step.is_optional):
                return step
            self._left.pop(0)
            while self._left and isinstance(self._left[0], Turn):
                self._left.pop(0)
        return None

    def _pass_anything(self) -> None:
        if self._left and isinstance(self._left[0], Hears) and self._left[0].is_anything:
            self._left.pop(0)

    def _told(self, prompt: Prompt) -> str:
        return f"{prompt.name} {self._text_of(prompt)}"

    def _miss(self, what: str) -> HungUp:
        self.missed = Missed(self._left[0].line if self._left else self._last_line, what)
        return HungUp()

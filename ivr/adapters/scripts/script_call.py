"""The Call port for a scripted caller: answers as the script says, and hangs up where the bot leaves the script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from ivr.adapters.scripts.progress import Missed, Progress
from ivr.adapters.scripts.script import Act, Enters, Script, Turn
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Said, Silence
from ivr.domain.manner import USUAL
from ivr.domain.outcomes import Outcome
from ivr.domain.prompts import Prompt
from ivr.errors import HungUp

SHORTEST_MESSAGE_SECONDS = 1.0
"""What a recording keeps of a caller who says nothing."""

TextOf: TypeAlias = Callable[[Prompt, str], str]
"""What a prompt says in a language; "" is the site's own."""
Event: TypeAlias = Prompt | Turn | Outcome | Enters
"""What happened, in its order. An Enters is a stage that was entered again."""


class ScriptCall:
    """See ivr.flows.ports.Call. One call over all its stages.

    text_of: what a prompt says. hang_up_at: the use of the port, counted from 0, at which the caller is gone.
    events: what happened; missed: where it was no longer what the script says; steps: how often the port was used.
    """

    def __init__(self, script: Script, text_of: TextOf, hang_up_at: int | None = None) -> None:
        self.id, self.line, self.caller = f"script-{script.file.stem}", script.line, script.caller
        self.manner = USUAL
        self.events: list[Event] = []
        self.steps = 0
        self._text_of, self._hang_up_at = text_of, hang_up_at
        self._progress = Progress(script)

    @property
    def missed(self) -> Missed | None:
        """Where the bot left the script."""
        return self._progress.missed

    def say(self, prompt: Prompt) -> None:
        """See Call."""
        self._use()
        self._hear(prompt)

    def offer(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """See Call. Only keys and what is spoken over it answer it; what else comes next in the script comes after."""
        self.say(prompt)
        turn = self._progress.takes_turn(over=True)
        if turn is None:
            return Silence(0.0)
        self.events.append(turn)
        return turn.heard

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """See Call."""
        self.say(prompt)
        return self._answer(f"the bot waits for an answer to {prompt.name} {self._said(prompt)}").heard

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
        if not self._progress.takes_outcome(outcome):
            raise HungUp

    def next_stage(self) -> str | None:
        """The stage at which the script wants the bot entered again; None when it wants none, or was left."""
        entered = self._progress.takes_stage()
        if entered:
            self.events.append(entered)
        return entered.stage if entered else None

    def finish(self) -> None:
        """The call is over: what the script still wants was missed."""
        last = self.events[-1] if self.events else None
        self._progress.finish(isinstance(last, Turn) and last.act is Act.HANGS_UP)

    def _use(self) -> None:
        if self.steps == self._hang_up_at:
            raise HungUp
        self.steps += 1

    def _hear(self, prompt: Prompt) -> None:
        self.events.append(prompt)
        if not self._progress.takes_prompt(prompt.name, self._said(prompt)):
            raise HungUp

    def _said(self, prompt: Prompt) -> str:
        return self._text_of(prompt, prompt.language or self.manner.language)

    def _answer(self, what: str) -> Turn:
        turn = self._progress.takes_turn()
        if turn is None:
            self._progress.misses(what)
            raise HungUp
        self.events.append(turn)
        if turn.act is Act.HANGS_UP:
            raise HungUp
        return turn

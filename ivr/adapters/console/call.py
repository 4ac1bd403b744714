"""The Call port on a terminal: the bot's texts are printed, the caller's words and keys are typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ivr.adapters.scripts.reading import turn_of
from ivr.adapters.scripts.script import Act, Turn
from ivr.adapters.scripts.script_call import SHORTEST_MESSAGE_SECONDS, Event, TextOf
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Said
from ivr.domain.manner import USUAL
from ivr.domain.outcomes import Outcome
from ivr.domain.prompts import Prompt
from ivr.errors import HungUp

KEYS = frozenset("0123456789*#")


def typed_turn(typed: str) -> Turn:
    """An empty line is silence, a line of digits, * and # are keys, anything else is said. Raises ValueError."""
    words = typed.strip()
    if not words:
        return Turn(0, Act.IS_SILENT)
    return Turn(0, Act.PRESSES, words) if set(words) <= KEYS else turn_of(words)


def unexplained(heard: Heard, expecting: Expecting) -> str:
    """Nothing to show."""
    return ""


class ConsoleCall:
    """See ivr.flows.ports.Call.

    next_turn: what the caller does when it is their turn. next_over: what they do while an announcement plays.
    tell: shows who ("bot", "note") and what. explain: what the bot makes of an answer, "" for nothing to show.
    events: what happened, as a script would tell it.
    """

    def __init__(
        self,
        line: str,
        caller: str,
        call_id: str,
        text_of: TextOf,
        next_turn: Callable[[], Turn],
        next_over: Callable[[], Turn],
        tell: Callable[[str, str], None],
        explain: Callable[[Heard, Expecting], str] = unexplained,
    ) -> None:
        self.id, self.line, self.caller = call_id, line, caller
        self.manner = USUAL
        self.events: list[Event] = []
        self._text_of, self._next_turn, self._tell, self._explain = text_of, next_turn, tell, explain
        self._next_over = next_over

    def say(self, prompt: Prompt) -> None:
        """See Call."""
        self.events.append(prompt)
        self._tell("bot", self._text_of(prompt, prompt.language or self.manner.language))

    def offer(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """See Call."""
        self.say(prompt)
        turn = self._next_over()
        if turn.act is Act.SAYS:
            turn = replace(turn, is_over=True)
        if turn.act is not Act.IS_SILENT:
            self.events.append(turn)
        if turn.act is Act.HANGS_UP:
            raise HungUp
        return turn.heard

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """See Call."""
        self.say(prompt)
        heard = self._turn().heard
        explained = self._explain(heard, expecting)
        if explained:
            self._tell("note", explained)
        return heard

    def record(self, path: Path, longest_seconds: float) -> float:
        """See Call. The file stays empty; without its folder there is none."""
        if path.parent.exists():
            path.touch()
        self._tell("note", "(a tone; what comes now is the caller's message)")
        heard = self._turn().heard
        return max(SHORTEST_MESSAGE_SECONDS, heard.seconds if isinstance(heard, Said) else 0.0)

    def hand_over(self, outcome: Outcome) -> None:
        """See Call."""
        self.events.append(outcome)

    def _turn(self) -> Turn:
        turn = self._next_turn()
        self.events.append(turn)
        if turn.act is Act.HANGS_UP:
            raise HungUp
        return turn

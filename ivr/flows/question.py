"""One question until it is answered: repeats, asks differently, counts failures. The only place that says sorry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from ivr.domain.dialogue import Command, Emergency, command_in, emergency_in
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Silence
from ivr.domain.outcomes import Why
from ivr.domain.prompts import Prompt
from ivr.flows.talk import Talk

Answer = TypeVar("Answer")
MOST_FAILURES = 2
"""After so many further wordings a human takes over."""
MOST_REPEATS = 3
AGAIN = (Command.REPEAT, Command.SLOWER, Command.LOUDER)
"""The prompt is played once more."""
BEFORE_ANSWERS = (Command.HUMAN, *AGAIN, Command.FOREIGN_LANGUAGE, Command.GOODBYE)
"""Never an answer. The others may be one: 不是这个 to "is it this one?", 打给我 to "which number?"."""


@dataclass(frozen=True)
class Wording:
    """A question's wordings: at first; when nothing was heard; when it was not understood; the last, with keys."""

    first: Prompt
    silent: Prompt
    unclear: Prompt
    last: Prompt


@dataclass(frozen=True)
class Answered(Generic[Answer]):
    """The answer, and what was heard."""

    value: Answer
    heard: Heard


@dataclass(frozen=True)
class Failed:
    """Asked as often as is polite. why: SILENT or NOT_UNDERSTOOD."""

    why: Why


Otherwise: TypeAlias = Command | Emergency | Failed
"""What may come instead of an answer."""


def ask(
    talk: Talk, wording: Wording, expecting: Expecting, read: Callable[[Heard], Answer | None]
) -> Answered[Answer] | Otherwise:
    """Ask until `read` makes an answer of what was heard, the caller wants something else, or it has failed twice."""
    prompt, failures, repeats = wording.first, 0, 0
    while True:
        heard = talk.ask(prompt, expecting)
        emergency, command = emergency_in(heard), command_in(heard)
        if emergency is not None:
            return emergency
        if command in AGAIN and repeats < MOST_REPEATS:
            repeats += 1
            continue
        answer = read(heard) if command not in BEFORE_ANSWERS else None
        if answer is not None:
            return Answered(answer, heard)
        if command is not None and command not in AGAIN:
            return command
        failures += 1
        if failures > MOST_FAILURES:
            return Failed(Why.SILENT if isinstance(heard, Silence) else Why.NOT_UNDERSTOOD)
        prompt = _next(wording, prompt, failures, isinstance(heard, Silence))


def _next(wording: Wording, before: Prompt, failures: int, silent: bool) -> Prompt:
    """The next wording, never the same as before."""
    wanted = wording.last if failures == MOST_FAILURES else wording.silent if silent else wording.unclear
    return next(prompt for prompt in (wanted, wording.last, wording.unclear, wording.silent) if prompt != before)

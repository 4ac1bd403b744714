"""One question until it is answered: repeats, asks differently, counts failures. The only place that says sorry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from ivr.domain.dialogue import Command, command_in
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Silence
from ivr.domain.outcomes import Why
from ivr.domain.prompts import Prompt
from ivr.flows.talk import Talk

Answer = TypeVar("Answer")
MOST_FAILURES = 2
MOST_REPEATS = 3


@dataclass(frozen=True)
class Wording:
    """A question's wordings: at first; when nothing was heard; when it was not understood."""

    first: Prompt
    silent: Prompt
    unclear: Prompt


@dataclass(frozen=True)
class Answered(Generic[Answer]):
    """The answer, and what was heard."""

    value: Answer
    heard: Heard


@dataclass(frozen=True)
class Failed:
    """Asked as often as is polite. why: SILENT or NOT_UNDERSTOOD."""

    why: Why


Result: TypeAlias = Answered[Answer] | Command | Failed


def ask(
    talk: Talk, wording: Wording, expecting: Expecting, read: Callable[[Heard], Answer | None]
) -> Answered[Answer] | Command | Failed:
    """Ask until `read` makes an answer of what was heard, the caller wants something else, or it has failed twice."""
    prompt, failures, repeats = wording.first, 0, 0
    while True:
        heard = talk.ask(prompt, expecting)
        answer = read(heard)
        if answer is not None:
            return Answered(answer, heard)
        command = command_in(heard)
        if command is Command.REPEAT and repeats < MOST_REPEATS:
            repeats += 1
            continue
        if command is not None and command is not Command.REPEAT:
            return command
        failures += 1
        silent = isinstance(heard, Silence)
        if failures > MOST_FAILURES:
            return Failed(Why.SILENT if silent else Why.NOT_UNDERSTOOD)
        prompt = _next(wording, prompt, silent)


def _next(wording: Wording, last: Prompt, silent: bool) -> Prompt:
    wanted = wording.silent if silent else wording.unclear
    if wanted != last:
        return wanted
    return wording.unclear if silent else wording.silent

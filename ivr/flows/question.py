"""One question until it is answered: repeats, asks differently, counts failures. The only place that says sorry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from ivr.domain.dialogue import MANNERS, Command, Emergency, command_in, emergency_in
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Said, Silence
from ivr.domain.labels import EMERGENCY
from ivr.domain.outcomes import Why
from ivr.domain.prompts import Prompt
from ivr.domain.urgency import weighed_emergency
from ivr.flows.talk import Talk

Answer = TypeVar("Answer")
AGAIN = (Command.REPEAT, *MANNERS)
"""The prompt is played once more."""
BEFORE_ANSWERS = (Command.HUMAN, *AGAIN, Command.FOREIGN_LANGUAGE)
"""Never an answer. The others may be one: 不是这个 to "is it this one?", 不用了 to an offer."""


@dataclass(frozen=True)
class Wording:
    """A question's wordings, each said after one more failure: at first; when nothing was heard; when it was unclear.

    The last of `silent` and `unclear` name the keys, 0 for a human among them.
    """

    first: Prompt
    silent: tuple[Prompt, ...]
    unclear: tuple[Prompt, ...]


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
    talk: Talk,
    wording: Wording,
    expecting: Expecting,
    read: Callable[[Heard], Answer | Command | Emergency | None],
    translate: Callable[[Heard], Heard | Emergency] = lambda heard: heard,
    between: Callable[[], Heard | None] = lambda: None,
) -> Answered[Answer] | Otherwise:
    """Ask until `read` makes an answer of what was heard, the caller wants something else, or it has failed too often.

    read: may also find a command or an emergency that the rules for them do not know. translate: what was heard in
    another language, for these rules. between: says something after a failure, before the question is asked again, and
    gives what the caller said or pressed meanwhile.
    """
    rules = talk.desk.rules
    failures = repeats = 0
    prompt = _next(wording, wording.first, talk.said)
    meanwhile: Heard | None = None
    while True:
        heard = translate(meanwhile or talk.ask(prompt, expecting))
        if isinstance(heard, Emergency):
            return heard
        meant = _meant(talk, heard, read)
        if isinstance(meant, Command) and meant in AGAIN and repeats < rules.most_repeats:
            talk.adopt(meant)
            repeats += 1
            meanwhile = None
            continue
        if isinstance(meant, Command | Emergency) and meant not in AGAIN:
            return meant
        if meant is not None and not isinstance(meant, Command | Emergency):
            return Answered(meant, heard)
        failures += 1
        if failures > rules.most_failures:
            return Failed(Why.SILENT if isinstance(heard, Silence) else Why.NOT_UNDERSTOOD)
        meanwhile = between()
        ways = wording.silent if isinstance(heard, Silence) else wording.unclear
        prompt = _next(wording, ways[min(failures, len(ways)) - 1], talk.said)


def _meant(
    talk: Talk, heard: Heard, read: Callable[[Heard], Answer | Command | Emergency | None]
) -> Answer | Command | Emergency | None:
    """Emergencies first, then what is never an answer, then the answer, then what may be one.

    What is none of these may be an emergency in words that no rule knows.
    """
    emergency, command = emergency_in(heard), command_in(heard)
    if emergency is not None:
        return emergency
    if command in BEFORE_ANSWERS:
        return command
    answer = read(heard)
    if answer is None and command is None:
        return _unforeseen_emergency(talk, heard)
    return command if answer is None else answer


def _unforeseen_emergency(talk: Talk, heard: Heard) -> Emergency | None:
    if not isinstance(heard, Said) or talk.call.manner.language:
        return None
    reading = talk.desk.directory.router.read(heard.text, heard.alternatives)
    labels = weighed_emergency(heard.text, heard.alternatives, reading)
    return Emergency(labels[0].removeprefix(EMERGENCY)) if labels else None


def _next(wording: Wording, wanted: Prompt, said: list[Prompt]) -> Prompt:
    """The wording that is wanted, or another where the bot has just said that one, also to an earlier question."""
    others = (*reversed(wording.unclear), *reversed(wording.silent), wording.first)
    return next(prompt for prompt in (wanted, *others) if said[-1:] != [prompt])

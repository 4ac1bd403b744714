"""The open question: what a caller needs, in their own words, led by further questions when they cannot say it."""

from __future__ import annotations

import re

from ivr.domain.deciding import Action, Decision, decide
from ivr.domain.dialogue import CORRECTING, Command, Emergency, yes_or_no
from ivr.domain.expecting import OPEN
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.labels import EMERGENCY
from ivr.domain.prompts import Prompt, prompt
from ivr.domain.scope import is_greeting
from ivr.flows.question import Answered, Otherwise, Wording, ask
from ivr.flows.steps import Request
from ivr.flows.talk import Talk

CALLBACK_KEY = Pressed("1")
"""Offered by ask.open.keys; taken at the open question from the start."""
ELSE = ("ask.open.else", "special.outside", "special.elsewhere", "status.open")
"""These ask whether there is anything else: a no ends the talk."""
AFTER_NO = re.compile("^(?:不对|不是|错了|[，,啊呀了吧的]|这个|是)+(?:我(?:想|要)?(?:问|说)的?是)?")
SHORTEST_CORRECTION = 4
"""Characters beside the no."""
COMMANDS = {command.name: command for command in Command}


def ask_request(talk: Talk, first: Prompt, excluded: set[str]) -> Request | Otherwise:
    """What the caller asks for. A mere greeting is answered with 您请说, a wish too vague to act on with a question."""
    asked = _ask(talk, first, excluded, "")
    if isinstance(asked, Request) and is_greeting(asked.words):
        asked = _ask(talk, prompt("ask.open.shorter"), excluded, asked.words)
    if isinstance(asked, Request) and asked.decision.is_vague:
        return _ask(talk, prompt("ask.open.vague"), excluded, asked.words)
    return asked


def request_of(
    talk: Talk, words: str, excluded: set[str], others: tuple[str, ...] = ()
) -> Request | Command | Emergency | None:
    """What these words ask for; None when nothing can be made of them. others: what may have been said instead."""
    decision = decide(words, talk.desk.directory, talk.call.line, excluded, others)
    label = decision.labels[0] if decision.labels else ""
    if label.startswith(EMERGENCY):
        return Emergency(label.removeprefix(EMERGENCY))
    if label in COMMANDS:
        return COMMANDS[label]
    return Request(words, decision) if _says_something(decision, label) else None


def correction_in(talk: Talk, heard: Heard, excluded: set[str]) -> Request | None:
    """What a caller asks for in the same breath as saying no: 不对，我是要补驾照."""
    if not isinstance(heard, Said) or not heard.text.startswith(CORRECTING):
        return None
    rest = AFTER_NO.sub("", heard.text)
    found = request_of(talk, rest, excluded) if len(rest) >= SHORTEST_CORRECTION else None
    return found if isinstance(found, Request) and _is_clear(found) and not found.decision.labels else None


def _says_something(decision: Decision, label: str) -> bool:
    if decision.action is Action.ASK_MATTER:
        return bool(decision.choices or decision.further or decision.is_vague)
    return label != "NO_INPUT"


def _ask(talk: Talk, first: Prompt, excluded: set[str], before: str) -> Request | Otherwise:
    """before: a greeting, or what was too vague; that helps where the new words alone do not suffice."""

    def read(heard: Heard) -> Request | Command | Emergency | None:
        if heard == CALLBACK_KEY:
            return Command.CALLBACK
        if first.name in ELSE and yes_or_no(heard) is False:
            return Command.GOODBYE
        if not isinstance(heard, Said):
            return None
        if is_greeting(heard.text):
            return None if before else Request(heard.text, Decision(Action.ASK_MATTER))
        found = request_of(talk, heard.text, excluded, heard.alternatives)
        if not before or is_greeting(before) or _is_clear(found):
            return found
        joined = request_of(talk, f"{before}，{heard.text}", excluded)
        return joined if _is_clear(joined) else None

    wording = Wording(
        first,
        (prompt("ask.open.shorter"), prompt("ask.open.keys")),
        (prompt("not_understood.open"), prompt("ask.open.guide")),
    )
    asked = ask(talk, wording, OPEN, read)
    return asked.value if isinstance(asked, Answered) else asked


def _is_clear(found: Request | Command | Emergency | None) -> bool:
    return found is not None and not (isinstance(found, Request) and found.decision.is_vague)

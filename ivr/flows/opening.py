"""The open question: what a caller needs, in their own words, led by further questions when they cannot say it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from ivr.domain.alternatives import guess
from ivr.domain.deciding import Action, Decision, decide
from ivr.domain.dialogue import Command, Emergency, is_correcting, yes_or_no
from ivr.domain.expecting import OPEN
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.labels import EMERGENCY
from ivr.domain.prompts import Prompt, prompt
from ivr.domain.scope import is_at_a_loss, is_greeting, is_topic
from ivr.domain.understanding import LIKELY, SURE
from ivr.flows.invitation import invite
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


def ask_request(talk: Talk, first: Prompt, excluded: set[str], earlier: str = "") -> Request | Otherwise:
    """What the caller asks for. A mere greeting is answered with 您请说, a wish too vague to act on with a question.

    Who cannot say it is led by examples.

    earlier: how they said the same before, where that did not lead to a department.
    """
    asked = _ask(talk, first, excluded, "", earlier)
    if isinstance(asked, Request) and is_greeting(asked.words):
        asked = _ask(talk, prompt("ask.open.shorter"), excluded, asked.words)
    if isinstance(asked, Request) and is_at_a_loss(asked.words):
        asked = _ask(talk, prompt("ask.open.guide"), excluded, asked.words)
    if isinstance(asked, Request) and asked.decision.is_vague:
        asked = _ask(talk, prompt("ask.open.vague"), excluded, asked.words, earlier)
    if isinstance(asked, Request) and is_topic(asked.words):
        return _ask(talk, prompt("ask.open.again"), excluded, asked.words, earlier)
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


def _joined_request(talk: Talk, heard: Said, excluded: set[str], earlier: str) -> Request | Command | Emergency | None:
    """What a caller asks for who says it once more: the words alone, or with the earlier ones where these help."""
    alone = request_of(talk, heard.text, excluded, heard.alternatives)
    both = request_of(talk, heard.text, excluded, (earlier, *heard.alternatives)) if earlier else None
    if not isinstance(both, Request) or both.decision.labels:
        return alone
    if alone is None:
        return both
    is_surer = isinstance(alone, Request) and not alone.decision.labels and _certainty(both) > _certainty(alone)
    return both if is_surer else alone


def _certainty(request: Request) -> tuple[bool, float]:
    return not request.decision.is_vague, request.decision.confidence


def correction_in(talk: Talk, heard: Heard, excluded: set[str]) -> Request | None:
    """What a caller asks for in the same breath as saying no: 不对，我是要补驾照."""
    if not isinstance(heard, Said) or not is_correcting(heard):
        return None
    rest = AFTER_NO.sub("", heard.text)
    found = request_of(talk, rest, excluded) if len(rest) >= SHORTEST_CORRECTION else None
    return found if isinstance(found, Request) and _is_clear(found) and not found.decision.labels else None


def instead_in(talk: Talk, heard: Heard, departments: Collection[str], excluded: set[str]) -> Request | Command | None:
    """What is said instead of an answer: 不对, alone or with what it is, or a matter of none of these departments."""
    if is_correcting(heard):
        return correction_in(talk, heard, excluded) or Command.BACK
    found = sure_request_in(talk, heard, excluded)
    return found if found and found.decision.ranked[0].department_id not in departments else None


def sure_request_in(talk: Talk, heard: Heard, excluded: set[str]) -> Request | None:
    """A matter that is told instead of an answer to another question, where there is no doubt about it."""
    if not isinstance(heard, Said) or len(heard.text) < SHORTEST_CORRECTION:
        return None
    found = request_of(talk, heard.text, excluded, heard.alternatives)
    if not isinstance(found, Request) or found.decision.labels or not _is_clear(found):
        return None
    return found if found.decision.confidence >= SURE else None


def _says_something(decision: Decision, label: str) -> bool:
    if decision.action is Action.ASK_MATTER:
        return bool(decision.choices or decision.further or decision.is_vague)
    return label != "NO_INPUT"


def _ask(talk: Talk, first: Prompt, excluded: set[str], before: str, earlier: str = "") -> Request | Otherwise:
    """before: a greeting, or what was too vague; that helps where the new words alone do not suffice."""
    said = [earlier]

    def read(heard: Heard) -> Request | Command | Emergency | None:
        if heard == CALLBACK_KEY:
            return Command.CALLBACK
        if first.name in ELSE and yes_or_no(heard) is False:
            return (correction_in(talk, heard, excluded) or Command.BACK) if is_correcting(heard) else Command.GOODBYE
        if not isinstance(heard, Said):
            return None
        if is_greeting(heard.text) or is_at_a_loss(heard.text):
            return None if before else Request(heard.text, Decision(Action.ASK_MATTER))
        if is_topic(heard.text) and not is_topic(before):
            return Request(heard.text, Decision(Action.ASK_MATTER, is_vague=True))
        found = _joined_request(talk, heard, excluded, said[-1])
        said.append(heard.text)
        if not before or is_greeting(before) or is_at_a_loss(before) or _is_clear(found):
            return found
        joined = request_of(talk, f"{before}，{heard.text}", excluded)
        return joined if _is_clear(joined) else _guessed(talk, found)

    wording = Wording(
        first,
        (prompt("ask.open.shorter"), prompt("ask.open.keys")),
        (prompt("not_understood.open"), prompt("ask.open.guide")),
    )
    asked = ask(talk, wording, OPEN, read, between=lambda: invite(talk))
    return asked.value if isinstance(asked, Answered) else asked


def _guessed(talk: Talk, found: Request | Command | Emergency | None) -> Request | None:
    """What was vague twice, with the choice that may help; None where nothing is likely."""
    if not isinstance(found, Request) or found.decision.confidence < LIKELY:
        return None
    return replace(found, decision=guess(found.decision, talk.desk.directory))


def _is_clear(found: Request | Command | Emergency | None) -> bool:
    return found is not None and not (isinstance(found, Request) and found.decision.is_vague)

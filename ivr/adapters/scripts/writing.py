"""Writes down what happened in a call as a script, for testers to read and to correct."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from ivr.adapters.scripts.checking import callback_told, outcome_told
from ivr.adapters.scripts.script import Act, Enters, Turn
from ivr.adapters.scripts.script_call import Event
from ivr.domain.callbacks import CallbackRequest
from ivr.domain.outcomes import Ended, ToOperator, ToQueue
from ivr.domain.prompts import Prompt

LONGEST_SLOT = 12
"""Characters: of a long answer the beginning tells enough."""


def written(
    events: Iterable[Event], kept: Sequence[CallbackRequest], slots_of: Callable[[Prompt], Sequence[str]]
) -> list[str]:
    """The lines of a script without its headers. slots_of: the texts of a prompt's slots, as they are spoken."""
    lines = [line for event in events for line in _lines(event, slots_of)]
    return [*lines, *(f"+ {callback_told(request)}" for request in kept)]


def _lines(event: Event, slots_of: Callable[[Prompt], Sequence[str]]) -> list[str]:
    match event:
        case Prompt():
            return [" ".join(["<", event.name, *(_short(slot) for slot in slots_of(event))])]
        case Turn(act=Act.HANGS_UP):
            return [turn_written(event), "= hung up"]
        case Turn():
            return [turn_written(event)]
        case Enters(_, stage):
            return [f"@ {stage}"]
        case ToQueue() | ToOperator() | Ended():
            return [f"= {outcome_told(event)}"]


def turn_written(turn: Turn) -> str:
    """The caller's turn."""
    mark = ">!" if turn.is_over else ">"
    words = {
        Act.SAYS: turn.words,
        Act.PRESSES: f"[{turn.words}]",
        Act.IS_SILENT: "...",
        Act.HANGS_UP: "#hangup",
    }
    return f"{mark} {words[turn.act]}"


def _short(slot: str) -> str:
    return slot if len(slot) <= LONGEST_SLOT else f"{slot[:LONGEST_SLOT]}…"


def slot_texts(template: str, spoken: str) -> list[str]:
    """What was said in the places of a template's {slots}; empty where they cannot be told apart."""
    pieces = [re.sub(r"\W", "", piece) for piece in re.split(r"\{\w+\}", template)]
    found = re.fullmatch("(.*)".join(map(re.escape, pieces)), re.sub(r"\W", "", spoken))
    return [text for text in found.groups() if text] if found else []

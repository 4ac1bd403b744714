"""A message after the tone: what a caller wants the department to know before it calls back."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from ivr.domain.prompts import prompt
from ivr.errors import HotlineError
from ivr.flows.notices import give_recording_notice
from ivr.flows.talk import Talk

log = logging.getLogger(__name__)
SPOKEN_SECONDS = 1.5
"""Asterisk cuts the pause that ends a recording down to its first second: what is not longer holds no word."""
UNFIT = re.compile(r"[^\w.-]", re.ASCII)


def take_message(talk: Talk) -> None:
    """Let the caller leave a message, or hang up. Whatever fails, nothing is raised: the callback is kept already."""
    if talk.desk.message_seconds <= 0:
        return
    try:
        if _record(talk) > SPOKEN_SECONDS:
            talk.say(prompt("message.kept"))
    except HotlineError as error:
        log.error("call %s: no message was taken: %s. The callback is kept", talk.call.id, error)


def _record(talk: Talk) -> float:
    """Offer it and record it; a hang-up, too, leaves what was said to be written down. Returns the seconds."""
    call, desk = talk.call, talk.desk
    give_recording_notice(talk)
    name = f"message-{UNFIT.sub('_', call.id)}-{desk.now():%H%M%S}.wav"
    file: Path = desk.recordings / name
    desk.ledger.begin_recording(call.id, name, desk.now())
    seconds = None
    try:
        talk.say(prompt("message.offer"))
        seconds = call.record(file, desk.message_seconds)
    finally:
        if file.exists():
            desk.ledger.end_recording(name, seconds)
        else:
            desk.ledger.drop_recording(name)
    return seconds

"""Tells who may not understand the bot, in their language, that there is a pack of it."""

from __future__ import annotations

import logging

from ivr.domain.expecting import OPEN
from ivr.domain.heard import Heard, Silence
from ivr.domain.prompts import Prompt
from ivr.errors import PromptMissing
from ivr.flows.talk import Talk

log = logging.getLogger(__name__)
NAME = "foreign.invite"


def invite(talk: Talk) -> Heard | None:
    """Once in a talk, after a question that brought nothing; what the caller said or pressed over it."""
    language = talk.desk.rules.foreign_language
    invitation = Prompt(NAME, language=language)
    if not language or invitation in talk.said:
        return None
    try:
        heard = talk.offer(invitation, OPEN)
    except PromptMissing as error:
        log.warning("call %s: the pack %s has no invitation: %s", talk.call.id, language, error)
        return None
    return None if isinstance(heard, Silence) else heard

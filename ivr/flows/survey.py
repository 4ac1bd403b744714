"""One key from 1 to 5 after a talk with an agent: how it was. Skipped by silence, asked once per caller and day."""

from __future__ import annotations

import logging

from ivr.domain.dialogue import Command, Emergency, command_in, emergency_in
from ivr.domain.expecting import RATING
from ivr.domain.heard import Silence
from ivr.domain.outcomes import Ended, Outcome, Why
from ivr.domain.prompts import prompt
from ivr.domain.ratings import stars_in
from ivr.errors import LedgerUnavailable, PromptMissing
from ivr.flows.rating import follow_wish, hear_rating, speak
from ivr.flows.talk import Talk

log = logging.getLogger(__name__)


def take_survey(talk: Talk, language: str = "") -> Outcome:
    """Ask, store, thank, in the language of the agent's talk. A ledger that fails, or a pack that lacks the sound,
    costs the rating, not the caller's patience."""
    try:
        return _ask(talk, language) if _is_due(talk) else Ended(Why.SERVED)
    except (LedgerUnavailable, PromptMissing) as error:
        log.error("call %s: no rating was taken: %s", talk.call.id, error)
        return Ended(Why.SERVED)


def _is_due(talk: Talk) -> bool:
    caller, desk = talk.call.caller, talk.desk
    if not desk.rules.survey or caller == "" or desk.ledger.was_emergency(talk.call.id):
        return False
    return not desk.callers.was_surveyed(caller, desk.now().date())


def _ask(talk: Talk, language: str) -> Outcome:
    callers = talk.desk.callers
    goodbye = prompt("survey.goodbye" if speak(talk, language) else "ending.goodbye")
    callers.begin_survey(talk.call.id, talk.call.caller, talk.desk.now())
    heard = hear_rating(talk, "survey.ask", RATING)
    if isinstance(heard, Emergency):
        return follow_wish(talk, heard)
    stars, wish = stars_in(heard), emergency_in(heard) or command_in(heard)
    if stars is None and wish is not None and wish is not Command.GOODBYE:
        return follow_wish(talk, wish)
    if stars is not None:
        callers.keep_rating(talk.call.id, stars)
    if not isinstance(heard, Silence):
        talk.say(prompt("survey.thanks") if stars else goodbye)
    return Ended(Why.SERVED)

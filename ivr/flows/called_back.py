"""After a callback that the dialler made: one key from 1 to 5, or that it is not solved. Once per caller and day."""

from __future__ import annotations

import logging
from dataclasses import replace

from ivr.domain.dialogue import Command, Emergency, command_in, emergency_in
from ivr.domain.expecting import RATING
from ivr.domain.heard import Silence
from ivr.domain.outcomes import Ended, Outcome, ToOperator, Why
from ivr.domain.prompts import prompt
from ivr.domain.ratings import UNSOLVED, is_unsolved, stars_in
from ivr.errors import HotlineError, LedgerUnavailable
from ivr.flows.ports import CalledBack
from ivr.flows.rating import follow_wish, hear_rating, speak
from ivr.flows.talk import Talk

log = logging.getLogger(__name__)
CALLED_BACK = replace(RATING, phrases=(*RATING.phrases, *UNSOLVED))


def ask_after_callback(talk: Talk) -> Outcome:
    """Ask, store, thank, in the language of the request. A ledger that fails costs the rating only."""
    try:
        request = talk.desk.callers.called_back(talk.desk.callback)
        if request is None or not _is_due(talk, request):
            return Ended(Why.SERVED)
        talk.desk.callers.begin_survey(talk.call.id, request.number, talk.desk.now())
    except LedgerUnavailable as error:
        log.error("call %s: no rating was taken: %s", talk.call.id, error)
        return Ended(Why.SERVED)
    return _ask(talk, request)


def _is_due(talk: Talk, request: CalledBack) -> bool:
    desk = talk.desk
    return desk.rules.survey and not desk.callers.was_surveyed(request.number, desk.now().date())


def _ask(talk: Talk, request: CalledBack) -> Outcome:
    speak(talk, request.language)
    talk.call.manner = replace(talk.call.manner, slow=talk.call.manner.slow or request.slow)
    heard = hear_rating(talk, "survey.called_back", CALLED_BACK)
    if isinstance(heard, Emergency):
        return follow_wish(talk, heard)
    stars = stars_in(heard)
    if is_unsolved(heard):
        return _open_again(talk, request)
    if stars is not None:
        return _keep(talk, request, stars)
    wish = emergency_in(heard) or command_in(heard)
    if wish is not None and wish is not Command.GOODBYE:
        return follow_wish(talk, wish)
    if not isinstance(heard, Silence):
        talk.say(prompt("survey.goodbye"))
    return Ended(Why.SERVED)


def _keep(talk: Talk, request: CalledBack, stars: int) -> Outcome:
    try:
        talk.desk.callers.keep_rating(talk.call.id, stars)
        talk.desk.callers.keep_satisfaction(request.callback, stars, talk.desk.now())
    except HotlineError as error:
        log.error("call %s: the rating of callback %d was not kept: %s", talk.call.id, request.callback, error)
    talk.say(prompt("survey.thanks"))
    return Ended(Why.SERVED)


def _open_again(talk: Talk, request: CalledBack) -> Outcome:
    """Store it, then say so; when it cannot be stored a human hears of it."""
    try:
        talk.desk.callers.keep_unsolved(request.callback, talk.desk.now())
    except HotlineError as error:
        log.error("call %s: that callback %d is not solved was not kept: %s", talk.call.id, request.callback, error)
        return ToOperator(Why.TROUBLE)
    talk.say(prompt("survey.unsolved"))
    return Ended(Why.SERVED)

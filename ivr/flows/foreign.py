"""Callers who do not speak Chinese: a pack of prompts in their language, by keys, to people or to a callback."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from ivr.domain.callbacks import CallbackRequest
from ivr.domain.dialogue import Command, Emergency, yes_or_no
from ivr.domain.heard import Heard, Pressed
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, ToQueue, Why
from ivr.domain.pack_words import Question
from ivr.domain.phone_numbers import is_number, number_in
from ivr.domain.prompts import Digits, prompt
from ivr.errors import LanguageLeft, PromptMissing
from ivr.flows.question import Answer, Answered, Failed, Otherwise, Wording, ask
from ivr.flows.talk import Talk
from ivr.flows.transfer import city_desk, transfer_to_operator

log = logging.getLogger(__name__)
QUEUE = "foreign"
"""In asterisk_conf/queues.conf: people who speak other languages."""
PERSON, CALLBACK = "1", "2"
MOST_READINGS = 3


def speak_foreign(talk: Talk, referral: Referral | None) -> Outcome:
    """Go on in the pack's language. Without a pack, or with a sound of it missing, a human takes over."""
    language = talk.desk.rules.foreign_language
    if not language:
        return transfer_to_operator(talk, Why.ASKED, referral)
    return _in_language(talk, replace(referral or city_desk(talk), queue=QUEUE, language=language), is_first=True)


def offer_foreign_callback(talk: Talk, referral: Referral) -> Outcome:
    """Nobody who speaks the language answered: offer a callback in it."""
    return _in_language(talk, referral, is_first=False)


def _in_language(talk: Talk, referral: Referral, is_first: bool) -> Outcome:
    before = talk.call.manner
    talk.call.manner = replace(before, language=referral.language)
    try:
        return _choose(talk, referral) if is_first else _offer(talk, referral)
    except LanguageLeft:
        talk.call.manner = before
        raise
    except PromptMissing as error:
        log.error("call %s: the pack %s is not whole: %s", talk.call.id, referral.language, error)
        talk.call.manner = before
        return transfer_to_operator(talk, Why.ASKED, referral)


def _choose(talk: Talk, referral: Referral) -> Outcome:
    """A person or a callback; who cannot say gets a person."""
    again, keys_only = prompt("foreign.menu_again"), prompt("foreign.keys_only")
    wording = Wording(prompt("foreign.menu"), (again, keys_only), (keys_only, again))
    chosen = _ask(talk, wording, Question.MENU, lambda heard: _key(heard, PERSON, CALLBACK))
    if chosen is Command.CALLBACK or (isinstance(chosen, Answered) and chosen.value == CALLBACK):
        return _keep_callback(talk, referral)
    if isinstance(chosen, Emergency) or chosen is Command.GOODBYE or chosen is Command.FOREIGN_LANGUAGE:
        return _otherwise(talk, chosen, referral)
    talk.say(prompt("foreign.transfer"))
    return ToQueue(referral)


def _offer(talk: Talk, referral: Referral) -> Outcome:
    first, again = prompt("foreign.offer_callback"), prompt("foreign.offer_again")
    wanted = _ask(talk, Wording(first, (again, first), (again, first)), Question.YES_NO, yes_or_no)
    if wanted is Command.CALLBACK or (isinstance(wanted, Answered) and wanted.value):
        return _keep_callback(talk, referral)
    return _otherwise(talk, Failed(Why.CALLBACK_REFUSED) if isinstance(wanted, Answered) else wanted, referral)


def _keep_callback(talk: Talk, referral: Referral) -> Outcome:
    """Agree on a number by keys, store the request, then confirm it."""
    number = _own_number(talk)
    if not isinstance(number, str):
        return _otherwise(talk, number, referral)
    call, now = talk.call, talk.desk.now()
    talk.desk.ledger.keep_callback(
        CallbackRequest(
            call.id, call.line, number, call.caller, referral, None, now, referral.language, call.manner.slow
        )
    )
    talk.say(prompt("foreign.kept"))
    return Ended(Why.CALLBACK_KEPT)


def _own_number(talk: Talk) -> str | Otherwise:
    caller = talk.call.caller
    if not is_number(caller):
        return _ask_number(talk)
    again, keys = prompt("foreign.number_own_again"), prompt("foreign.number_own_keys")
    wording = Wording(prompt("foreign.number_own", digits=Digits(caller)), (again, keys), (again, keys))
    own = _ask(talk, wording, Question.YES_NO, yes_or_no)
    if not isinstance(own, Answered):
        return own
    return caller if own.value else _ask_number(talk)


def _ask_number(talk: Talk) -> str | Otherwise:
    """A number that the caller keyed, heard read back and agreed to."""
    again, keys = prompt("foreign.number_again"), prompt("foreign.number_keys")
    for _ in range(MOST_READINGS):
        wording = Wording(prompt("foreign.number_ask"), (keys, again), (again, keys))
        said = _ask(talk, wording, Question.DIGITS, number_in)
        if not isinstance(said, Answered):
            return said
        read_back, read_again = prompt("foreign.read_number", digits=Digits(said.value)), prompt("foreign.read_again")
        wording = Wording(read_back, (read_again, read_back), (read_again, read_back))
        right = _ask(talk, wording, Question.YES_NO, yes_or_no)
        if not isinstance(right, Answered):
            return right
        if right.value:
            return said.value
    return Failed(Why.NOT_UNDERSTOOD)


def _ask(
    talk: Talk, wording: Wording, question: Question, read: Callable[[Heard], Answer | None]
) -> Answered[Answer] | Otherwise:
    """Ask by keys, and by the words that stand for keys where the pack's language is heard."""
    words = talk.desk.words
    return ask(talk, wording, words.expecting(question), read, partial(words.understood, question))


def _key(heard: Heard, *wanted: str) -> str | None:
    return heard.digits if isinstance(heard, Pressed) and heard.digits in wanted else None


def _otherwise(talk: Talk, result: Otherwise, referral: Referral) -> Outcome:
    """What follows when a question brought no answer: a human, except after a goodbye. Key 9 leads back."""
    match result:
        case Emergency(number):
            talk.say(prompt(f"emergency.{number}"))
            return ToOperator(Why.EMERGENCY, referral)
        case Command.GOODBYE:
            talk.say(prompt("foreign.goodbye"))
            return Ended(Why.GOODBYE)
        case Failed(why):
            talk.say(prompt("foreign.operator"))
            return ToOperator(why, referral)
        case Command.FOREIGN_LANGUAGE:
            raise LanguageLeft
        case Command():
            talk.say(prompt("foreign.operator"))
            return ToOperator(Why.ASKED, referral)

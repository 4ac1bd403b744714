"""One rating asked for in the caller's language, and what is done where the caller wants something else instead."""

from __future__ import annotations

from dataclasses import replace

from ivr.domain.dialogue import Command, Emergency
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard
from ivr.domain.outcomes import Outcome, ToOperator, Why
from ivr.domain.pack_words import Question
from ivr.domain.prompts import prompt
from ivr.flows.talk import Talk
from ivr.flows.wishes import follow


def speak(talk: Talk, language: str) -> bool:
    """Go on in this language where it is that of the pack in use. Returns whether it is."""
    is_foreign = bool(language) and language == talk.desk.rules.foreign_language
    talk.call.manner = replace(talk.call.manner, language=language if is_foreign else "")
    return is_foreign


def hear_rating(talk: Talk, name: str, expecting: Expecting) -> Heard | Emergency:
    """Play the prompt and listen. In a pack the words that stand for keys are heard, and an emergency among them."""
    if not talk.call.manner.language:
        return talk.ask(prompt(name), expecting)
    words = talk.desk.words
    return words.understood(Question.STARS, talk.ask(prompt(name), words.expecting(Question.STARS)))


def follow_wish(talk: Talk, wish: Command | Emergency) -> Outcome:
    """Instead of a rating: help, or a human."""
    if not talk.call.manner.language:
        return follow(talk, wish, None)
    if isinstance(wish, Emergency):
        talk.say(prompt(f"emergency.{wish.number}"))
        return ToOperator(Why.EMERGENCY)
    talk.say(prompt("foreign.operator"))
    return ToOperator(Why.ASKED)

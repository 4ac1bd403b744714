"""What a caller may wish for instead of answering: a human, the end, another language, or help in an emergency."""

from __future__ import annotations

from ivr.domain.dialogue import Command, Emergency
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, Why
from ivr.domain.prompts import prompt
from ivr.flows.foreign import speak_foreign
from ivr.flows.question import Failed, Otherwise
from ivr.flows.talk import Talk
from ivr.flows.transfer import transfer_to_operator


def follow(talk: Talk, otherwise: Otherwise, referral: Referral | None) -> Outcome:
    """Where it goes when a question brought no answer: a human, except after a goodbye."""
    match otherwise:
        case Emergency(number):
            talk.say(prompt(f"emergency.{number}"))
            return ToOperator(Why.EMERGENCY, referral)
        case Failed(why):
            return transfer_to_operator(talk, why, referral)
        case Command.GOODBYE:
            talk.say(prompt("ending.goodbye"))
            return Ended(Why.GOODBYE)
        case Command.FOREIGN_LANGUAGE:
            return speak_foreign(talk, referral)
        case Command():
            return transfer_to_operator(talk, Why.ASKED, referral)

"""Callers who are spared all questions but the first: they say one sentence, and a human takes over."""

from __future__ import annotations

from ivr.domain.dialogue import Command, Emergency, command_in, emergency_in
from ivr.domain.expecting import OPEN
from ivr.domain.heard import Heard, Said
from ivr.domain.outcomes import Outcome, Referral, Why
from ivr.domain.prompts import Prompt
from ivr.flows.leading import referral_of
from ivr.flows.opening import request_of
from ivr.flows.question import AGAIN
from ivr.flows.steps import Request
from ivr.flows.talk import Talk
from ivr.flows.transfer import transfer_to_operator
from ivr.flows.wishes import follow


def receive_priority(talk: Talk, greeting: Prompt) -> Outcome:
    """Listen once; whatever is heard, a human comes, and knows what was understood."""
    for _ in range(1 + talk.desk.rules.most_repeats):
        heard = talk.ask(greeting, OPEN)
        wish = emergency_in(heard) or command_in(heard)
        if not isinstance(wish, Command) or wish not in AGAIN:
            break
        talk.adopt(wish)
    found = request_of(talk, heard.text, set()) if isinstance(heard, Said) else None
    for meant in (wish, found):
        if isinstance(meant, Emergency) or meant is Command.GOODBYE or meant is Command.FOREIGN_LANGUAGE:
            return follow(talk, meant, None)
    return transfer_to_operator(talk, Why.ASKED, _referral(talk, found, heard))


def _referral(talk: Talk, found: object, heard: Heard) -> Referral | None:
    if not isinstance(found, Request) or not isinstance(heard, Said) or not found.decision.ranked:
        return None
    return referral_of(talk, found, found.decision.ranked[0])

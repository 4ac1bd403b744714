"""One caller and the desk together: says and asks, and notes every turn in the ledger."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard
from ivr.domain.prompts import Prompt
from ivr.errors import LedgerUnavailable
from ivr.flows.ports import Call, Desk

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Talk:
    """What a flow works with. A ledger that cannot be written does not end a talk: the turn is only logged."""

    call: Call
    desk: Desk

    def say(self, prompt: Prompt) -> None:
        """Play a prompt to its end."""
        self._note(prompt, None)
        self.call.say(prompt)

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """Play a prompt and listen."""
        heard = self.call.ask(prompt, expecting)
        self._note(prompt, heard)
        return heard

    def _note(self, prompt: Prompt, heard: Heard | None) -> None:
        try:
            self.desk.ledger.add_turn(self.call.id, self.desk.now(), prompt, heard)
        except LedgerUnavailable as error:
            log.error("call %s: a turn was not noted: %s", self.call.id, error)

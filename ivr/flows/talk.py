"""One caller and the desk together: says and asks, in the caller's manner, and notes every turn in the ledger."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from ivr.domain.dialogue import Command
from ivr.domain.expecting import Expecting, patient
from ivr.domain.heard import Heard, Silence
from ivr.domain.prompts import Prompt
from ivr.errors import LedgerUnavailable
from ivr.flows.ports import Call, Desk

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Talk:
    """What a flow works with. A ledger that cannot be written does not end a talk: the turn is only logged.

    said: the prompts of this talk so far.
    """

    call: Call
    desk: Desk
    said: list[Prompt] = field(default_factory=list)

    def say(self, prompt: Prompt) -> None:
        """Play a prompt to its end."""
        self._note(prompt, None)
        self.call.say(prompt)

    def offer(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """Play a prompt to its end, or until the caller speaks over it or presses a key."""
        heard = self.call.offer(prompt, expecting)
        self._note(prompt, None if isinstance(heard, Silence) else heard)
        return heard

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """Play a prompt and listen; with more patience to who wants it slower."""
        heard = self.call.ask(prompt, patient(expecting) if self.call.manner.slow else expecting)
        self._note(prompt, heard)
        return heard

    def adopt(self, command: Command) -> None:
        """Speak slower or louder from now on: for the rest of the call, and to a known number the next time, too."""
        manner = self.call.manner.after(command)
        if manner == self.call.manner:
            return
        self.call.manner = manner
        try:
            self.desk.callers.keep_manner(self._remembered_as, manner, self.desk.now())
        except LedgerUnavailable as error:
            log.error("call %s: the caller's wish was not kept: %s", self.call.id, error)

    def recall(self) -> None:
        """Speak as this number has wished before, or a withheld one earlier in this call."""
        try:
            self.call.manner = self.desk.callers.manner_of(self._remembered_as)
        except LedgerUnavailable as error:
            log.error("call %s: the caller's wishes are not known: %s", self.call.id, error)

    @property
    def _remembered_as(self) -> str:
        """A withheld number is known for this call only: who waited in a queue in vain is spoken to as before."""
        return self.call.caller or self.call.id

    def _note(self, prompt: Prompt, heard: Heard | None) -> None:
        self.said.append(prompt)
        try:
            self.desk.ledger.add_turn(self.call.id, self.desk.now(), prompt, heard)
        except LedgerUnavailable as error:
            log.error("call %s: a turn was not noted: %s", self.call.id, error)

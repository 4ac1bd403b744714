"""One caller and the desk together: says and asks, in the caller's manner, and notes every turn in the ledger."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from ivr.domain.dialogue import Command
from ivr.domain.expecting import Expecting, patient
from ivr.domain.heard import Heard, Silence
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
        """Speak slower or louder from now on, and to this number the next time, too."""
        manner = self.call.manner.after(command)
        if manner == self.call.manner:
            return
        self.call.manner = manner
        try:
            if self.call.caller:
                self.desk.callers.keep_manner(self.call.caller, manner, self.desk.now())
        except LedgerUnavailable as error:
            log.error("call %s: the caller's wish was not kept: %s", self.call.id, error)

    def recall(self) -> None:
        """Speak as this number has wished before."""
        try:
            if self.call.caller:
                self.call.manner = self.desk.callers.manner_of(self.call.caller)
        except LedgerUnavailable as error:
            log.error("call %s: the caller's wishes are not known: %s", self.call.id, error)

    def _note(self, prompt: Prompt, heard: Heard | None) -> None:
        try:
            self.desk.ledger.add_turn(self.call.id, self.desk.now(), prompt, heard)
        except LedgerUnavailable as error:
            log.error("call %s: a turn was not noted: %s", self.call.id, error)

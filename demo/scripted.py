"""Plays a tester's script as a real call: hears, speaks, presses and waits as it says, and checks where it leads."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from demo.conversation import THINKING_SECONDS, Conversation, Explain, Tell, untold
from demo.leg import ENDED
from demo.phone import Phone
from demo.prompt_book import Heard, PromptBook
from demo.voice import Speaker
from ivr.adapters.scripts.checking import is_said, kept_otherwise
from ivr.adapters.scripts.progress import Progress
from ivr.adapters.scripts.script import Act, Enters, Hears, Leads, Script, Turn
from ivr.adapters.store.ledger import SqlLedger
from ivr.domain.callbacks import CallbackRequest
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, ToQueue, Why
from ivr.errors import DemoFailed

LEADING_SECONDS = 8.0
"""From the last prompt to the note in the ledger of where the call goes."""
UNANSWERED_SECONDS = 60.0
"""A department's queue rings for 20 s unless the settings say otherwise."""
AFTER_TONE_SECONDS = 1.0
BEFORE_SPEAKING_OVER = 1.0
BETWEEN_PROMPTS_SECONDS = 1.0
PROMPT_SECONDS = 25.0
MESSAGE = "message.offer"
WAITING = "waiting."
ACCOUNTS = {"13900001234": "901"}
"""Whose number is signalled; any other caller is 900, which has none that can be called back."""


@dataclass(frozen=True)
class Station:
    """The hotline that is called. kept_in: a call's callbacks in its ledger."""

    book: PromptBook
    ledger: SqlLedger
    kept_in: Callable[[SqlLedger, str], list[CallbackRequest]]
    explain: Explain = untold


def account_of(script: Script) -> str:
    """The account that this caller's phone registers with."""
    return ACCOUNTS.get(script.caller, "900")


class ScriptedCaller:
    """One script, played once."""

    def __init__(self, script: Script, station: Station, phone: Phone, voice: Speaker, tell: Tell) -> None:
        self._script, self._station, self._phone, self._voice, self._tell = script, station, phone, voice, tell
        self._progress = Progress(script)
        self._last_prompt = ""
        self._has_listened = False
        self._has_hung_up = False
        self._last_ended: datetime | None = None

    def play(self) -> str | None:
        """Hold the call. Returns what was not as the script says. Raises DemoFailed when the call itself fails."""
        station = self._station
        calling = Conversation(
            self._phone, self._script.line, station.book, station.ledger, self._voice, self._tell, station.explain
        )
        with calling as call:
            while self._progress.missed is None and not self._has_hung_up and self._progress.next_step:
                self._do_next(call)
            row = call.row()
        self._progress.finish(self._has_hung_up)
        if self._progress.missed:
            return f"line {self._progress.missed.line}: {self._progress.missed.what}"
        return kept_otherwise(self._script.keeps, station.kept_in(station.ledger, str(row["id"])))

    def _do_next(self, call: Conversation) -> None:
        turn = self._progress.takes_turn() if self._has_listened else None
        if turn:
            self._take_turn(call, turn)
            self._has_listened = isinstance(self._progress.next_step, Turn)
            return
        match self._progress.next_step:
            case Leads():
                self._progress.takes_outcome(self._outcome(call))
                self._last_prompt, self._has_listened = "", False
            case Enters():
                self._progress.takes_stage()
            case Hears() as wanted:
                self._hear(call, wanted)
            case _:
                self._progress.misses("the bot said nothing before it")

    def _hear(self, call: Conversation, wanted: Hears) -> None:
        following = self._progress.step_after_next
        if isinstance(following, Turn) and following.is_over:
            self._speak_over(call, wanted, following)
            return
        try:
            heard = self._next_heard(call, wanted)
        except DemoFailed as error:
            self._progress.misses(str(error))
            return
        self._last_prompt, self._has_listened = heard.name, True
        self._progress.takes_prompt(heard.name, heard.text)
        if wanted.is_anything and self._progress.missed is None:
            while not call.is_quiet(BETWEEN_PROMPTS_SECONDS) and call.leg.state != ENDED:
                self._last_prompt = call.listens(PROMPT_SECONDS).name

    def _next_heard(self, call: Conversation, wanted: Hears) -> Heard:
        """The next prompt; what Asterisk says to who waits in a queue only where the script has it."""
        while True:
            heard = call.listens(UNANSWERED_SECONDS if not self._last_prompt else PROMPT_SECONDS)
            if not heard.name.startswith(WAITING) or is_said(wanted, heard.name, heard.text):
                return heard

    def _speak_over(self, call: Conversation, wanted: Hears, turn: Turn) -> None:
        """The prompt that is spoken over is told by the ledger: too little of it is heard."""
        call.is_quiet(PROMPT_SECONDS)  # once it plays, the turn before it is noted
        known = len(self._turns(call))
        call.barges_in(turn.words, BEFORE_SPEAKING_OVER)
        noted = self._noted_turn(call, known)
        self._last_prompt = str(noted["prompt"])
        if wanted.is_anything or is_said(Hears(wanted.line, wanted.name), self._last_prompt, ""):
            self._progress.leave_out_next()
            self._progress.takes_turn()
        else:
            self._progress.misses(f"the bot said: {self._last_prompt}")

    def _take_turn(self, call: Conversation, turn: Turn) -> None:
        after = AFTER_TONE_SECONDS if self._last_prompt == MESSAGE else THINKING_SECONDS
        match turn.act:
            case Act.SAYS:
                call.says(turn.words, after)
            case Act.PRESSES:
                call.presses(turn.words, after)
            case Act.IS_SILENT:
                self._tell("caller", "(says nothing)")
            case Act.HANGS_UP:
                self._tell("caller", "hangs up")
                self._has_hung_up = True

    def _turns(self, call: Conversation) -> list[dict[str, Any]]:
        """What the bot has noted of this call; none while it does not have the call yet."""
        try:
            return self._station.ledger.list_turns(str(call.row()["id"]))
        except DemoFailed:
            return []

    def _handed_over(self, call: Conversation) -> list[dict[str, Any]]:
        """The call as the ledger has it, once its present talk is over."""
        row = call.row()
        return [row] if row["ending"] == "handed over" and row["ended_at"] != self._last_ended else []

    def _noted_turn(self, call: Conversation, known: int) -> dict[str, Any]:
        turns = _waited_for(lambda: self._turns(call)[known:], "the bot noted no turn after the caller spoke over it")
        return turns[0]

    def _outcome(self, call: Conversation) -> Outcome:
        """Where the ledger says the call goes."""
        row = _waited_for(lambda: self._handed_over(call), "the call led nowhere")[0]
        self._last_ended = row["ended_at"]
        referral = Referral(**row["referral"]) if row["referral"] else None
        if row["outcome"] == "queue" and referral:
            return ToQueue(referral)
        why = Why(row["why"])
        return ToOperator(why, referral) if row["outcome"] == "operator" else Ended(why)


def _waited_for(find: Callable[[], list[dict[str, Any]]], failing: str) -> list[dict[str, Any]]:
    deadline = time.time() + LEADING_SECONDS
    while not (found := find()):
        if time.time() > deadline:
            raise DemoFailed(f"{failing} within {LEADING_SECONDS:.0f} s")
        time.sleep(0.1)
    return found

"""The ports the flows talk to. Adapters and the tests' fakes implement them; nothing here does anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from ivr.domain.attempts import Rules as CallingRules
from ivr.domain.callbacks import CallbackRequest, KeptCallback
from ivr.domain.directory import Directory
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard
from ivr.domain.holds import Hold
from ivr.domain.manner import USUAL, Manner
from ivr.domain.outcomes import Outcome, Referral
from ivr.domain.pack_words import PackWords
from ivr.domain.prompts import Prompt
from ivr.domain.rules import Rules


class Call(Protocol):
    """One caller on the telephone. Every method raises HungUp once the caller is gone.

    manner: how prompts are played from now on.
    """

    manner: Manner

    @property
    def id(self) -> str:
        """The same across re-entries of one telephone call."""

    @property
    def line(self) -> str:
        """The number that was dialled."""

    @property
    def caller(self) -> str:
        """The caller's number as signalled: digits only, "" when withheld or unusable."""

    def say(self, prompt: Prompt) -> None:
        """Play a prompt to its end."""

    def offer(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """Play a prompt to its end, unless the caller speaks over it or presses a key; Silence when they did neither.

        Nobody is waited for after it.
        """

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """Play a prompt and listen; speech or a key stops it. One Said, Pressed or Silence comes back."""

    def record(self, path: Path, longest_seconds: float) -> float:
        """Play a tone, then record the caller to a WAV file until a pause, a key or the limit.

        Returns the seconds kept. What was said before a hang-up is in the file, too.
        """

    def hand_over(self, outcome: Outcome) -> None:
        """Tell the dialplan what comes next. The last act of a talk."""


class Ledger(Protocol):
    """What must not be lost: calls, their turns, and promises to call back. Raises LedgerUnavailable."""

    def begin_call(self, call_id: str, line: str, caller: str, at: datetime) -> None:
        """Note a call. Called again for a re-entry of the same call, it changes nothing."""

    def add_turn(self, call_id: str, at: datetime, prompt: Prompt, heard: Heard | None) -> None:
        """Note one prompt and what came back (None: nothing was asked)."""

    def close_talk(self, call_id: str, at: datetime, ending: str, outcome: Outcome | None) -> None:
        """Note how a talk ended ("handed over", "hung up", "failed") and where the call goes next."""

    def referral_of(self, call_id: str) -> Referral | None:
        """Where the last talk of this call sent it; None when it never got that far."""

    def was_emergency(self, call_id: str) -> bool:
        """Whether the caller was told an emergency number in this call."""

    def was_told(self, call_id: str, name: str) -> bool:
        """Whether this prompt was played in this call."""

    def keep_callback(self, request: CallbackRequest) -> int:
        """Store a callback request durably; returns its number. One call keeps at most one request:
        a second one for the same call_id replaces nothing and returns the first number. When this telephone number
        has a pending request about the same matter, the call joins it, and the time agreed now counts."""

    def callback_of(self, number: str) -> KeptCallback | None:
        """The latest request of a telephone number, pending ones first; None when it has none."""

    def begin_recording(self, call_id: str, file: str, at: datetime) -> None:
        """Note that a caller's message is being recorded. file: its name in the recordings folder."""

    def end_recording(self, file: str, seconds: float | None) -> None:
        """Note that a recording is whole (seconds None: ended by a hang-up) and may be written down."""

    def drop_recording(self, file: str) -> None:
        """Forget a recording that never began."""


@dataclass(frozen=True)
class Promised:
    """A callback that a caller still waits for. until: when the agreed time ends; None for any time.

    matter: its name, None when none was told.
    """

    department_id: str
    start: datetime | None
    until: datetime | None
    matter: str | None = None


@dataclass(frozen=True)
class CalledBack:
    """A callback that has just been made. number: that was called. language, slow: as the caller was spoken to."""

    callback: int
    number: str
    language: str
    slow: bool


class Callers(Protocol):
    """What is remembered of a caller's number, from call to call. Raises LedgerUnavailable."""

    def manner_of(self, number: str) -> Manner:
        """How this caller wants to be spoken to. number: of a withheld one, the id of the call."""

    def keep_manner(self, number: str, manner: Manner, at: datetime) -> None:
        """Remember it for the next call."""

    def promised_to(self, number: str) -> tuple[Promised, ...]:
        """The callbacks that are not done yet, the latest first."""

    def was_surveyed(self, number: str, day: date) -> bool:
        """Whether this caller was asked for a rating on this day, answered or not."""

    def begin_survey(self, call_id: str, number: str, at: datetime) -> None:
        """Note that this caller is asked for a rating."""

    def keep_rating(self, call_id: str, stars: int) -> None:
        """Store the rating of a survey that was begun, from 1 to 5."""

    def called_back(self, callback: int) -> CalledBack | None:
        """The request of this number; None when there is none."""

    def keep_satisfaction(self, callback: int, stars: int, at: datetime) -> None:
        """Store with a request how content the caller is. Raises MoveUnlawful when nobody was reached yet."""

    def keep_unsolved(self, callback: int, at: datetime) -> None:
        """Leave the request to a person: it is not solved. Raises MoveUnlawful when nobody was reached yet."""


class Strangers:
    """See Callers. Nobody is remembered: for talks that leave no trace."""

    def manner_of(self, number: str) -> Manner:
        """See Callers."""
        return USUAL

    def keep_manner(self, number: str, manner: Manner, at: datetime) -> None:
        """See Callers."""

    def promised_to(self, number: str) -> tuple[Promised, ...]:
        """See Callers."""
        return ()

    def was_surveyed(self, number: str, day: date) -> bool:
        """See Callers."""
        return True

    def begin_survey(self, call_id: str, number: str, at: datetime) -> None:
        """See Callers."""

    def keep_rating(self, call_id: str, stars: int) -> None:
        """See Callers."""

    def called_back(self, callback: int) -> CalledBack | None:
        """See Callers."""
        return None

    def keep_satisfaction(self, callback: int, stars: int, at: datetime) -> None:
        """See Callers."""

    def keep_unsolved(self, callback: int, at: datetime) -> None:
        """See Callers."""


@dataclass(frozen=True)
class Desk:
    """Everything a conversation needs besides the caller.

    directory: the frozen snapshot of this talk. now: local wall-clock time of the city, without time zone.
    recordings: folder for callers' messages. message_seconds: the longest one; 0 when none are taken.
    rules: of the house. callers: what is remembered of them. callback: the request that this call keeps, 0 for none.
    hold: the place in a queue that the caller has left and wants to keep.
    calling: when callbacks may be made. words: what is understood in the language of the pack.
    """

    directory: Directory
    ledger: Ledger
    now: Callable[[], datetime]
    recordings: Path
    message_seconds: int = 60
    rules: Rules = field(default_factory=Rules)
    callers: Callers = field(default_factory=Strangers)
    callback: int = 0
    hold: Hold | None = None
    calling: CallingRules = field(default_factory=CallingRules)
    words: PackWords = field(default_factory=PackWords)

"""A ledger in memory, and one whose disk is full."""

from __future__ import annotations

from datetime import datetime

from ivr.domain.callback_states import State
from ivr.domain.callbacks import CallbackRequest, KeptCallback, deadline_of
from ivr.domain.heard import Heard
from ivr.domain.outcomes import Ended, Outcome, Referral
from ivr.domain.prompts import Prompt
from ivr.errors import LedgerUnavailable


class MemoryLedger:
    """See ivr.flows.ports.Ledger."""

    def __init__(self) -> None:
        self.calls: dict[str, tuple[str, str, datetime]] = {}
        self.turns: list[tuple[str, Prompt, Heard | None]] = []
        self.endings: list[tuple[str, Outcome | None]] = []
        self.callbacks: list[CallbackRequest] = []
        self.recordings: dict[str, float | str | None] = {}
        self._referrals: dict[str, Referral] = {}

    def begin_call(self, call_id: str, line: str, caller: str, at: datetime) -> None:
        self.calls.setdefault(call_id, (line, caller, at))

    def add_turn(self, call_id: str, at: datetime, prompt: Prompt, heard: Heard | None) -> None:
        self.turns.append((call_id, prompt, heard))

    def close_talk(self, call_id: str, at: datetime, ending: str, outcome: Outcome | None) -> None:
        self.endings.append((ending, outcome))
        referral = None if outcome is None or isinstance(outcome, Ended) else outcome.referral
        if referral is not None:
            self._referrals[call_id] = referral

    def referral_of(self, call_id: str) -> Referral | None:
        return self._referrals.get(call_id)

    def was_emergency(self, call_id: str) -> bool:
        return any(call == call_id and prompt.name.startswith("emergency.") for call, prompt, _ in self.turns)

    def was_told(self, call_id: str, name: str) -> bool:
        return any(call == call_id and prompt.name == name for call, prompt, _ in self.turns)

    def keep_callback(self, request: CallbackRequest) -> int:
        for number, kept in enumerate(self.callbacks, 1):
            if kept.call_id == request.call_id:
                return number
        self.callbacks.append(request)
        return len(self.callbacks)

    def callback_of(self, number: str) -> KeptCallback | None:
        for place, kept in reversed(list(enumerate(self.callbacks, 1))):
            if kept.number == number:
                deadline = deadline_of(kept.window, kept.made_at)
                return KeptCallback(place, State.OPEN, kept.referral, kept.window, kept.made_at, deadline)
        return None

    def begin_recording(self, call_id: str, file: str, at: datetime) -> None:
        self.recordings.setdefault(file, "recording")

    def end_recording(self, file: str, seconds: float | None) -> None:
        self.recordings[file] = seconds

    def drop_recording(self, file: str) -> None:
        self.recordings.pop(file, None)


class FullDisk:
    """A Ledger that can do nothing."""

    def begin_call(self, call_id: str, line: str, caller: str, at: datetime) -> None:
        raise LedgerUnavailable("the disk is full")

    def add_turn(self, call_id: str, at: datetime, prompt: Prompt, heard: Heard | None) -> None:
        raise LedgerUnavailable("the disk is full")

    def close_talk(self, call_id: str, at: datetime, ending: str, outcome: Outcome | None) -> None:
        raise LedgerUnavailable("the disk is full")

    def referral_of(self, call_id: str) -> Referral | None:
        raise LedgerUnavailable("the disk is full")

    def was_emergency(self, call_id: str) -> bool:
        raise LedgerUnavailable("the disk is full")

    def was_told(self, call_id: str, name: str) -> bool:
        raise LedgerUnavailable("the disk is full")

    def keep_callback(self, request: CallbackRequest) -> int:
        raise LedgerUnavailable("the disk is full")

    def callback_of(self, number: str) -> KeptCallback | None:
        raise LedgerUnavailable("the disk is full")

    def begin_recording(self, call_id: str, file: str, at: datetime) -> None:
        raise LedgerUnavailable("the disk is full")

    def end_recording(self, file: str, seconds: float | None) -> None:
        raise LedgerUnavailable("the disk is full")

    def drop_recording(self, file: str) -> None:
        raise LedgerUnavailable("the disk is full")

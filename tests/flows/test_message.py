"""A message after the tone: offered once the callback is kept, never in its way, kept however the call ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ivr.domain.outcomes import Ended, Why
from ivr.domain.prompts import Prompt, prompt
from ivr.domain.rules import Rules
from ivr.errors import AgiBroken, LedgerUnavailable
from ivr.flows.attend import attend
from ivr.flows.ports import Desk
from tests.fakes.call import ScriptedCall, says
from tests.fakes.ledger import MemoryLedger
from tests.flows.talks import NOW, desk

AGREES = (says("好"), says("可以"), says("都行"), says("对"))
NAME = "message-call-1-152000.wav"
SAID_BEFORE = ["busy.offer_callback", "callback.ask_number", "callback.ask_time", "callback.read_time"]


def held(call: ScriptedCall, at: Desk) -> list[str]:
    """What was said from the promise on."""
    attend(call, at, "unanswered")
    assert call.said[:4] == SAID_BEFORE
    return call.said[4:]


def test_a_message_is_recorded_and_noted_under_a_name_without_a_number(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    said = held(ScriptedCall(*AGREES, message_seconds=12.5), desk(ledger, recordings=tmp_path))
    assert said == ["callback.confirmed", "message.offer", "message.kept", "ending.goodbye"]
    assert ledger.recordings == {NAME: 12.5}
    assert [file.name for file in tmp_path.iterdir()] == [NAME]


def test_a_call_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    held(ScriptedCall(*AGREES, call_id="../../etc/x y.1"), desk(ledger, recordings=tmp_path))
    assert list(ledger.recordings) == ["message-.._.._etc_x_y.1-152000.wav"]


def test_a_caller_who_says_nothing_is_not_told_that_it_was_kept(tmp_path: Path) -> None:
    said = held(ScriptedCall(*AGREES, message_seconds=1.0), desk(MemoryLedger(), recordings=tmp_path))
    assert said == ["callback.confirmed", "message.offer", "ending.goodbye"]


def test_a_hang_up_keeps_what_was_said(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    whole = ScriptedCall(*AGREES)
    held(whole, desk(MemoryLedger(), recordings=tmp_path / "none"))
    recording_ends = whole.steps - 4  # then: kept, goodbye, handed over
    held(ScriptedCall(*AGREES, hang_up_at=recording_ends), desk(ledger, recordings=tmp_path))
    assert ledger.recordings == {NAME: None}
    assert ledger.endings == [("hung up", None)] and len(ledger.callbacks) == 1


def test_a_hang_up_before_the_tone_leaves_no_recording(tmp_path: Path) -> None:
    for steps_before_the_end in (5, 6):
        ledger = MemoryLedger()
        whole = ScriptedCall(*AGREES)
        held(whole, desk(MemoryLedger(), recordings=tmp_path / "none"))
        held(ScriptedCall(*AGREES, hang_up_at=whole.steps - steps_before_the_end), desk(ledger, recordings=tmp_path))
        assert ledger.recordings == {} and len(ledger.callbacks) == 1


def test_a_hotline_that_takes_no_messages_does_not_offer_it(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    said = held(ScriptedCall(*AGREES), replace(desk(ledger, recordings=tmp_path), message_seconds=0))
    assert said == ["callback.confirmed", "ending.goodbye"] and ledger.recordings == {}


class DeafCall(ScriptedCall):
    """A call that cannot be recorded."""

    def record(self, path: Path, longest_seconds: float) -> float:
        raise AgiBroken("RECORD FILE failed (writefile)")


class OfferMissing(ScriptedCall):
    """A language whose prompts have no offer of a message yet."""

    def say(self, prompt: Prompt) -> None:
        if prompt.name == "message.offer":
            raise AgiBroken("no sound")
        super().say(prompt)


class LedgerThatFills(MemoryLedger):
    """A ledger whose disk is full once the callback is kept."""

    def begin_recording(self, call_id: str, file: str, at: object) -> None:
        raise LedgerUnavailable("the disk is full")


def test_whatever_fails_the_promise_stands(tmp_path: Path) -> None:
    for call, ledger in (
        (DeafCall(*AGREES), MemoryLedger()),
        (OfferMissing(*AGREES), MemoryLedger()),
        (ScriptedCall(*AGREES), LedgerThatFills()),
    ):
        said = held(call, desk(ledger, recordings=tmp_path))
        assert said[0] == "callback.confirmed" and said[-1] == "ending.goodbye"
        assert call.outcome == Ended(Why.CALLBACK_KEPT) and len(ledger.callbacks) == 1
        assert ledger.recordings == {}


def test_nothing_is_recorded_before_the_notice_that_it_may_be(tmp_path: Path) -> None:
    at = replace(desk(MemoryLedger(), recordings=tmp_path), rules=Rules(recording_notice=True))
    said = held(ScriptedCall(*AGREES), at)
    assert said[:3] == ["callback.confirmed", "notice.recording", "message.offer"]


def test_who_has_heard_the_notice_does_not_hear_it_again(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    ledger.add_turn("call-1", NOW, prompt("notice.recording"), None)
    at = replace(desk(ledger, recordings=tmp_path), rules=Rules(recording_notice=True))
    assert "notice.recording" not in held(ScriptedCall(*AGREES), at)

"""Every conversation hung up at every step: it ends well, and all that happened is in the ledger."""

from __future__ import annotations

from pathlib import Path

from ivr.adapters.scripts.script import Enters, Script
from ivr.domain.heard import Heard
from ivr.domain.outcomes import Ended, ToOperator, ToQueue
from ivr.domain.prompts import Prompt
from tests.fakes.ledger import MemoryLedger
from tests.transcripts.replaying import per_transcript, replay, script_of

OUTCOMES = (ToQueue, ToOperator, Ended)


def outcomes_of(script: Script, hang_up_at: int) -> tuple[list[object], MemoryLedger, int]:
    """What was handed over before the hang-up, what was noted, and how many talks were begun."""
    call, ledger = replay(script, hang_up_at)
    assert call.steps == hang_up_at
    talks = 1 + sum(isinstance(event, Enters) for event in call.events)
    return [event for event in call.events if isinstance(event, OUTCOMES)], ledger, talks


@per_transcript
def test_a_hang_up_at_any_step_ends_the_talk_and_leaves_nothing_open(file: Path) -> None:
    script = script_of(file)
    whole, _ = replay(script)
    for step in range(whole.steps):
        outcomes, ledger, talks = outcomes_of(script, step)
        assert ledger.endings[-1] == ("hung up", None), f"step {step}"
        own = ledger.endings[1 if script.sent_to else 0 :]
        handed_over = [outcome for ending, outcome in own if ending == "handed over"]
        assert handed_over[: len(outcomes)] == outcomes
        assert [ending for ending, _ in own].count("hung up") == 1
        assert len(handed_over) in (talks - 1, talks), "a talk is noted before it is handed over"
        assert "recording" not in ledger.recordings.values()


@per_transcript
def test_whatever_was_said_before_a_hang_up_is_in_the_ledger(file: Path) -> None:
    script = script_of(file)
    whole, noted = replay(script)
    everything = [(prompt, heard) for _, prompt, heard in noted.turns]
    for step in range(whole.steps):
        call, ledger = replay(script, step)
        said = [event for event in call.events if isinstance(event, Prompt)]
        turns: list[tuple[Prompt, Heard | None]] = [(prompt, heard) for _, prompt, heard in ledger.turns]
        assert turns == everything[: len(turns)]
        assert len(said) - 1 <= len(turns) <= len(said) + 1
        assert list(ledger.calls) == [call.id]


@per_transcript
def test_a_callback_is_kept_before_it_is_promised(file: Path) -> None:
    script = script_of(file)
    whole, _ = replay(script)
    for step in range(whole.steps):
        call, ledger = replay(script, step)
        promised = [e for e in call.events if isinstance(e, Prompt) and e.name == "callback.confirmed"]
        assert len(ledger.callbacks) >= len(promised)

"""Whole conversations hold: the bot says and does what each transcript says, word for word."""

from __future__ import annotations

from pathlib import Path

from ivr.adapters.scripts.checking import kept_otherwise
from tests.transcripts.replaying import FILES, per_transcript, replay, script_of


@per_transcript
def test_the_conversation_goes_as_it_is_written(file: Path) -> None:
    script = script_of(file)
    call, ledger = replay(script)
    assert call.missed is None, f"{file}, line {call.missed.line}: {call.missed.what}"
    own = [request for request in ledger.callbacks if request.call_id == call.id]
    assert kept_otherwise(script.keeps, own) is None


def test_every_conversation_tells_what_it_is_about_and_how_it_ends() -> None:
    scripts = [script_of(file) for file in FILES]
    assert [script.file.name for script in scripts if not script.about] == []
    assert [
        file.name for file in FILES if not any(line.startswith("=") for line in file.read_text().splitlines())
    ] == []


def test_there_are_many_and_some_of_them_hold_as_real_calls() -> None:
    scripts = [script_of(file) for file in FILES]
    assert len(scripts) >= 60
    assert sum(script.on_telephone for script in scripts) >= 15

"""What a command prints of others' words: nothing that steers the terminal or rich, no telephone number unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.adapters.store.ledger import SqlLedger
from ivr.cli import app
from ivr.cli.plain import plain
from ivr.domain.heard import Said
from ivr.domain.prompts import prompt
from ivr.errors import CallNotFound
from tests.store.wishes import AT


def test_others_words_steer_neither_the_terminal_nor_its_colours() -> None:
    assert plain("\x1b[31m红\x1b[0m\a\r\n[/red][bold]") == r" [31m红 [0m   \[/red]\[bold]"
    assert plain(None) == ""


def test_numbers_are_masked_unless_they_are_asked_for() -> None:
    assert plain("打13900001234") == "打139…34"
    assert plain("打13900001234", numbers=True) == "打13900001234"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A ledger with one call, of which a turn is somebody's number and what rich and terminals obey."""
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.begin_call("c1", "12345", "13800138000", AT)
    ledger.add_turn("c1", AT, prompt("callback.number"), Said("幺三八零零幺三八零零零[/x]\x1b[2J", 0.8))
    return tmp_path


def turns(var: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["turns", *words], env={"HOTLINE_VAR": str(var), "COLUMNS": "200"})
    if done.exception:
        raise done.exception
    return done.stdout


def test_the_turns_of_a_call_show_a_number_only_when_asked(var: Path) -> None:
    assert "138…00[/x] [2J" in turns(var, "c1")
    assert "幺三八零零幺三八零零零[/x] [2J" in turns(var, "c1", "--numbers")


def test_a_call_that_the_ledger_does_not_have_is_told(var: Path) -> None:
    with pytest.raises(CallNotFound, match=r"no call 'c2': \./hotline ivr calls lists them"):
        turns(var, "c2")

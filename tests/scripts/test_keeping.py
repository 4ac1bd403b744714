"""`ivr try --keep`: a talk by keyboard becomes a script that can be played."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from ivr.cli import app
from ivr.errors import HotlineError

WORDS = ["try", "--now", "2026-11-24 15:20", "--keep"]


def test_a_talk_that_is_kept_can_be_played(tmp_path: Path) -> None:
    file = tmp_path / "kept.txt"
    assert CliRunner().invoke(app, [*WORDS, str(file)], input="再见\n").exit_code == 0
    assert "> 再见" in file.read_text(encoding="utf-8")
    assert CliRunner().invoke(app, ["try", str(file)]).exit_code == 0


def test_where_nothing_can_be_kept_is_told_before_the_talk(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, [*WORDS, str(tmp_path / "none" / "kept.txt")], input="再见\n")
    assert isinstance(done.exception, HotlineError) and "kept.txt cannot be written" in str(done.exception)
    assert done.stdout == ""

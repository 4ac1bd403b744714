"""The crash test of callbacks, small: bot, diallers, Asterisk and database are killed while real calls are made."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from ivr.benches.crash import called, talked


@pytest.mark.parametrize("first", ["agent", "customer"])
@pytest.mark.parametrize("database", ["", "postgresql"], ids=["SQLite", "PostgreSQL"])
def test_whatever_is_killed_no_promise_is_lost_doubled_or_mistimed(database: str, first: str, tmp_path: Path) -> None:
    verdict = called(tmp_path, 16, 2, database, 20, 1, first, pause_seconds=(0.2, 0.8))
    assert verdict.broken == 0, verdict
    assert verdict.confirmed > 10 and verdict.calls > 5 and verdict.answered > 0
    assert all(verdict.killed[what] > 0 for what in ("bot", "dialler", "asterisk", "database"))


def test_who_calls_the_real_bot_while_it_is_killed_is_promised_what_is_kept_or_gets_a_human() -> None:
    with tempfile.TemporaryDirectory(prefix="hotline-") as folder:  # the bot's socket needs a short path
        verdict = talked(Path(folder), 4, "", 1, pause_seconds=(4.0, 8.0))
    assert verdict.broken == 0, verdict
    assert verdict.kills > 1 and verdict.confirmed + verdict.human > 0, verdict

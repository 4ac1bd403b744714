"""The crash test of callbacks, small: bot, diallers, Asterisk and database are killed while real calls are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.benches.crash import called


@pytest.mark.parametrize("first", ["agent", "customer"])
@pytest.mark.parametrize("database", ["", "postgresql"], ids=["SQLite", "PostgreSQL"])
def test_whatever_is_killed_no_promise_is_lost_doubled_or_mistimed(database: str, first: str, tmp_path: Path) -> None:
    verdict = called(tmp_path, 16, 2, database, 20, 1, first, pause_seconds=(0.2, 0.8))
    assert verdict.broken == 0, verdict
    assert verdict.confirmed > 10 and verdict.calls > 5 and verdict.answered > 0
    assert all(verdict.killed[what] > 0 for what in ("bot", "dialler", "asterisk", "database"))

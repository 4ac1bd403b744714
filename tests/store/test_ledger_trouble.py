"""Killed, crowded, full, read-only, held or broken: what was promised stays, and the admin is told what to do."""

from __future__ import annotations

import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from ivr.adapters.store.ledger import SqlLedger
from ivr.errors import LedgerUnavailable
from ivr.settings import ROOT
from tests.store.wishes import AT, wish

KEPT_BEFORE_THE_KILL = 40
ONE_FILE_MAY_GROW_TO = 200_000


def _keeper(url: str, name: str, most_bytes: int = resource.RLIM_INFINITY) -> subprocess.Popen[str]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    command = [sys.executable, "-m", "tests.store.wishes", url, name]
    return subprocess.Popen(
        command, cwd=ROOT, text=True, preexec_fn=limit, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _kept_by(url: str) -> dict[str, int]:
    return {row["call_id"]: row["id"] for row in SqlLedger(url).list_callbacks()}


def _said(lines: list[str]) -> dict[str, int]:
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {call_id: int(number) for call_id, number in whole}


def test_killed_while_writing_no_confirmed_callback_is_lost(url: str) -> None:
    with _keeper(url, "a") as keeper:
        lines = [keeper.stdout.readline() for _ in range(KEPT_BEFORE_THE_KILL)]  # type: ignore[union-attr]
        keeper.send_signal(signal.SIGKILL)
        lines += keeper.stdout.readlines()  # type: ignore[union-attr]
    assert len(_said(lines)) >= KEPT_BEFORE_THE_KILL
    assert _said(lines).items() <= _kept_by(url).items()


def test_two_processes_start_and_write_at_once(url: str) -> None:
    with _keeper(url, "a") as a, _keeper(url, "b") as b:
        lines = [k.stdout.readline() for _ in range(KEPT_BEFORE_THE_KILL) for k in (a, b)]  # type: ignore[union-attr]
        for keeper in (a, b):
            keeper.kill()
            lines += keeper.stdout.readlines()  # type: ignore[union-attr]
    assert len(set(_said(lines).values())) >= 2 * KEPT_BEFORE_THE_KILL
    assert _said(lines).items() <= _kept_by(url).items()


def test_a_full_disk_is_told_before_anything_is_promised(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with _keeper(url, "a", ONE_FILE_MAY_GROW_TO) as keeper:
        said, complaint = keeper.communicate(timeout=60)
    assert keeper.returncode == 1 and "LedgerUnavailable" in complaint and "Free space on its disk" in complaint
    assert _said(said.splitlines(keepends=True)) == _kept_by(url) != {}


def test_after_a_full_disk_the_same_call_can_be_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with _keeper(url, "a", ONE_FILE_MAY_GROW_TO) as keeper:
        said, _ = keeper.communicate(timeout=60)
    refused = f"a-{len(said.splitlines())}"
    assert SqlLedger(url).keep_callback(wish(refused, refused)) == _kept_by(url)[refused]


def test_a_ledger_that_another_program_holds(tmp_path: Path) -> None:
    """Waits its few seconds, then says who is to blame."""
    file = tmp_path / "ledger.db"
    ledger = SqlLedger(f"sqlite:///{file}")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerUnavailable, match=r"locked.*close that one"):
        ledger.keep_callback(wish())
    holder.execute("ROLLBACK")
    holder.close()
    assert ledger.keep_callback(wish()) == 1


def test_a_read_only_ledger(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    url = f"sqlite:///file:{file}?mode=ro&uri=true"
    SqlLedger(f"sqlite:///{file}").begin_call("c1", "12345", "", AT)
    with pytest.raises(LedgerUnavailable, match="Let the hotline's user write it"):
        SqlLedger(url).keep_callback(wish())


def test_a_file_that_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("no database" * 100)
    with pytest.raises(LedgerUnavailable, match="Move that file away"):
        SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerUnavailable, match=r"ledger\.db"):
        SqlLedger(f"sqlite:///{tmp_path / 'file' / 'ledger.db'}")


def test_nobody_else_on_the_machine_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    SqlLedger(f"sqlite:///{file}").keep_callback(wish())
    assert [path.stat().st_mode & 0o077 for path in tmp_path.glob("ledger.db*")] == [0, 0, 0]


def test_a_restarted_postgresql_costs_no_call(postgresql: str) -> None:
    """Every connection the ledger holds is cut; the next callback is kept all the same."""
    ledger = SqlLedger(postgresql)
    ledger.keep_callback(wish("before"))
    admin = sa.create_engine(postgresql.replace("postgresql:", "postgresql+psycopg:"))
    cut = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE usename = 'hotline' AND pid <> pg_backend_pid()"
    )
    with admin.begin() as connection:
        assert connection.execute(sa.text(cut)).scalar_one() >= 1
    admin.dispose()
    assert ledger.keep_callback(wish("after", "13900139000")) > ledger.keep_callback(wish("before"))

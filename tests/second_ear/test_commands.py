"""The commands as an admin types them, on a machine of their own, with real Whisper once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.recordings import Recordings
from ivr.settings import ROOT
from tests.second_ear.conftest import Write, clip
from tests.store.wishes import wish

HOUR_AGO = datetime.now() - timedelta(hours=1)


def ivr(var: Path, *words: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HOTLINE_VAR": str(var), "COLUMNS": "240"}
    command = [sys.executable, "-m", "ivr", *map(str, words)]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def var(tmp_path: Path, write: Write) -> Path:
    """Two messages of the call c1: one that says tomorrow at ten, one that is no sound."""
    var = tmp_path / "var"
    (var / "recordings").mkdir(parents=True)
    ledger = SqlLedger(f"sqlite:///{var / 'ledger.db'}")
    write("good", clip("tomorrow_at_ten")).rename(var / "recordings" / "good.wav")
    (var / "recordings" / "bad.wav").write_text("no sound", encoding="utf-8")
    ledger.keep_callback(wish())
    for name in ("bad.wav", "good.wav"):
        ledger.begin_recording("c1", name, HOUR_AGO)
        ledger.end_recording(name, None)
        os.utime(var / "recordings" / name, (HOUR_AGO.timestamp(), HOUR_AGO.timestamp()))
    return var


def test_messages_are_written_down_listed_and_reviewed(var: Path) -> None:
    ran = ivr(var, "transcripts", "run", "--once")
    assert ran.returncode == 0 and "2 recordings were taken" in ran.stdout, ran.stderr
    listed = ivr(var, "transcripts", "list").stdout
    assert "明天上午" in listed and "done" in listed and "is no sound file" in listed and "failed" in listed
    assert "明天上午" in ivr(var, "callbacks").stdout
    assert "2 recordings of call c1 are marked" in ivr(var, "review", "c1").stdout
    assert ivr(var, "transcripts", "list").stdout.count("waiting *") == 2
    refused = ivr(var, "review", "c2")
    assert refused.returncode == 1 and "call c2 has no recording" in refused.stderr


def test_files_are_written_down_one_by_one_and_a_wrong_one_is_told(var: Path) -> None:
    good, bad = var / "recordings" / "good.wav", var / "recordings" / "bad.wav"
    ran = ivr(var, "transcribe", bad, good, "--json")
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [row["state"] for row in rows] == ["failed", "done"] and "明天上午" in rows[1]["text"]
    assert ran.returncode == 1 and "1 of 2 files" in ran.stderr


def test_a_text_in_brackets_is_shown_as_it_is(var: Path) -> None:
    ledger = SqlLedger(f"sqlite:///{var / 'ledger.db'}")
    recordings = Recordings(ledger)
    first, second = recordings.waiting(datetime.now())
    recordings.fail(first, "raise [transcripts] most_minutes", HOUR_AGO)
    recordings.finish(second, "[/red]打13900001234", 2.0, HOUR_AGO)
    listed = ivr(var, "transcripts", "list").stdout
    assert "raise [transcripts] most_minutes" in listed and "[/red]打139…34" in listed
    assert "13900001234" in ivr(var, "transcripts", "list", "--numbers").stdout


def test_old_recordings_are_deleted_without_the_second_ear(var: Path) -> None:
    old = (datetime.now() - timedelta(days=40)).timestamp()
    os.utime(var / "recordings" / "bad.wav", (old, old))
    assert "1 files" in ivr(var, "transcripts", "tidy").stdout
    assert [file.name for file in (var / "recordings").iterdir()] == ["good.wav"]

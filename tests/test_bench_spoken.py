"""`ivr bench spoken` as an admin runs it: clips of a held-out voice over the line, the real model, the real router."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bench.ear_set import read_sound
from ivr.cli.bench_spoken import called
from ivr.settings import ROOT

SPOKEN = (ROOT / "data/bench/routing_spoken.jsonl").read_text("utf-8").splitlines()
CLEAR = ("colloquial-01", "colloquial-02", "colloquial-04", "colloquial-05")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ivr() -> Run:
    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ivr", "bench", "spoken", *map(str, words)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)

    return run


def labelled(file: Path, *rows: dict[str, object]) -> Path:
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return file


def row_of(name: str) -> dict[str, object]:
    return next(row for row in map(json.loads, SPOKEN) if row["id"] == name)


def test_callers_who_are_heard_well_reach_their_line_and_the_lost_one_is_told(ivr: Run, tmp_path: Path) -> None:
    lost = row_of(CLEAR[0]) | {"expected": ["北京市水务局"], "lines": ["北京市水务局"]}
    told = ivr(labelled(tmp_path / "a.jsonl", *map(row_of, CLEAR[1:]), lost), "--json", "--wrong")
    assert told.returncode == 0 and told.stderr == "", "no bar where nobody looks"
    figures = json.loads(told.stdout)
    assert figures["right line first"] == 75.0 and figures["right line among three"] == 75.0
    assert 0 < figures["characters wrong"] < 40 and figures["false alarms"] == 0
    assert 0 < figures["seconds, median"] <= figures["seconds, p99"]
    (wrong,) = figures["wrong"]
    assert wrong["id"] == CLEAR[0] and wrong["said"] == lost["text"]
    assert wrong["wanted"] == ["北京市水务局"] and len(wrong["heard"]) > 5 and len(wrong["got"]) > 1


def test_every_run_hears_the_same_call_as_bench_ear_does_and_a_seed_another_one() -> None:
    file = ROOT / "bench" / "ear" / f"{CLEAR[0]}.flac"
    assert np.array_equal(called(file, 0), read_sound(CLEAR[0], is_clean=False))
    assert np.array_equal(called(file, 7), called(file, 7))
    assert not np.array_equal(called(file, 7), called(file, 0))


def test_a_clip_that_is_missing_is_named(ivr: Run, tmp_path: Path) -> None:
    told = ivr(labelled(tmp_path / "a.jsonl", row_of(CLEAR[0])), "--clips", tmp_path)
    assert told.returncode == 1
    assert (
        told.stderr
        == f"hotline: there is no {CLEAR[0]}.flac or .wav in {tmp_path}: name the clips' folder with --clips\n"
    )

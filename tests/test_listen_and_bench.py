"""`ivr listen` and `ivr bench ear` as an admin runs them, with the real model."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.settings import ROOT

VOICES = ROOT / "demo" / "voices" / "yunyang"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ivr(tmp_path: Path) -> Run:
    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ivr", *map(str, words)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)

    return run


def test_listen_tells_a_line_for_each_file_and_goes_on_after_a_bad_one(ivr: Run) -> None:
    told = ivr("listen", "--json", VOICES / "civil_affairs.wav", ROOT / "README.md", VOICES / "mobile.wav")
    first, second, third = map(json.loads, told.stdout.splitlines())
    assert set(first) == {"file", "text", "confidence", "seconds", "rtf", "words"}
    assert first["text"] == "我要找民政局" == "".join(word["word"] for word in first["words"])
    assert 0 < first["confidence"] <= 1 and 1 < first["seconds"] < 4 and 0 < first["rtf"] < 1
    starts = [word["start"] for word in third["words"]]
    assert starts == sorted(starts) and starts[0] < 1, "words count from the beginning of their own file"
    assert all(0 <= w["start"] <= w["end"] <= third["seconds"] and 0 <= w["conf"] <= 1 for w in third["words"])
    assert set(second) == {"file", "error"} and "no sound" in second["error"]
    assert told.returncode == 1
    assert "1 of 3 files could not be heard" in told.stderr


def test_listen_prints_a_table_for_people(ivr: Run) -> None:
    told = ivr("listen", VOICES / "civil_affairs.wav")
    assert told.returncode == 0 and told.stderr == ""
    assert "我要找民政局" in told.stdout and "file" in told.stdout.splitlines()[0]


def test_listen_hears_an_answer_as_the_hotline_would(ivr: Run) -> None:
    told = ivr("listen", "--json", "--expect", "choice", "--offer", "公安局|民政局", VOICES / "civil_affairs.wav")
    assert "民政局" in json.loads(told.stdout)["text"]
    wrong = ivr("listen", "--expect", "weather", VOICES / "civil_affairs.wav")
    assert wrong.returncode == 2 and "yes_no" in wrong.stderr


def test_listen_refuses_a_model_that_is_none(ivr: Run, tmp_path: Path) -> None:
    told = ivr("listen", "--model", tmp_path, VOICES / "civil_affairs.wav")
    assert told.returncode == 1 and told.stderr.startswith(f"hotline: {tmp_path} is empty")


def test_bench_ear_measures_a_list_of_the_sites_own(ivr: Run, tmp_path: Path) -> None:
    for name in ("civil_affairs", "mobile", "yes_it_is", "english_sorry"):
        (tmp_path / f"{name}.wav").write_bytes((VOICES / f"{name}.wav").read_bytes())
    lines = [
        "civil_affairs.wav\t我要找民政局",
        "mobile.wav\t幺三九零零零零幺二三七\tdigits",
        "yes_it_is.wav\t是的\tyes_no",
        "english_sorry.wav\tsorry\tforeign",
        "gone.wav\t不在\tyes_no",
    ]
    (tmp_path / "list.tsv").write_text("\n".join(lines), encoding="utf-8")
    told = ivr("bench", "ear", "--json", "--clips", tmp_path / "list.tsv")
    figures = json.loads(told.stdout)
    assert list(figures["kinds"]) == ["open", "digits", "yes_no", "all", "foreign"]
    assert figures["kinds"]["open"]["rate"] == 0.0 and figures["kinds"]["open"]["understood"] == 1
    assert figures["kinds"]["foreign"]["understood"] == 1
    assert len(figures["clips"]) == 4 and figures["memory_megabytes"] > 50 and 0 < figures["rtf"] < 2
    assert told.returncode == 1
    assert "gone.wav is no file" in told.stderr and "1 of 5 recordings could not be read" in told.stderr


def test_bench_ear_refuses_a_list_that_is_none(ivr: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("a.wav 你好\n", encoding="utf-8")
    told = ivr("bench", "ear", tmp_path / "list.txt")
    assert told.returncode == 1 and "line 1: there is no tab" in told.stderr

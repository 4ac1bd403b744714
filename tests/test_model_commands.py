"""`./hotline model use | list | check` as an admin runs them, with real models; and the bot when a model fails it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.adapters.speech.model_fixture import unpack
from ivr.settings import ROOT, read_settings
from tests.speech.kinds import directory_of

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "HOTLINE_VAR": str(tmp_path / "var"), "HOTLINE_BOT_WORKERS": "1"}


@pytest.fixture
def model(environment: dict[str, str]) -> Run:
    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ivr", "model", *map(str, words)]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    return run


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A model of the site's own: this repository's under another name, with a licence file."""
    directory = Path(shutil.copytree(unpack(read_settings(environment={})), tmp_path / "own"))
    (directory / "LICENSE").write_text("Apache License 2.0\n")
    return directory


def spoil(directory: Path) -> None:
    content = (directory / "am" / "final.mdl").read_bytes()
    (directory / "am" / "final.mdl").write_bytes(content[: len(content) // 3])


def test_check_tells_the_facts_of_a_model_that_fits(model: Run, own: Path) -> None:
    told = model("check", "--json", own)
    report = json.loads(told.stdout)
    assert told.returncode == 0
    assert (report["rate"], report["graph"], report["dither"]) == (8000, "lookahead", "off")
    assert report["licence"] == {"file": "LICENSE", "says": "Apache License 2.0"}
    assert report["trial"]["rtf"] > 0 and report["trial"]["load_seconds"] > 0 and report["callers_per_core"] > 0
    assert 10 < report["trial"]["model_megabytes"] < report["trial"]["process_megabytes"]
    assert report["sample_error_rate"] < 0.5 and report["megabytes"] > 10
    unheard = {group["group"]: group["unheard"] for group in report["vocabulary"]["groups"]}
    assert unheard["yes and no"] == unheard["commands"] == unheard["digits"] == unheard["districts"] == 0
    assert report["verdict"].startswith("Fit")


def test_check_lists_what_a_model_cannot_hear_with_words_that_sound_alike(model: Run, own: Path) -> None:
    """The model knows no 零 any more: its word has another name."""
    words = own / "graph" / "words.txt"
    words.write_text(words.read_text(encoding="utf-8").replace("\n零 ", "\nzero "), encoding="utf-8")
    told = model("check", own)
    assert "digits: 零 has no word for 零; sounds like: " in told.stdout
    assert "verdict: With gaps: it lacks words for digits" in told.stdout


def test_check_says_that_a_korean_model_is_not_for_mandarin(model: Run) -> None:
    """A vendor's model: 16 kHz, i-vectors, dither, its words inside Gr.fst, no licence file."""
    told = model("check", "--json", directory_of("korean", read_settings(environment={})))
    report = json.loads(told.stdout)
    assert (report["rate"], report["graph"], report["dither"]) == (16000, "lookahead", "off in a private copy")
    assert report["licence"] == {"file": "", "says": ""}
    assert any("no licence file" in remark for remark in report["remarks"])
    assert report["vocabulary"]["words"] > 100_000 and not report["vocabulary"]["knows_chinese"]
    assert report["verdict"].startswith("Not for Mandarin")


def test_a_model_is_chosen_listed_and_given_up_again(model: Run, own: Path) -> None:
    used = model("use", own)
    assert used.returncode == 0, used.stderr
    assert "verdict: Fit" in used.stdout and "./hotline restart takes it" in used.stdout
    assert f"* {own} – 8000 Hz, grammars at run time" in model("list").stdout
    assert model("use", "--fixture").returncode == 0
    listed = json.loads(model("list", "--json").stdout)
    assert [Path(each["directory"]).name for each in listed if each["in_use"]] == ["zh-fixture"]


def test_a_broken_model_is_refused_and_the_old_one_stays(model: Run, own: Path, tmp_path: Path) -> None:
    assert model("use", own).returncode == 0
    broken = Path(shutil.copytree(own, tmp_path / "broken"))
    spoil(broken)
    told = model("use", broken)
    assert told.returncode == 1 and "is no model that Vosk opens" in told.stderr
    assert len(told.stderr.splitlines()) == 1, "one clear message"
    assert f"* {own} " in model("list").stdout


def test_a_whisper_folder_and_no_folder_at_all_are_told_apart(model: Run, tmp_path: Path) -> None:
    for name in ("model.bin", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"x")
    assert "looks like a Whisper model" in model("use", tmp_path).stderr
    assert "is no directory" in model("check", tmp_path / "gone").stderr
    assert model("use").returncode == 2


def test_a_bot_whose_model_no_longer_opens_takes_the_last_good_one_and_says_so(
    model: Run, own: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    newer = Path(shutil.copytree(own, tmp_path / "newer"))
    for each in (own, newer):
        assert model("use", each).returncode == 0
    spoil(newer)
    run = tmp_path / "var" / "run"
    run.mkdir(parents=True)
    with subprocess.Popen([sys.executable, "-m", "ivr", "serve"], cwd=ROOT, env=environment, stderr=-1) as bot:
        until = time.monotonic() + 240
        while bot.poll() is None and '"ready": true' not in read(run / "bot.json") and time.monotonic() < until:
            time.sleep(0.2)
        assert '"ready": true' in read(run / "bot.json")
        assert f"{newer} is no model" in read(run / "model-fault")
        assert f"LAST GOOD MODEL, {own}," in read(run / "model-fault")
        bot.send_signal(signal.SIGTERM)
        assert b"LAST GOOD MODEL" in bot.communicate(timeout=60)[1]


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""

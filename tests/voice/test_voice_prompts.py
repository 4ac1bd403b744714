"""The prompts of this repository: code and texts name the same things, and every text has its sound."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from ivr.adapters.voice.frames import read_frames
from ivr.adapters.voice.shelves import Shelf, read_packs, read_shelves
from ivr.adapters.voice.texts import SLOT, Texts, read_texts
from tests.voice.voices import dbfs

ROOT = Path(__file__).resolve().parents[2]
PROMPTS = ROOT / "prompts" / "zh-CN"
SOUNDS = PROMPTS / "sounds" / "8k"
MOST_MEGABYTES = {"8k": 15.0, "directory": 16.0}


SHELVES = [*read_shelves(PROMPTS, ROOT / "data"), *read_packs(PROMPTS).values()]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return read_texts(PROMPTS, ROOT / "data")


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.kind)
def test_everything_that_is_said_has_its_sound_and_none_keeps_a_caller_waiting(shelf: Shelf) -> None:
    wrong = [fault for fault in shelf.faults() if not (shelf.is_optional and ": no sound for " in fault)]
    assert wrong == [], "run ./hotline ivr prompts build"


def test_every_prompt_named_in_the_flows_has_a_text(texts: Texts) -> None:
    groups = "|".join({name.split(".")[0] for name in texts.templates})
    named = re.compile(rf'"((?:{groups})\.[a-z_.]+)"')
    code = "".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "ivr" / "flows").glob("*.py")))
    found = set(named.findall(code))
    assert len(found) > 20
    assert found - set(texts.templates) == set()


def test_every_emergency_number_has_a_text(texts: Texts) -> None:
    assert {"emergency.110", "emergency.119", "emergency.120", "emergency.122"} <= set(texts.templates)


def test_texts_hold_no_figures_and_no_latin_letters_which_voices_misread(texts: Texts) -> None:
    written = {name: SLOT.sub("", text) for name, text in {**texts.templates, **texts.parts}.items()}
    assert {name for name, text in written.items() if re.search("[0-9A-Za-z]", text)} == set()


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.kind)
def test_no_sound_is_clipped_faint_or_hollow(shelf: Shelf) -> None:
    odd = set()
    for file in shelf.folder.glob(f"*{shelf.form.suffix}"):
        sound = np.frombuffer(read_frames(file), "<i2") / 32768
        if np.abs(sound).max() > 0.95 or not -26 < dbfs(sound) < -18 or len(sound) < 1600:
            odd.add(file.stem)
    assert odd == set()


@pytest.mark.parametrize(("folder", "most"), MOST_MEGABYTES.items())
def test_the_repository_stays_small(folder: str, most: float) -> None:
    files = [file for file in (PROMPTS / "sounds" / folder).rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) / 1e6 < most


def test_every_prompt_in_english_is_as_long_as_something_said_and_not_longer() -> None:
    pack = read_packs(PROMPTS)["en"]
    seconds = {file.stem: len(read_frames(file)) / 16000 for file in pack.folder.glob("*.wav")}
    assert set(seconds) == set(pack.wanted)
    odd = {name: told for name, told in seconds.items() if not 0.3 < told < 12}
    hurried = {name for name, told in seconds.items() if not 5 < len(pack.wanted[name]) / told < 22}
    assert (odd, hurried - {name for name in seconds if name.startswith("digit.")}) == ({}, set())

"""The prompts of this repository: code and texts name the same things, and every text has its sound."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from ivr.adapters.voice.build import faults, read_manifest
from ivr.adapters.voice.texts import SLOT, Texts, read_texts
from tests.voice.voices import dbfs, read

ROOT = Path(__file__).resolve().parents[2]
PROMPTS = ROOT / "prompts" / "zh-CN"
SOUNDS = PROMPTS / "sounds" / "8k"
LONGEST_SECONDS = 15.0
"""A caller who knows what they want does not wait longer; the national standard asks for short messages."""
MOST_MEGABYTES = 15.0


@pytest.fixture(scope="module")
def texts() -> Texts:
    return read_texts(PROMPTS, ROOT / "data")


def test_every_text_has_its_sound_in_one_voice(texts: Texts) -> None:
    assert faults(texts.sounds(), SOUNDS) == [], "run ./hotline ivr prompts build"


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


def test_no_prompt_keeps_a_caller_waiting() -> None:
    assert {name for name, entry in read_manifest(SOUNDS).items() if entry["seconds"] > LONGEST_SECONDS} == set()


def test_no_sound_is_clipped_faint_or_hollow() -> None:
    odd = set()
    for file in SOUNDS.glob("*.wav"):
        sound = read(file)
        if np.abs(sound).max() > 0.9 or not -26 < dbfs(sound) < -18 or len(sound) < 1600:
            odd.add(file.stem)
    assert odd == set()


def test_the_repository_stays_small() -> None:
    assert sum(file.stat().st_size for file in SOUNDS.iterdir()) / 1e6 < MOST_MEGABYTES

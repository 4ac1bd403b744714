"""Scripted callers speak with recordings where there are some, else with what was synthesised before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from demo.audio import write_wav
from demo.script_voice import ScriptVoice
from demo.voice import VOICES, words
from ivr.adapters.scripts.script import Act, Turn
from ivr.errors import DemoFailed
from tests.transcripts.replaying import FILES, script_of


def test_recorded_words_are_found_whatever_their_punctuation(tmp_path: Path) -> None:
    voice = ScriptVoice("xiaoni", tmp_path)
    assert voice.file_of("我家着火了快来人") == VOICES / "xiaoni" / "fire.wav"
    said, samples = voice.says("对")
    assert said == "对" and len(samples) > 1000


def test_other_words_are_spoken_once_and_kept(tmp_path: Path) -> None:
    voice = ScriptVoice("xiaoni", tmp_path)
    kept = tmp_path / "xiaoni" / f"{voice.key_of('我想养条狗')}.wav"
    write_wav(kept, np.ones(800, np.int16))
    assert voice.file_of("我想养条狗") == kept


def test_a_voice_that_nobody_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(DemoFailed, match="there is no voice 'nobody': take one of xiaoni, yunyang"):
        ScriptVoice("nobody", tmp_path)


def test_what_is_said_in_real_calls_is_recorded() -> None:
    recorded = {"".join(c for c in text if c.isalnum()) for text in words().values()}
    scripts = [script for script in map(script_of, FILES) if script.on_telephone]
    said = [step for s in scripts for step in s.steps if isinstance(step, Turn) and step.act is Act.SAYS]
    assert len(scripts) >= 15
    assert [turn.words for turn in said if "".join(c for c in turn.words if c.isalnum()) not in recorded] == []

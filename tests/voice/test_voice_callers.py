"""The scripted callers' recordings: complete, in telephone sound, and none too many."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.voices.render import CALLERS, texts
from ivr.adapters.voice.kokoro import VOICE
from tests.voice.voices import read

FOLDER = Path(__file__).resolve().parents[2] / "demo" / "voices"


@pytest.mark.parametrize("caller", CALLERS)
def test_every_caller_has_a_recording_of_every_text_and_no_other(caller: str) -> None:
    recorded = {file.stem for file in (FOLDER / caller).glob("*.wav")}
    assert recorded == set(texts())
    assert all(len(read(FOLDER / caller / f"{name}.wav")) > 4000 for name in recorded)


def test_no_caller_has_the_voice_of_the_prompts() -> None:
    assert VOICE not in {voice for voice, _ in CALLERS.values()}

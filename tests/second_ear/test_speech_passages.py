"""Speech is cut out of a recording; silence and noise never reach Whisper."""

from __future__ import annotations

import numpy as np
import pytest

from ivr.adapters.transcripts.sound_files import read_sound
from ivr.adapters.transcripts.speech_passages import LONGEST_SECONDS, passages_of
from tests.second_ear.conftest import Samples, Write, clip, noise, silence


def lengths(write: Write, *parts: Samples) -> list[float]:
    """The seconds of each passage of a recording."""
    sound = read_sound(write("a.wav", np.concatenate(parts)), 600)
    return [len(passage) / 16000 for passage in passages_of(sound)]


@pytest.mark.parametrize(
    "quiet", [silence(0), silence(8), noise(8), noise(8, 0.002), np.tile(silence(0.5), 20)], ids=lambda s: str(len(s))
)
def test_nothing_is_cut_out_of_silence_and_noise(write: Write, quiet: Samples) -> None:
    assert lengths(write, quiet) == []


def test_a_sentence_is_cut_out_with_a_margin(write: Write) -> None:
    (found,) = lengths(write, silence(5), clip("wages"), silence(5))
    assert len(clip("wages")) / 8000 - 0.4 < found < len(clip("wages")) / 8000 + 0.8


def test_sentences_with_long_pauses_come_in_one_passage_without_the_pauses(write: Write) -> None:
    spoken = sum(len(clip(name)) for name in ("wages", "rubbish")) / 8000
    (found,) = lengths(write, silence(3), clip("wages"), silence(9), clip("rubbish"), silence(4))
    assert spoken - 0.6 < found < spoken + 1.4


def test_long_speech_comes_in_several_passages_and_nothing_is_lost(write: Write) -> None:
    sentence = np.concatenate([clip("wages"), clip("rubbish"), silence(0.8)])
    found = lengths(write, np.tile(sentence, 14))
    assert len(found) >= 2 and max(found) <= LONGEST_SECONDS
    assert sum(found) > 14 * (len(clip("wages")) + len(clip("rubbish"))) / 8000 - 6


def test_speech_without_any_pause_is_cut_at_the_longest_passage(write: Write) -> None:
    found = lengths(write, np.tile(clip("mobile_in_a_sentence")[2400:-2400], 16))
    assert len(found) >= 2 and max(found) <= LONGEST_SECONDS

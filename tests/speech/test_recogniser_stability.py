"""What a recogniser must bear: silence, garbage, minutes of speech, other callers; and it stays repeatable."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from ivr.adapters.speech.model_layout import read_layout
from ivr.adapters.speech.readings import Reading
from ivr.adapters.speech.voice_activity import Detectors
from ivr.adapters.speech.vosk_ear import VoskEar
from ivr.domain.expecting import OPEN
from tests.speech.conftest import clip, clips
from tests.speech.kinds import PIECE_SAMPLES, ModelKind, decode
from tests.speech.sounds import RATE, Samples, bounds, frames_of, key_tone, noise, silence
from tests.speech.test_vosk_ear import on_the_line

SENTENCE, OTHER = "directory-03", "times-03"
GARBAGE = {
    "white noise": noise(2, -20),
    "hum": noise(2, -10, colour="hum"),
    "random bytes": np.random.default_rng(5).integers(-32768, 32767, 2 * RATE).astype(np.int16),
    "full scale": np.where(np.arange(2 * RATE) // 8 % 2, 32767, -32768).astype(np.int16),
    "keys": np.concatenate([key_tone(0.2), silence(0.2)] * 3),
}


def clipped(sound: Samples) -> Samples:
    return np.clip(sound.astype(np.int32) * 40, -32768, 32767).astype(np.int16)


def minutes_of_speech(seconds: int) -> Samples:
    sounds: list[Samples] = []
    for name in clips():
        sounds.append(clip(name))
        if sum(map(len, sounds)) >= seconds * RATE:
            break
    return np.concatenate(sounds)[: seconds * RATE]


def is_well_formed(reading: Reading) -> bool:
    return 0 <= reading.confidence <= 1 and "[unk]" not in reading.text and "  " not in reading.text


def test_the_same_sound_brings_the_same_words_and_confidences_every_time(kind: ModelKind) -> None:
    """Also in a recogniser never used before: dither is off, and a warm one knows nothing more than a cold one."""
    used = [kind.hear(clip(SENTENCE)) for _ in range(2)]
    taken = [kind.recognisers.take_open() for _ in range(3)]
    fresh = [decode(recogniser, clip(SENTENCE)) for recogniser in taken]
    assert used[0].text and used + fresh == [used[0]] * 5


def test_dither_is_taken_out_in_a_private_copy_only(kind: ModelKind) -> None:
    given = read_layout(kind.given)
    assert not kind.layout.has_dither
    if not given.has_dither:
        assert kind.layout.directory == kind.given
        return
    assert kind.layout.directory != kind.given and kind.layout.rate == given.rate
    assert "--dither=0" not in given.features.read_text(encoding="utf-8")
    assert (kind.layout.directory / "am").resolve() == (kind.given / "am").resolve()


def test_silence_is_no_word(kind: ModelKind) -> None:
    assert kind.hear(silence(3)).text == ""
    assert kind.hear(silence(3), alternatives=3).text == ""


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_borne_and_the_next_caller_hears_nothing_of_it(kind: ModelKind, name: str) -> None:
    before = kind.hear(clip(SENTENCE))
    assert is_well_formed(kind.hear(GARBAGE[name]))
    assert kind.hear(clip(SENTENCE)) == before


def test_a_caller_far_too_loud_is_borne_too(kind: ModelKind) -> None:
    assert is_well_formed(kind.hear(clipped(clip(SENTENCE))))


def test_three_minutes_without_a_pause_are_one_utterance_and_leave_nothing_behind(kind: ModelKind) -> None:
    before = kind.hear(clip(SENTENCE))
    recogniser = kind.recognisers.take_open()
    reading = decode(recogniser, minutes_of_speech(180), RATE)
    words = recogniser.words
    kind.recognisers.give_back(recogniser)
    assert is_well_formed(reading)
    assert len(words) > 50 or not kind.joins_words, "the Korean model understands less and less of this Chinese"
    assert len(words) > 5 and words[-1].end <= 180.5
    assert kind.hear(clip(SENTENCE)) == before
    assert recogniser.words != words


@pytest.mark.parametrize("tail_seconds", [0.2, 0.35, 0.5])
def test_a_word_begun_after_a_pause_and_broken_off_does_not_come_to_the_next_caller(
    kind: ModelKind, tail_seconds: float
) -> None:
    """Vosk ends a segment in the pause, and has then not decoded the last half second yet."""
    before, speech = kind.hear(clip(SENTENCE)), clip(OTHER)
    begin = int((bounds(speech, -20)[0] - 0.05) * RATE)
    tail = speech[begin : begin + int(tail_seconds * RATE)]
    for pause in (0.6, 0.8, 1.0, 1.2, 1.4) if kind.joins_words else (0.6, 1.0):
        recogniser = kind.recognisers.take_open()
        decode(recogniser, np.concatenate([clip(SENTENCE), silence(pause), tail]), RATE)
        kind.recognisers.give_back(recogniser)
        assert kind.hear(clip(SENTENCE)) == before, pause


def test_interleaved_callers_are_each_understood_as_if_alone(kind: ModelKind) -> None:
    alone = [kind.hear(clip(name)) for name in (SENTENCE, OTHER)]
    taken = [kind.recognisers.take_open() for _ in alone]
    sounds = [clip(name) for name in (SENTENCE, OTHER)]
    for start in range(0, max(map(len, sounds)), PIECE_SAMPLES):
        for recogniser, sound in zip(taken, sounds, strict=True):
            recogniser.hear(sound[start : start + PIECE_SAMPLES])
            recogniser.partial()
    assert [recogniser.final() for recogniser in taken] == alone
    for recogniser in taken:
        kind.recognisers.give_back(recogniser)


def test_callers_in_threads_of_their_own_are_each_understood_as_if_alone(kind: ModelKind) -> None:
    names = [SENTENCE, OTHER, "commands-11"]
    alone = [kind.hear(clip(name)) for name in names]
    with ThreadPoolExecutor(len(names)) as pool:
        assert list(pool.map(lambda name: kind.hear(clip(name)), names)) == alone


def test_a_caller_who_hangs_up_in_the_middle_leaves_nothing_to_the_next(kind: ModelKind) -> None:
    before = kind.hear(clip(SENTENCE))
    ear = VoskEar(kind.recognisers, Detectors())
    ear.begin(OPEN)
    ear.prompt_ended()
    for piece in frames_of(on_the_line(clip(OTHER))[: 2 * RATE]):
        ear.feed(piece)
    ear.close()
    assert kind.hear(clip(SENTENCE)) == before


def test_an_utterance_that_was_never_ended_is_not_given_to_the_next_caller(kind: ModelKind) -> None:
    before = kind.hear(clip(SENTENCE))
    broken_off = kind.recognisers.take_open()
    broken_off.hear(clip(OTHER))
    kind.recognisers.give_back(broken_off)
    assert kind.recognisers.take_open() is not broken_off
    assert kind.hear(clip(SENTENCE)) == before


def test_a_recogniser_that_failed_in_the_middle_is_never_used_again(kind: ModelKind) -> None:
    before = kind.hear(clip(SENTENCE))
    failed = kind.recognisers.take_open()
    failed.hear(clip(OTHER)[:RATE])
    with pytest.raises(ValueError):
        failed.hear(np.array(["no", "sound"]))
    failed.final()
    assert not failed.is_fresh
    kind.recognisers.give_back(failed)
    assert kind.recognisers.take_open() is not failed
    assert kind.hear(clip(SENTENCE)) == before

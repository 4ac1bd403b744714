"""The whole ear on real speech: real voice activity, the real model, latencies exact in seconds of sound."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from demo.audio import read_wav
from demo.voice import VOICES as DEMO_VOICES
from ivr.adapters.speech.ear import Ear, Finished, Hearing, Listening, SpeechStarted
from ivr.adapters.speech.model_layout import Layout, read_layout
from ivr.adapters.speech.vosk_ear import Ears, VoskEar
from ivr.domain.dialogue import yes_or_no
from ivr.domain.expecting import DIGITS, OPEN, YES_NO, Expecting, Kind
from ivr.domain.heard import Said
from tests.speech.conftest import clip, clips
from tests.speech.sounds import RATE, Samples, bounds, frames_of, key_tone, mixed, mu_law, noise, silence

COMMANDS = Expecting(
    Kind.CHOICE,
    tuple(sorted({text for kind, text in clips().values() if kind == "commands"})),
    pause_seconds=0.5,
)


@dataclass(frozen=True)
class Turn:
    """What one turn brought, and when, in seconds of sound. None: it never came."""

    started: float | None
    finished: float | None
    said: Said | None


def on_the_line(speech: Samples, before: float = 1.0, after: float = 2.0) -> Samples:
    """Speech between silences, in a little line noise, through µ-law."""
    whole = np.concatenate([silence(before), speech, silence(after)])
    return mu_law(mixed(whole, noise(len(whole) / RATE, -60)))


def listen(ear: Ear, sound: Samples, expecting: Expecting = OPEN, over_prompt: bool = False, size: int = 320) -> Turn:
    ear.begin(expecting)
    if not over_prompt:
        ear.prompt_ended()
    started, fed = None, 0
    for piece in frames_of(sound, size):
        fed += len(piece)
        match ear.feed(piece):
            case SpeechStarted():
                assert started is None, "SpeechStarted came twice"
                started = fed / 2 / RATE
            case Finished(said):
                return Turn(started, fed / 2 / RATE, said)
    return Turn(started, None, ear.finish())


def test_commands_of_voices_never_heard_before_are_understood_by_grammar(ear: VoskEar) -> None:
    names = {name: text for name, (kind, text) in clips().items() if kind == "commands"}
    heard = {name: listen(ear, on_the_line(clip(name)), COMMANDS).said for name in names}
    right = [name for name, text in names.items() if (said := heard[name]) and said.text == text]
    assert len(right) >= 0.85 * len(names), {n: (names[n], heard[n]) for n in names if n not in right}


@pytest.mark.parametrize("name", ["good", "good_fine"])
def test_a_yes_is_heard_wherever_it_falls_between_the_frames(ear: VoskEar, name: str) -> None:
    speech = read_wav(DEMO_VOICES / "xiaoni" / f"{name}.wav")
    heard = [listen(ear, on_the_line(speech, 1.0 + shift / 800), YES_NO).said for shift in range(20)]
    assert sum(said is not None and yes_or_no(said) is True for said in heard) >= 0.9 * len(heard), heard


def test_other_speech_at_a_closed_question_is_not_forced_into_its_phrases(ear: VoskEar) -> None:
    names = [name for name, (kind, _) in clips().items() if kind in ("rejection", "directory")]
    forced = [
        name
        for name in names
        if (s := listen(ear, on_the_line(clip(name)), COMMANDS).said) and s.text in COMMANDS.phrases
    ]
    assert len(forced) <= 0.1 * len(names), forced


def test_a_department_may_be_asked_for_at_a_yes_no_question(ear: VoskEar) -> None:
    said = listen(ear, on_the_line(clip("directory-03")), YES_NO).said
    assert said is not None and "民政局" in said.text


@pytest.mark.parametrize("name", ["directory-01", "commands-05", "commands-15", "times-03", "numbers-05"])
def test_a_caller_speaking_into_a_prompt_is_told_within_300_ms(ear: VoskEar, name: str) -> None:
    speech = clip(name)
    turn = listen(ear, on_the_line(speech, before=6), over_prompt=True)
    assert turn.started is not None and turn.started - 6 - bounds(speech, -20)[0] <= 0.3


@pytest.mark.parametrize("expecting", [OPEN, YES_NO, DIGITS])
@pytest.mark.parametrize("name", ["directory-01", "commands-11", "times-03"])
def test_the_end_comes_a_pause_after_the_last_sound(ear: VoskEar, name: str, expecting: Expecting) -> None:
    speech = clip(name)
    turn = listen(ear, on_the_line(speech), expecting)
    assert turn.finished is not None
    assert 0.25 <= turn.finished - 1 - bounds(speech, -20)[1] <= expecting.pause_seconds + 0.25


def test_the_length_told_is_that_of_the_speech(ear: VoskEar) -> None:
    speech = clip("times-03")
    begin, end = bounds(speech, -20)
    said = listen(ear, on_the_line(speech)).said
    assert said is not None and abs(said.seconds - (end - begin)) < 0.25


def test_a_start_is_told_before_anything_is_decoded_and_comes_once(ear: VoskEar) -> None:
    turn = listen(ear, on_the_line(np.concatenate([clip("commands-11"), clip("commands-13")])))
    assert turn.started is not None


@pytest.mark.parametrize("size", [1, 333, 5000, 10**7])
def test_pieces_of_any_length_bring_the_same_words(ear: VoskEar, ears: Ears, size: int) -> None:
    sound = on_the_line(clip("times-03"))
    other = ears.open()
    assert listen(other, sound, size=size).said == listen(ear, sound).said
    other.close()


def test_nothing_of_one_caller_reaches_the_next(ears: Ears) -> None:
    first = listen_once(ears, "directory-07")
    for name in ("colloquial-01", "rejection-13", "commands-06"):
        listen_once(ears, name)
    assert listen_once(ears, "directory-07") == first


def test_the_first_syllable_is_decoded_although_the_detector_is_late(ear: VoskEar) -> None:
    said = listen(ear, on_the_line(clip("directory-03")), over_prompt=True).said
    assert said is not None and said.text.startswith("我")


@pytest.mark.parametrize(
    "sound",
    [
        silence(3),
        noise(3, -25),
        np.concatenate([key_tone(0.2), silence(1)] * 3),
        np.random.default_rng(5).integers(-32768, 32767, 3 * RATE).astype(np.int16),
    ],
    ids=["silence", "noise", "keys", "random bytes"],
)
def test_what_is_no_speech_brings_nothing(ear: VoskEar, sound: Samples) -> None:
    assert listen(ear, sound, YES_NO) == Turn(None, None, None)


def test_a_syllable_cut_to_a_cough_is_taken_back(ear: VoskEar) -> None:
    speech = clip("commands-05")
    begin = int(bounds(speech, -20)[0] * RATE)
    cough = speech[begin : begin + int(0.09 * RATE)]
    turn = listen(ear, on_the_line(cough))
    assert turn.finished is None and turn.said is None


@pytest.mark.parametrize("seconds", [0.09, 0.13, 0.2, 0.35])
@pytest.mark.parametrize("colour", ["white", "hum"])
def test_a_burst_of_noise_after_a_prompt_is_no_answer(ear: VoskEar, seconds: float, colour: str) -> None:
    turn = listen(ear, on_the_line(noise(seconds, -18, colour=colour)), YES_NO)
    assert turn == Turn(None, None, None)


def test_foreign_speech_ends_as_a_turn_like_any_other(ear: VoskEar) -> None:
    turn = listen(ear, on_the_line(clip("rejection-13")), YES_NO)
    assert turn.finished is not None and turn.said is not None and turn.said.text not in YES_NO.phrases


def test_endless_speech_is_ended(ear: VoskEar) -> None:
    names = [name for name, (kind, _) in clips().items() if kind == "colloquial"]
    speech = np.concatenate([clip(name)[int(0.7 * RATE) : -int(0.7 * RATE)] for name in names])
    turn = listen(ear, on_the_line(speech), Expecting(pause_seconds=2.0, longest_seconds=8.0))
    assert turn.started is not None and turn.finished is not None
    assert turn.finished - turn.started < 8.1


def test_feeding_on_after_the_end_answers_the_same(ear: VoskEar) -> None:
    turn = listen(ear, on_the_line(clip("commands-11")))
    assert ear.feed(noise(1, -20).tobytes()) == Finished(turn.said or Said("?"))
    assert ear.finish() == turn.said


def test_finish_in_the_middle_of_speech_brings_what_was_said_so_far(ear: VoskEar) -> None:
    ear.begin(OPEN)
    ear.prompt_ended()
    for piece in frames_of(on_the_line(clip("directory-03"))[: int(2.2 * RATE)]):
        ear.feed(piece)
    said = ear.finish()
    assert said is not None and said.text.startswith("我")


def test_finish_without_speech_is_none_at_any_time(ear: VoskEar) -> None:
    assert ear.finish() is None
    ear.begin(OPEN)
    assert ear.finish() is None
    ear.feed(b"")
    ear.feed(b"\x01")
    assert ear.finish() is None


def test_a_new_turn_forgets_one_that_was_under_way(ear: VoskEar) -> None:
    ear.begin(OPEN)
    for piece in frames_of(on_the_line(clip("directory-03"))[: int(2.2 * RATE)]):
        ear.feed(piece)
    ear.begin(YES_NO)
    assert ear.feed(silence(0.1).tobytes()) == Listening()
    assert ear.finish() is None


def test_closing_twice_and_in_the_middle_of_speech_is_safe(ears: Ears) -> None:
    ear = ears.open()
    hearing: Hearing = Listening()
    for piece in frames_of(on_the_line(clip("directory-03"))[: int(2.2 * RATE)]):
        hearing = ear.feed(piece)
    assert hearing == Listening(speaking=True)
    ear.close()
    ear.close()


def test_ten_minutes_at_once_end_well(ear: VoskEar) -> None:
    ear.begin(OPEN)
    assert ear.feed(silence(600).tobytes()) == Listening()
    assert listen(ear, on_the_line(clip("commands-11"))).said is not None


def test_hearing_costs_little_of_a_processor(ear: VoskEar) -> None:
    sound = np.concatenate([on_the_line(clip(f"directory-{n:02}"), before=3) for n in range(1, 8)])
    begun = time.thread_time()
    for _ in range(7):
        listen(ear, sound)
    for piece in frames_of(sound):
        ear.feed(piece)
    seconds = 8 * len(sound) / RATE
    assert (time.thread_time() - begun) / seconds < 0.15


def test_a_model_of_16_khz_hears_telephone_sound_raised_to_its_rate(layout: Layout, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(layout.directory, tmp_path / "wide"))
    features = copy / layout.features.relative_to(layout.directory)
    features.write_text(features.read_text().replace("--sample-frequency=8000", "--sample-frequency=16000"))
    wide = read_layout(copy)
    assert wide.rate == 16000
    said = listen_once(Ears(wide, warm=1), "directory-03")
    assert said is not None and "民政局" in said.text


def test_a_static_graph_listens_openly_to_closed_questions(layout: Layout) -> None:
    ear = Ears(replace(layout, takes_grammar=False), warm=0).open()
    said = listen(ear, on_the_line(clip("commands-11")), YES_NO).said
    ear.close()
    assert said is not None and said.text != "" and said.alternatives == ()


def test_callers_in_parallel_are_each_understood_as_if_alone(ears: Ears) -> None:
    names = ["directory-03", "times-03", "commands-11", "directory-11", "times-01", "directory-21"]
    alone = [listen_once(ears, name) for name in names]
    with ThreadPoolExecutor(len(names)) as pool:
        assert list(pool.map(lambda name: listen_once(ears, name), names)) == alone


def listen_once(ears: Ears, name: str) -> Said | None:
    ear = ears.open()
    said = listen(ear, on_the_line(clip(name)), OPEN).said
    ear.close()
    return said

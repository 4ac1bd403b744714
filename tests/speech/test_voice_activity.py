"""The real detector on real speech and on everything a telephone line carries besides."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from ivr.adapters.speech.voice_activity import WINDOW_SECONDS, Detectors, VoiceActivity
from ivr.domain.endpointing import Endpointing, Turn
from ivr.domain.expecting import OPEN
from tests.speech.conftest import clip
from tests.speech.sounds import (
    RATE,
    Samples,
    as_samples,
    at_level,
    bounds,
    clicks,
    key_tone,
    mixed,
    mu_law,
    noise,
    silence,
)

DETECTORS = Detectors()


@pytest.fixture
def activity() -> Iterator[VoiceActivity]:
    detector = DETECTORS.take()
    yield VoiceActivity(detector)
    DETECTORS.give_back(detector)


def keys() -> Samples:
    tones = [key_tone(0.15, row, column) for row in (697, 770, 852, 941) for column in (1209, 1336, 1477)]
    return np.concatenate([part for tone in tones for part in (tone, silence(0.2))])


def ringing() -> Samples:
    t = np.arange(20 * RATE) / RATE
    return as_samples(6000 * np.sin(2 * np.pi * 450 * t) * (t % 5 < 1))


NO_CALLER = {
    "digital silence": silence(20),
    "comfort noise": noise(20, -62),
    **{f"white noise at {level} dBFS": noise(20, level) for level in (-50, -40, -30, -20)},
    **{f"mains hum at {level} dBFS": noise(20, level, colour="hum") for level in (-50, -30, -20)},
    "clicks": clicks(20),
    "clicks in noise": mixed(clicks(20, 5), noise(20, -45)),
    "keys": keys(),
    "a ringing tone": ringing(),
    "random bytes": np.random.default_rng(3).integers(-32768, 32767, 20 * RATE).astype(np.int16),
}


def start_seconds(activity: VoiceActivity, sound: Samples, over_prompt: bool) -> float | None:
    endpointing = Endpointing(OPEN)
    activity.over_prompt = over_prompt
    if not over_prompt:
        endpointing.prompt_ended()
    for number, window in enumerate(activity.windows(sound.astype("<i2").tobytes()), 1):
        if endpointing.hear(window.voiced, WINDOW_SECONDS) is Turn.STARTED:
            return number * WINDOW_SECONDS
    return None


@pytest.mark.parametrize("over_prompt", [True, False])
@pytest.mark.parametrize("name", NO_CALLER)
def test_what_is_no_caller_starts_nothing(activity: VoiceActivity, name: str, over_prompt: bool) -> None:
    assert start_seconds(activity, mu_law(NO_CALLER[name]), over_prompt) is None


@pytest.mark.parametrize("level", [-18, -24, -34])
@pytest.mark.parametrize("name", ["directory-01", "commands-01", "commands-05", "numbers-15", "numbers-23", "times-03"])
def test_speech_over_a_prompt_is_noticed_within_300_ms_even_after_long_silence(
    activity: VoiceActivity, name: str, level: int
) -> None:
    speech = at_level(clip(name), level)
    begins = bounds(speech, -20)[0]
    sound = mu_law(mixed(np.concatenate([silence(8), speech, silence(1)]), noise(30, -60)))
    started = start_seconds(activity, sound, over_prompt=True)
    assert started is not None and started - 8 - begins <= 0.3


def test_the_faint_echo_of_a_prompt_starts_nothing_while_it_plays(activity: VoiceActivity) -> None:
    echo = np.concatenate([clip(f"directory-{n:02}") for n in range(1, 12)])
    assert start_seconds(activity, mu_law(at_level(echo, -52)), over_prompt=True) is None


def test_a_quiet_caller_is_heard_once_the_prompt_is_over(activity: VoiceActivity) -> None:
    sound = mixed(np.concatenate([silence(2), at_level(clip("times-03"), -45), silence(1)]), noise(10, -65))
    assert start_seconds(activity, mu_law(sound), over_prompt=False) is not None


@pytest.mark.parametrize("size", [1, 7, 319, 320, 5000])
def test_pieces_of_any_length_half_samples_included_give_the_same_windows(size: int) -> None:
    sound = clip("commands-11").astype("<i2").tobytes()
    whole, parts = VoiceActivity(DETECTORS.take()), VoiceActivity(DETECTORS.take())
    expected = [window.voiced for window in whole.windows(sound)]
    pieces = [sound[i : i + size] for i in range(0, len(sound), size)]
    assert [window.voiced for piece in pieces for window in parts.windows(piece)] == expected


def test_a_detector_given_out_again_remembers_nobody() -> None:
    sound = mu_law(np.concatenate([clip("commands-11"), silence(1)])).astype("<i2").tobytes()
    first = DETECTORS.take()
    expected = [window.voiced for window in VoiceActivity(first).windows(sound)]
    DETECTORS.give_back(first)
    assert [window.voiced for window in VoiceActivity(DETECTORS.take()).windows(sound)] == expected

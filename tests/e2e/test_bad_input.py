"""What phones and networks do to a hotline: every caller ends well, nothing stays behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from demo.audio import RATE, Samples
from demo.leg import ANSWERED, ENDED, Leg
from demo.phone import Phone
from demo.scenarios import Stage
from demo.voice import Voice
from tests.e2e.station import Station

HOSTILE = {
    "quotes": '\\"; DROP TABLE calls; --\\"',
    "dialplan": "${SYSTEM(touch /tmp/hotline-was-here)},n,${HOTLINE_NEXT}",
    "newlines": "%0d%0aSET VARIABLE HOTLINE_NEXT queue\\\t\\n",
    "commas": "a,b;c|d&e=f",
    "long": "长" * 700,
    "markup": "<script>alert(1)</script>",
}


def no_call_is_left(station: Station) -> None:
    station.until(lambda: station.channels() == 0, "every channel to be gone", 10)
    station.until(lambda: station.calls_of_bot() == 0, "the bot to let go of every call", 10)


def test_an_unknown_number_is_refused(caller: Phone) -> None:
    leg = caller.call("99999")
    leg.wait(ENDED, 5)
    assert leg.status == 404


def test_a_wrong_password_is_refused(station: Station) -> None:
    with Phone("900", "wrong", station.server) as stranger:
        leg = stranger.call("12345")
        leg.wait(ENDED, 5)
        assert leg.status in (401, 403)


def test_hostile_caller_names_are_only_names(station: Station, caller: Phone) -> None:
    legs = {kind: caller.call("12345", name=name) for kind, name in HOSTILE.items()}
    for kind, leg in legs.items():
        heard = station.book.next_prompt(leg.hearing, leg.invited, time.time() + 15)
        assert heard.name == "greeting.city", kind
        caller.hang_up(leg)
    assert not Path("/tmp/hotline-was-here").exists()
    no_call_is_left(station)


def _early(phone: Phone, leg: Leg) -> None:
    """At once, while the INVITE is on its way."""


def _on_answer(phone: Phone, leg: Leg) -> None:
    leg.wait(ANSWERED, 5)


def _in_greeting(phone: Phone, leg: Leg) -> None:
    leg.hearing.first_audible(leg.invited, time.time() + 5)


def _while_speaking(phone: Phone, leg: Leg) -> None:
    _in_greeting(phone, leg)
    said = leg.say(Voice("xiaoni").says("police")[1])
    while not said.starts:
        time.sleep(0.01)
    time.sleep(max(0.0, said.starts + 0.5 - time.time()))


def _after_speaking(phone: Phone, leg: Leg) -> None:
    _while_speaking(phone, leg)
    leg.hearing.stopped_after(time.time() - 0.5, time.time() + 5)


def _with_a_key(phone: Phone, leg: Leg) -> None:
    _in_greeting(phone, leg)
    leg.press("0")


MOMENTS = (_early, _on_answer, _in_greeting, _while_speaking, _after_speaking, _with_a_key)


def test_a_hang_up_at_any_moment_leaves_nothing_behind(station: Station, caller: Phone, stage: Stage) -> None:
    def call(moment: Callable[[Phone, Leg], None]) -> None:
        leg = caller.call("12345")
        moment(caller, leg)
        caller.hang_up(leg)

    with ThreadPoolExecutor(3) as lanes:
        list(lanes.map(call, MOMENTS))
    no_call_is_left(station)


def noise(seconds: float) -> Samples:
    return (6000 * np.random.default_rng(7).standard_normal(int(seconds * RATE))).clip(-32000, 32000).astype(np.int16)


def tone(seconds: float) -> Samples:
    return (20000 * np.sin(2 * np.pi * 1000 * np.arange(int(seconds * RATE)) / RATE)).astype(np.int16)


def speech(name: str) -> Callable[[float], Samples]:
    def again_and_again(seconds: float) -> Samples:
        return np.tile(Voice("yunyang").says(name)[1], 1 + int(seconds / 3))[: int(seconds * RATE)]

    return again_and_again


GARBAGE = {"noise": noise, "tone": tone, "no rtp": None}


def test_noise_a_tone_and_no_sound_at_all_end_at_a_human(
    station: Station, caller: Phone, quick_operators: dict[str, Phone]
) -> None:
    legs: dict[str, Leg] = {}
    for kind, sound in GARBAGE.items():
        legs[kind] = caller.call("12345", sends=sound is not None)
        legs[kind].wait(ANSWERED, 5)
        if sound:
            legs[kind].say(sound(80))
    for kind, leg in legs.items():
        leg.wait(ENDED, 90)
        assert leg.ended_by == "server", kind
    since = datetime.fromtimestamp(min(leg.invited for leg in legs.values()) - 1)
    rows = [row for row in station.ledger.list_calls() if row["began_at"] > since]
    assert [row["outcome"] for row in rows] == ["operator"] * len(GARBAGE)
    no_call_is_left(station)


@pytest.mark.parametrize("keys", ["*", "88888"])
def test_keys_that_mean_nothing_are_asked_again(station: Station, caller: Phone, keys: str) -> None:
    leg = caller.call("12345")
    leg.hearing.first_audible(leg.invited, time.time() + 5)
    pressed = time.time()
    leg.press(keys)
    heard = station.book.next_prompt(leg.hearing, pressed, time.time() + 15)
    assert heard.name
    caller.hang_up(leg)

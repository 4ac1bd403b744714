"""What callers who wait hear of their place, in a real Asterisk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from demo.audio import Samples, read_wav
from demo.leg import ANSWERED, ENDED, Leg
from demo.phone import Manners, Phone
from demo.prompt_book import contains
from ivr.adapters.asterisk.console import AsteriskConsole
from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.scripted_bot import ScriptedBot
from tests.bot.resident import until

PATIENCE_SECONDS = 30.0
LONGEST_SECONDS = 2
"""So much of a sound is looked for."""


@pytest.fixture
def sound(asterisk: RunningAsterisk) -> Callable[[str], Samples]:
    """A sound of the bot's voice by its name."""
    folder = asterisk.settings.prompts / "sounds" / "8k"
    return lambda name: read_wav(folder / f"{name}.wav")[: LONGEST_SECONDS * 8000]


@pytest.fixture
def second_caller(asterisk: RunningAsterisk) -> Iterator[Phone]:
    with asterisk.phone("901") as phone:
        yield phone


@pytest.fixture
def third_caller(asterisk: RunningAsterisk) -> Iterator[Phone]:
    with asterisk.phone("812") as phone:
        yield phone


def hears(leg: Leg, *sounds: Samples) -> list[bool]:
    """Whether each of these sounds is heard before patience ends."""
    limit = time.monotonic() + PATIENCE_SECONDS
    found = [False] * len(sounds)
    while time.monotonic() < limit and not all(found):
        heard = heard_by(leg)
        found = [contains(heard, part) for part in sounds]
        time.sleep(0.5)
    return found


def heard_by(leg: Leg) -> Samples:
    """Everything so far."""
    with leg.hearing.news:
        return np.concatenate([frame.samples for frame in leg.hearing.frames] or [np.zeros(1, np.int16)])


def test_who_waits_behind_another_hears_the_place_and_the_keys_and_moves_up(
    asterisk: RunningAsterisk,
    caller: Phone,
    second_caller: Phone,
    third_caller: Phone,
    operator: Phone,
    socket_path: Path,
    sound: Callable[[str], Samples],
) -> None:
    operator.manners, console = Manners(answer_after=0.1), AsteriskConsole(asterisk.settings)
    endings = [*[{"HOTLINE_NEXT": "operator"}] * 3, {"HOTLINE_NEXT": "hangup"}]
    with ScriptedBot(socket_path, endings):
        talking = caller.call("12345")
        answered = operator.next_call(PATIENCE_SECONDS)
        answered.wait(ANSWERED, PATIENCE_SECONDS)
        first = second_caller.call("12345")
        until(lambda: console.queues()["operator"].waiting == 1)
        second = third_caller.call("12345")
        place = [sound(name) for name in ("waiting.place", "digit.2", "waiting.choices_operator")]
        assert hears(second, *place) == [True, True, True]
        assert not any(contains(heard_by(second), sound(name)) for name in ("waiting.next", "digit.7"))
        assert hears(first, sound("waiting.next")) == [True]
        operator.hang_up(answered)
        talking.wait(ENDED, PATIENCE_SECONDS)
        operator.next_call(PATIENCE_SECONDS, known=1).wait(ANSWERED, PATIENCE_SECONDS)
        assert hears(second, sound("waiting.next")) == [True]

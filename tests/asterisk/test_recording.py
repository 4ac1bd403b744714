"""A message after the tone in a real Asterisk: a key, a pause or a hang-up ends it; what was said is in the file."""

from __future__ import annotations

import queue
import socket
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from demo.audio import Samples
from demo.leg import ANSWERED, Leg
from demo.phone import Phone
from demo.prompt_book import contains
from demo.voice import Voice
from ivr.adapters.asterisk.agi import Agi
from ivr.adapters.asterisk.call import AsteriskCall
from ivr.adapters.asterisk.handover import receive
from ivr.adapters.voice.catalogue import Catalogue
from ivr.adapters.voice.packs import Packs
from ivr.adapters.voice.texts import Texts
from ivr.errors import AgiBroken, HungUp
from tests.asterisk.conftest import RunningAsterisk
from tests.bot.fake_ear import FakeEar

TONE_SECONDS = 1.0
"""From the answer until the tone is over, on a busy machine."""


class Recorder:
    """A bot that does nothing but take one message, in `with`. results: the seconds kept, or None after a hang-up.

    faults: why it was not kept whole.
    """

    def __init__(self, path: Path, file: Path, cache: Path) -> None:
        self.results: queue.Queue[float | None] = queue.Queue()
        self.faults: queue.Queue[str] = queue.Queue()
        self._path, self._file, self._cache = path, file, cache
        self._listening = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> Recorder:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._listening.bind(str(self._path))
        self._listening.listen()
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self._path.unlink()

    def _serve(self) -> None:
        launcher, _ = self._listening.accept()
        with receive(launcher) as handover:
            sounds = Packs(Catalogue(Texts({}, {}), self._cache, self._cache), self._cache, self._cache)
            call = AsteriskCall(handover, Agi(handover.replies, handover.commands), lambda _: FakeEar(), sounds)
            try:
                self.results.put(call.record(self._file, 20))
            except HungUp:
                self.results.put(None)
            except AgiBroken as error:
                self.faults.put(str(error))


@pytest.fixture
def message(asterisk: RunningAsterisk) -> Path:
    """Where the message is recorded, and nothing there yet."""
    file = asterisk.settings.recordings / "message-1795642926.1-120000.wav"
    file.unlink(missing_ok=True)
    return file


@pytest.fixture
def recorder(socket_path: Path, message: Path, tmp_path: Path) -> Iterator[Recorder]:
    with Recorder(socket_path, message, tmp_path) as made:
        yield made


def called(caller: Phone) -> Leg:
    """A call whose tone is over."""
    leg = caller.call("12345")
    leg.wait(ANSWERED, 10)
    time.sleep(TONE_SECONDS)
    return leg


def says(leg: Leg, name: str) -> Samples:
    _, samples = Voice("yunyang").says(name)
    leg.say(samples).done.wait(30)
    time.sleep(0.3)
    return samples


def sound_of(file: Path) -> Samples:
    with wave.open(str(file)) as opened:
        assert (opened.getframerate(), opened.getsampwidth(), opened.getnchannels()) == (8000, 2, 1)
        return np.frombuffer(opened.readframes(opened.getnframes()), np.int16)


def test_a_key_ends_a_message(caller: Phone, recorder: Recorder, message: Path) -> None:
    leg = called(caller)
    said = says(leg, "wages")
    leg.press("#")
    seconds = recorder.results.get(timeout=10)
    recorded = sound_of(message)
    assert seconds is not None and seconds == pytest.approx(len(recorded) / 8000, abs=0.1)
    assert contains(recorded, said[4000:12000])
    caller.hang_up(leg)


def test_a_hang_up_keeps_what_was_said(caller: Phone, recorder: Recorder, message: Path) -> None:
    leg = called(caller)
    said = says(leg, "wages")
    caller.hang_up(leg)
    assert recorder.results.get(timeout=10) is None
    assert contains(sound_of(message), said[4000:12000])


def test_a_caller_who_says_nothing_leaves_a_second_of_silence(caller: Phone, recorder: Recorder, message: Path) -> None:
    leg = called(caller)
    seconds = recorder.results.get(timeout=20)
    assert seconds is not None and seconds < 1.5 and len(sound_of(message)) < 1.5 * 8000
    caller.hang_up(leg)


def test_a_message_that_a_full_disk_does_not_take_is_told(caller: Phone, recorder: Recorder, message: Path) -> None:
    message.symlink_to("/dev/full")
    leg = called(caller)
    for _ in range(4):
        says(leg, "wages")
    assert "free space" in recorder.faults.get(timeout=20)
    assert leg.state == ANSWERED
    caller.hang_up(leg)


def test_noise_is_kept_up_to_the_longest_message(caller: Phone, recorder: Recorder, message: Path) -> None:
    leg = called(caller)
    leg.say((6000 * np.random.default_rng(7).standard_normal(25 * 8000)).clip(-32000, 32000).astype(np.int16))
    seconds = recorder.results.get(timeout=40)
    assert seconds is not None and 18 < seconds < 21
    assert leg.state == ANSWERED and len(sound_of(message)) > 18 * 8000
    caller.hang_up(leg)

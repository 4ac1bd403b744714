"""The Call port on AGI: one caller's prompts, speech, keys and silence in one loop over three file descriptors."""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol, assert_never

from ivr.adapters.asterisk.agi import KEYS, Agi, Reply
from ivr.adapters.asterisk.handover import Handover
from ivr.adapters.asterisk.timings import Timings
from ivr.adapters.asterisk.turn import Turn
from ivr.adapters.speech.ear import Ear
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard
from ivr.domain.holds import Hold
from ivr.domain.manner import USUAL
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, ToQueue
from ivr.domain.prompts import Prompt
from ivr.errors import AgiBroken, HungUp

WAIT_MS = 60000
TICK_SECONDS = 0.1
PROMPT_KEYS = KEYS.replace("#", "")
"""What stops a prompt: not the # after a number that was complete without it."""
PIPE_BYTES = 65536
SAMPLES_PER_SECOND = 8000
OVER_SECONDS = 0.3
"""After an announcement: who began to speak at its very end is still heard."""
MOST_UNWRITTEN_SECONDS = 8.0
"""A recording lacks four seconds of the pause that ends it, and what a busy machine is late; not more."""
RECORDING_PAUSE_SECONDS = 5
"""Who thinks of an address while leaving a message needs more time than who answers a question."""
CALLER = re.compile(r"\+?(\d{3,15})", re.ASCII)
"""E.164 allows 15 digits; trunks put a plus before them."""

QUEUE, SECOND = re.compile(r"[\w-]{1,80}", re.ASCII), re.compile(r"\d{10}", re.ASCII)


class Sounds(Protocol):
    """Finds the sound of a prompt."""

    def sound(self, prompt: Prompt, slow: bool = False, louder: bool = False, language: str = "") -> str:
        """Path without extension. language: "" is the site's own. Raises PromptMissing."""

    def tone(self) -> str:
        """Path without extension of the tone before a recording. Raises PromptMissing."""


class AsteriskCall:
    """See ivr.flows.ports.Call. Close it.

    open_ear: makes this caller's ear for a language, "" being the site's own. It takes 75 ms of a processor, so the
    first prompt plays before it.
    escort: the channel variables that go with a referral, besides its queue. callback: the request that this call
    keeps, 0 for none. hold: the place in a queue that the caller wants to keep.
    """

    def __init__(
        self,
        handover: Handover,
        agi: Agi,
        open_ear: Callable[[str], Ear],
        sounds: Sounds,
        escort: Callable[[Referral], Mapping[str, str]] = lambda _: {},
    ) -> None:
        self._handover, self._agi, self._open_ear, self._sounds = handover, agi, open_ear, sounds
        self._escort = escort
        self._ears: dict[str, Ear] = {}
        self.id = agi.env.get("agi_uniqueid", "")
        self.line = handover.arguments.get("line", "") or agi.env.get("agi_extension", "")
        self.stage = handover.arguments.get("stage", "reception")
        told = handover.arguments.get("callback", "")
        self.callback = int(told) if told.isascii() and told.isdigit() else 0
        self.hold = _hold(handover.arguments)
        signalled = CALLER.fullmatch(agi.env.get("agi_callerid", ""))
        self.caller = signalled[1] if signalled else ""
        self.manner = USUAL
        self._timings = Timings(self.id)

    def say(self, prompt: Prompt) -> None:
        """See Call."""
        self._play(prompt)
        self._finish_sound()

    def offer(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """See Call."""
        return self.ask(prompt, replace(expecting, silence_seconds=min(OVER_SECONDS, expecting.silence_seconds)))

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """See Call."""
        self._play(prompt, PROMPT_KEYS)
        ear = self._ear()
        ear.begin(expecting)
        turn = Turn(ear, expecting, lambda: self._agi.await_key(WAIT_MS), time.monotonic)
        while (heard := turn.step(*self._wait())) is None:
            pass
        self._timings.heard(prompt, heard, turn.playing or turn.interrupted)
        if turn.playing:
            self._agi.execute("NOOP")
        return heard

    def record(self, path: Path, longest_seconds: float) -> float:
        """See Call. Raises AgiBroken when Asterisk cannot write the file, or not all of it."""
        self._agi.play(self._sounds.tone())
        self._finish_sound()
        self._agi.record(path, longest_seconds, RECORDING_PAUSE_SECONDS)
        began = time.monotonic()
        while True:
            for reply in self._wait()[0]:
                if reply.command == "RECORD FILE":
                    seconds = reply.end_sample / SAMPLES_PER_SECOND
                    _check_written(path, seconds, time.monotonic() - began)
                    return seconds

    def hand_over(self, outcome: Outcome) -> None:
        """See Call. HOTLINE_NEXT comes last: without it the dialplan takes the operator."""
        match outcome:
            case ToQueue(referral):
                self._agi.set_variable("HOTLINE_QUEUE", referral.queue)
                self._send_along(referral)
                following = "queue"
            case ToOperator(_, referral):
                if referral:
                    self._send_along(referral)
                following = "operator"
            case Ended():
                following = "hangup"
            case _:
                assert_never(outcome)
        self._agi.set_variable("HOTLINE_NEXT", following)
        self._timings.went_on(following)

    def _send_along(self, referral: Referral) -> None:
        for name, value in self._escort(referral).items():
            self._agi.set_variable(name, value)

    def close(self) -> None:
        """Give the ears back."""
        for ear in self._ears.values():
            ear.close()

    def _ear(self) -> Ear:
        language = self.manner.language
        if language not in self._ears:
            self._ears[language] = self._open_ear(language)
        return self._ears[language]

    def _play(self, prompt: Prompt, keys: str = "") -> None:
        manner = self.manner
        language = prompt.language or manner.language
        self._agi.play(self._sounds.sound(prompt, manner.slow, manner.loud, language), keys)
        self._timings.went_on(prompt.name)

    def _finish_sound(self) -> str:
        """Wait for the end of what plays. Returns the key that ended it, "" for none."""
        while True:
            for reply in self._wait()[0]:
                if reply.command == "STREAM FILE":
                    return reply.key

    def _wait(self) -> tuple[list[Reply], bytes]:
        """What came in within a tick: AGI replies, caller audio. Raises HungUp."""
        handover = self._handover
        ready, _, _ = select.select([self._agi, handover.audio, handover.launcher], [], [], TICK_SECONDS)
        self._agi.last_activity = time.monotonic()
        replies = self._agi.poll() if self._agi in ready else []
        if handover.launcher in ready and handover.has_hung_up():
            raise HungUp
        return replies, _drain(handover.audio) if handover.audio in ready else b""


def _hold(arguments: Mapping[str, str]) -> Hold | None:
    """Of a caller who pressed the key while waiting: in which queue, since which second of the epoch."""
    queue, since = arguments.get("queue", ""), arguments.get("since", "")
    if not (QUEUE.fullmatch(queue) and SECOND.fullmatch(since)):
        return None
    return Hold(queue, datetime.fromtimestamp(int(since)))


def _drain(audio: int) -> bytes:
    try:
        return os.read(audio, PIPE_BYTES)
    except BlockingIOError:
        return b""


def _check_written(path: Path, seconds: float, taken: float) -> None:
    """Asterisk goes on without a word when the disk is full. Raises AgiBroken."""
    if taken - seconds > MOST_UNWRITTEN_SECONDS:
        raise AgiBroken(f"only {seconds:.0f} of {taken:.0f} s came into {path}: free space there")

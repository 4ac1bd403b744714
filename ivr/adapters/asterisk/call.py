"""The Call port on AGI: one caller's prompts, speech, keys and silence in one loop over three file descriptors."""

from __future__ import annotations

import os
import re
import select
import time
from pathlib import Path
from typing import Protocol, assert_never

from ivr.adapters.asterisk.agi import Agi, Reply
from ivr.adapters.asterisk.handover import Handover
from ivr.adapters.speech.ear import Ear, Finished, Listening, SpeechStarted
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.outcomes import Ended, Outcome, ToOperator, ToQueue
from ivr.domain.prompts import Prompt
from ivr.errors import HungUp

KEYS = "0123456789*#"
WAIT_MS = 60000
TICK_SECONDS = 0.1
KEY_GAP_SECONDS = 3.0
"""A pause this long after a key closes a number."""
PIPE_BYTES = 65536


class Sounds(Protocol):
    """Finds the sound of a prompt."""

    def sound(self, prompt: Prompt) -> str:
        """Path without extension. Raises PromptMissing."""


class AsteriskCall:
    """See ivr.flows.ports.Call."""

    def __init__(self, handover: Handover, agi: Agi, ear: Ear, sounds: Sounds) -> None:
        self._handover, self.agi, self._ear, self._sounds = handover, agi, ear, sounds
        self.id = agi.env.get("agi_uniqueid", "")
        self.line = handover.arguments.get("line", "") or agi.env.get("agi_extension", "")
        self.stage = handover.arguments.get("stage", "reception")
        signalled = agi.env.get("agi_callerid", "")
        self.caller = signalled if re.fullmatch(r"\d{3,20}", signalled) else ""

    def say(self, prompt: Prompt) -> None:
        """See Call."""
        self.agi.start("STREAM FILE", self.agi._quote(self._sounds.sound(prompt)), '""')
        while True:
            replies, _ = self._wait()
            if any(reply.command == "STREAM FILE" for reply in replies):
                return

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """See Call."""
        turn = _Turn(self, self._ear, expecting)
        self._ear.begin(expecting)
        self.agi.start("STREAM FILE", self.agi._quote(self._sounds.sound(prompt)), f'"{KEYS}"')
        while (heard := turn.step(*self._wait())) is None:
            pass
        if turn.playing:
            self.agi.execute("NOOP")
        return heard

    def record(self, path: Path, longest_seconds: float) -> float:
        """See Call."""
        started = time.monotonic()
        name = self.agi._quote(path.with_suffix(""))
        self.agi.start("RECORD FILE", name, "wav", f'"{KEYS}"', int(longest_seconds * 1000), "BEEP", "s=3")
        while not any(reply.command == "RECORD FILE" for reply in self._wait()[0]):
            pass
        return time.monotonic() - started

    def hand_over(self, outcome: Outcome) -> None:
        """See Call. HOTLINE_NEXT comes last: without it the dialplan takes the operator."""
        match outcome:
            case ToQueue(referral):
                self.agi.set_variable("HOTLINE_QUEUE", referral.queue)
                following = "queue"
            case ToOperator():
                following = "operator"
            case Ended():
                following = "hangup"
            case _:
                assert_never(outcome)
        self.agi.set_variable("HOTLINE_NEXT", following)

    def _wait(self) -> tuple[list[Reply], bytes]:
        """What came in within a tick: AGI replies, caller audio. Raises HungUp."""
        handover = self._handover
        ready, _, _ = select.select([self.agi, handover.audio, handover.launcher], [], [], TICK_SECONDS)
        self.agi.last_activity = time.monotonic()
        replies = self.agi.poll() if self.agi in ready else []
        if handover.launcher in ready and not handover.launcher.recv(16):
            raise HungUp
        return replies, _drain(handover.audio) if handover.audio in ready else b""


class _Turn:
    """One question: takes what comes in, step by step, until it is an answer."""

    def __init__(self, call: AsteriskCall, ear: Ear, expecting: Expecting) -> None:
        self._call, self._ear, self._expecting = call, ear, expecting
        self.playing = True
        self._digits = ""
        self._speaking = False
        self._quiet_since = self._last_sound = time.monotonic()

    def step(self, replies: list[Reply], audio: bytes) -> Heard | None:
        """The answer, once there is one."""
        for reply in replies:
            pressed = self._take_reply(reply)
            if pressed is not None:
                return pressed
        if audio:
            self._last_sound = time.monotonic()
            said = self._hear(audio)
            if said is not None:
                return said
        return self._take_time(time.monotonic())

    def _take_reply(self, reply: Reply) -> Pressed | None:
        if reply.command not in ("STREAM FILE", "WAIT FOR DIGIT"):
            return None
        self._end_prompt()
        if not reply.key:
            return None
        self._quiet_since = time.monotonic()
        if reply.key == "#" and self._digits:
            return Pressed(self._digits)
        self._digits += reply.key
        return Pressed(self._digits) if len(self._digits) >= self._expecting.keys else None

    def _hear(self, audio: bytes) -> Said | None:
        match self._ear.feed(audio):
            case Finished(said) if not self._digits:
                return said
            case SpeechStarted():
                self._speaking = True
                if self.playing:
                    self._end_prompt()
            case Listening(speaking):
                if self._speaking and not speaking:
                    self._quiet_since = time.monotonic()
                self._speaking = speaking
        return None

    def _take_time(self, now: float) -> Heard | None:
        if self.playing:
            return None
        if self._digits:
            return Pressed(self._digits) if now - self._quiet_since > KEY_GAP_SECONDS else None
        if self._speaking:
            return self._ear.finish() if now - self._last_sound > self._expecting.pause_seconds else None
        waited = now - self._quiet_since
        return Silence(waited) if waited > self._expecting.silence_seconds else None

    def _end_prompt(self) -> None:
        """Stop the prompt if it still plays, and have keys reported."""
        self._call.agi.start("WAIT FOR DIGIT", WAIT_MS)
        if self.playing:
            self.playing = False
            self._quiet_since = time.monotonic()
            self._ear.prompt_ended()


def _drain(audio: int) -> bytes:
    try:
        return os.read(audio, PIPE_BYTES)
    except BlockingIOError:
        return b""

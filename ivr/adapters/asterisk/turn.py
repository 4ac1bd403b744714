"""One question while it is open: joins AGI's keys, the caller's sound and the clock to one answer."""

from __future__ import annotations

from collections.abc import Callable

from ivr.adapters.asterisk.agi import Reply
from ivr.adapters.speech.ear import Ear, Finished, Listening, SpeechStarted
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Pressed, Said, Silence

KEY_GAP_SECONDS = 3.0
"""A pause this long after a key closes a number."""


class Turn:
    """Takes what comes in, step by step, until it is an answer. It begins with its prompt playing.

    await_key: has Asterisk stop the prompt and report the next key. clock: seconds, monotonic; sound is no clock,
    for a caller who presses keys or sends no RTP brings none. interrupted: the caller did not wait for the prompt.
    """

    def __init__(
        self, ear: Ear, expecting: Expecting, await_key: Callable[[], None], clock: Callable[[], float]
    ) -> None:
        self._ear, self._expecting, self._await_key, self._clock = ear, expecting, await_key, clock
        self.playing = True
        self.interrupted = False
        self._digits = ""
        self._speaking = False
        self._quiet_since = self._last_sound = self._prompt_ended = clock()

    def step(self, replies: list[Reply], audio: bytes) -> Heard | None:
        """The answer, once there is one."""
        for reply in replies:
            pressed = self._take_reply(reply)
            if pressed is not None:
                return pressed
        if audio:
            self._last_sound = self._clock()
            said = self._hear(audio)
            if said is not None:
                return said
        return self._take_time(self._clock())

    def _take_reply(self, reply: Reply) -> Pressed | None:
        if reply.command not in ("STREAM FILE", "WAIT FOR DIGIT"):
            return None
        self.interrupted = self.interrupted or (self.playing and reply.key != "")
        self._listen_on()
        if not reply.key:
            return None
        self._quiet_since = self._clock()
        if reply.key == "#":  # the first one closes the number of the question before, which was complete without it
            return Pressed(self._digits) if self._digits else None
        self._digits += reply.key
        return Pressed(self._digits) if len(self._digits) >= self._expecting.keys else None

    def _hear(self, audio: bytes) -> Said | None:
        match self._ear.feed(audio):
            case Finished(said) if not self._digits:
                return said
            case SpeechStarted():
                self._speaking = True
                if self.playing:
                    self.interrupted = True
                    self._listen_on()
            case Listening(speaking):
                self._note_speaking(speaking)
        return None

    def _note_speaking(self, speaking: bool) -> None:
        if self._speaking and not speaking:
            self._quiet_since = self._clock()
        self._speaking = speaking

    def _take_time(self, now: float) -> Heard | None:
        expecting = self._expecting
        if self.playing:
            return None
        if self._digits:
            return Pressed(self._digits) if now - self._quiet_since > KEY_GAP_SECONDS else None
        if now - self._prompt_ended > expecting.silence_seconds + expecting.longest_seconds:
            # Coughs and noise that never become an answer do not hold a caller for ever.
            return self._ear.finish() or Silence(now - self._prompt_ended)
        if self._speaking and now - self._last_sound > expecting.pause_seconds:
            said = self._ear.finish()
            self._note_speaking(False)
            return said
        waited = now - self._quiet_since
        return Silence(waited) if not self._speaking and waited > expecting.silence_seconds else None

    def _listen_on(self) -> None:
        """Stop the prompt if it still plays, and have the next key reported."""
        self._await_key()
        if self.playing:
            self.playing = False
            self._quiet_since = self._prompt_ended = self._clock()
            self._ear.prompt_ended()

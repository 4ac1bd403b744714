"""An Ear that a test tells what it hears: sound fed to it is a letter, not speech."""

from __future__ import annotations

from ivr.adapters.speech.ear import Finished, Hearing, Listening, SpeechStarted
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Said

QUIET, START, SPEAK, COUGH, END = b"qqqq", b"ssss", b"vvvv", b"cccc", b"eeee"
SAID = Said("我要报警", 0.9, 1.2)


class FakeEar:
    """See Ear. fed: all sound of this turn. END ends the speech with SAID."""

    def __init__(self) -> None:
        self.fed = b""
        self.prompt_is_over = False
        self.closed = False
        self._speaking = False
        self._said: Said | None = None

    def begin(self, expecting: Expecting) -> None:
        self.fed, self.prompt_is_over, self._speaking, self._said = b"", False, False, None

    def feed(self, pcm: bytes) -> Hearing:
        self.fed += pcm
        if pcm.endswith(END):
            self._said = SAID
        if self._said:
            return Finished(self._said)
        if pcm.endswith(START):
            self._speaking = True
            return SpeechStarted()
        if pcm.endswith(COUGH):
            self._speaking = False
        return Listening(self._speaking)

    def prompt_ended(self) -> None:
        self.prompt_is_over = True

    def finish(self) -> Said | None:
        speaking, self._speaking = self._speaking, False
        return self._said or (SAID if speaking else None)

    def close(self) -> None:
        self.closed = True

"""One phone's end of one call: its dialog, its media and the moments that matter."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field

from demo.audio import Samples
from demo.hearing import Hearing
from demo.rtp import Stream, Utterance
from demo.sip import Message
from ivr.errors import DemoFailed

CALLING, RINGING, ANSWERED, ENDED = "calling", "ringing", "answered", "ended"


@dataclass
class Dialog:
    """What SIP needs to send a request inside a call. local, remote: whole From and To headers."""

    call_id: str
    local: str
    remote: str
    target: str
    sequence: int = 1


@dataclass
class Leg:
    """Made by Phone. invited, ringing, answered, ended: seconds since the epoch, 0.0 until it happened."""

    dialog: Dialog
    stream: Stream
    incoming: bool
    caller: str = ""
    state: str = CALLING
    status: int = 0
    reason: str = ""
    invited: float = 0.0
    ringing: float = 0.0
    answered: float = 0.0
    ended: float = 0.0
    ended_by: str = ""
    invite: Message | None = None
    news: threading.Condition = field(default_factory=threading.Condition)

    @property
    def hearing(self) -> Hearing:
        """What this end hears."""
        return self.stream.hearing

    def becomes(self, state: str, by: str = "") -> None:
        """Note a new state, and when."""
        with self.news:
            if self.state == ENDED:
                return
            self.state = state
            setattr(self, state, time.time())
            self.ended_by = by or self.ended_by
            self.news.notify_all()
        if state == ENDED:
            threading.Thread(target=self.stream.close, daemon=True).start()

    def wait(self, state: str, seconds: float) -> None:
        """Return once the call is in this state. Raises DemoFailed when it ends first, or after so many seconds."""
        with self.news:
            self.news.wait_for(lambda: self.state in (state, ENDED), seconds)
        if self.state != state and not (state == RINGING and self.state == ANSWERED):
            told = f" ({self.status} {self.reason})" if self.status >= 300 else ""
            raise DemoFailed(f"the call is {self.state}{told}, not {state}, after {seconds:.1f} s at most")

    def say(self, samples: Samples) -> Utterance:
        """Send this sound."""
        return self.stream.say(samples)

    def press(self, keys: str) -> None:
        """Press keys."""
        self.stream.press(keys)


def new_tag() -> str:
    """A tag, branch or call id that nobody else uses."""
    return secrets.token_hex(8)

"""A worker process with a small talk of its own, for tests of the master: SOCKET_FD BEAT_FD MOST_CALLS [FAIL]."""

from __future__ import annotations

import signal
import socket
import sys
import time

from ivr.adapters.asterisk.agi import Agi
from ivr.adapters.asterisk.call import AsteriskCall
from ivr.adapters.asterisk.handover import Handover
from ivr.domain.outcomes import Ended, Why
from ivr.domain.prompts import prompt
from ivr.errors import HungUp
from ivr.worker import Worker
from tests.bot.fake_ear import FakeEar
from tests.bot.sounds import NamedSounds


def talk(handover: Handover, agi: Agi) -> None:
    """Say one prompt and end the call. "mute" says nothing, "stuck" nothing more; both never come back."""
    behaviour = handover.arguments.get("line", "")
    if behaviour == "mute":
        hang()
    call = AsteriskCall(handover, agi, lambda _: FakeEar(), NamedSounds())
    try:
        call.say(prompt("greeting.welcome"))
        call.hand_over(Ended(Why.GOODBYE))
    except HungUp:
        return


def hang() -> None:
    """As a thread that waits for a lock which nobody gives back."""
    time.sleep(3600)


def main() -> None:
    """Run until drained."""
    listening_fd, beat_fd, most_calls = (int(word) for word in sys.argv[1:4])
    if "fail" in sys.argv:
        raise SystemExit(1)
    worker = Worker(talk, most_calls, socket.socket(fileno=listening_fd), beat_fd)
    signal.signal(signal.SIGTERM, lambda *_: worker.drain())
    worker.run()


if __name__ == "__main__":
    main()

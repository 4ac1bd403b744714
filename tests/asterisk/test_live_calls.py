"""What the staff page is told by a real Asterisk of a caller who waits in a queue, and then talks to its agent."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from demo.phone import Manners, Phone
from ivr.adapters.asterisk.live_calls import LiveCall, LiveCalls
from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.scripted_bot import ScriptedBot

PATIENCE_SECONDS = 30.0


def test_who_waits_is_told_with_place_and_ringing_phone_and_then_with_whom_they_talk(
    asterisk: RunningAsterisk, caller: Phone, agent: Phone, socket_path: Path
) -> None:
    agent.manners = Manners(answer_after=1.5)
    board = LiveCalls(asterisk.settings)
    endings = [{"HOTLINE_QUEUE": "dept-M07", "HOTLINE_NEXT": "queue"}, {"HOTLINE_NEXT": "hangup"}]
    with ScriptedBot(socket_path, endings):
        assert board.now() == []
        caller.call("12345")
        waits = shown(board, lambda call: call.phones == ("811",))
        assert (waits.queue, waits.place, waits.number) == ("dept-M07", 1, "900")
        talks = shown(board, lambda call: call.place == 0)
        assert (talks.call_id, talks.queue, talks.phones) == (waits.call_id, "dept-M07", ("811",))
    board.close()


def shown(board: LiveCalls, wanted: Callable[[LiveCall], bool]) -> LiveCall:
    """The first call that is told so."""
    until, seen = time.monotonic() + PATIENCE_SECONDS, list[LiveCall]()
    while time.monotonic() < until:
        for call in board.now():
            seen.append(call)
            if wanted(call):
                return call
        time.sleep(0.05)
    raise AssertionError(seen[-5:])

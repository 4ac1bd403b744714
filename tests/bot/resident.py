"""The bot for tests: a master in a thread, workers in real processes, calls handed over by the real launcher."""

from __future__ import annotations

import json
import queue
import sys
import threading
import time
from collections.abc import Callable

from ivr.bot_socket import BotSocket
from ivr.companion import Companion
from ivr.errors import BotUnavailable
from ivr.serve import Master
from ivr.settings import Settings
from tests.bot.fake_asterisk import FakeAsterisk

NewCall = Callable[..., FakeAsterisk]


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for processes, whose clock is not ours."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.02)


class Bot:
    """A master in a thread of this process, its workers in processes of their own."""

    def __init__(self, settings: Settings, *words: str, companion: Companion | None = None) -> None:
        self.settings = settings
        self._words = words
        self._listening = BotSocket(settings.socket)
        self._master = Master(settings, self._listening, self._command, [companion] if companion else [])
        self.error: BotUnavailable | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _command(self, listening_fd: int, beat_fd: int) -> list[str]:
        numbers = (listening_fd, beat_fd, self.settings.bot.calls_per_worker)
        return [sys.executable, "-m", "tests.bot.small_worker", *map(str, numbers), *self._words]

    def _run(self) -> None:
        try:
            self._master.run()
        except BotUnavailable as error:
            self.error = error
        self._listening.close()

    def workers(self) -> dict[int, int]:
        """Process id → calls, of those that are ready."""
        try:
            status = json.loads((self.settings.var / "run" / "bot.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return {worker["pid"]: worker["calls"] for worker in status["workers"] if worker["ready"]}

    def is_full(self) -> bool:
        return len(self.workers()) == self.settings.bot.workers

    def drain(self) -> None:
        self._master.drain()

    def has_ended(self) -> bool:
        return not self._thread.is_alive()

    def stop(self) -> None:
        self._master.drain()
        self._master.drain()
        self._thread.join(10)


def held_call(bot: Bot, new_call: NewCall, line: str = "12345") -> FakeAsterisk:
    """A call that a worker has and that waits for its prompt to end."""
    call = new_call()
    call.launch(bot.settings.socket, f"line={line}")
    call.next_command("STREAM FILE")
    return call


def is_taken(call: FakeAsterisk, settings: Settings) -> bool:
    """Whether a worker takes this call; one that still starts does not."""
    call.launch(settings.socket)
    try:
        return bool(call.commands.get(timeout=2.0))
    except queue.Empty:
        return False


def has_finished_well(call: FakeAsterisk) -> bool:
    call.finish_prompt()
    return call.wait_for_end() and call.variables == {"HOTLINE_NEXT": "hangup"}

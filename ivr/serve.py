"""The resident bot: a master that owns the socket, keeps its workers alive and drains them."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from ivr.adapters.speech import models
from ivr.bot_socket import BotSocket
from ivr.companion import Companion, companions_of
from ivr.errors import BotUnavailable
from ivr.settings import Settings, SpeechSettings

log = logging.getLogger(__name__)
SILENT_SECONDS = 1.5
"""A worker that misses three beats is killed: its calls fall through to the operators."""
START_SECONDS = 120.0
"""How long a worker may take to load its models before its first beat."""
BACK_OFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
HEALTHY_SECONDS = 60.0
"""A worker that lived so long is replaced at once; one that did not, later and later."""
LOOK_SECONDS = 0.2


def serve(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT, then let running calls finish. Raises HotlineError when it cannot start."""
    settings = _with_working_model(settings)
    with closing(BotSocket(settings.socket)) as listening:
        master = Master(settings, listening, _worker_command, companions_of(settings))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: master.drain())
        return master.run()


def _with_working_model(settings: Settings) -> Settings:
    """The settings with a model that opens. Its directory reaches the workers by the environment."""
    directory, fault = models.find_working(settings)
    note = settings.var / "run" / "model-fault"
    with suppress(OSError):
        note.unlink(missing_ok=True)
    if not fault:
        return settings
    told = f"{fault}. CALLERS ARE HEARD WITH THE LAST GOOD MODEL, {directory}, until another is chosen"
    log.error(told)
    with suppress(OSError):
        note.write_text(f"{told}\n", encoding="utf-8")
    os.environ["HOTLINE_SPEECH_MODEL"] = str(directory)
    return replace(settings, speech=SpeechSettings(model=str(directory)))


def _worker_command(listening_fd: int, beat_fd: int) -> list[str]:
    return [sys.executable, "-m", "ivr", "worker", str(listening_fd), str(beat_fd)]


@dataclass
class _Child:
    """A worker process. calls: as of its last beat; ready: it has beaten once."""

    process: subprocess.Popen[bytes]
    beats: int
    started: float = field(default_factory=time.monotonic)
    last_beat: float = 0.0
    calls: int = 0

    @property
    def ready(self) -> bool:
        return self.last_beat > 0

    def read_beats(self) -> None:
        try:
            beats = os.read(self.beats, 4096)
        except BlockingIOError:
            return
        if beats:
            self.last_beat, self.calls = time.monotonic(), beats[-1]


class Master:
    """Keeps `workers` processes running on one socket, and companions that no caller waits for.

    command: what starts a worker, from its two file descriptors.
    """

    def __init__(
        self,
        settings: Settings,
        listening: BotSocket,
        command: Callable[[int, int], list[str]],
        companions: Sequence[Companion] = (),
    ) -> None:
        self._settings, self._listening, self._command, self._companions = settings, listening, command, companions
        self._children: list[_Child] = []
        self._failures = 0
        self._next_start = 0.0
        self._was_ready = False
        self._drains_asked = 0
        self._drain_until = 0.0
        self._status = ""

    def drain(self) -> None:
        """No new calls: they fail at once and go to the operators. A second time: end now. Safe in a signal handler."""
        self._drains_asked += 1

    def run(self) -> int:
        """Until drained. Raises BotUnavailable when not even the first worker can start."""
        try:
            while not self._drain_until or self._children:
                self._step(time.monotonic())
        finally:
            for child in self._children:
                child.process.kill()
            for companion in self._companions:
                companion.end()
            for companion in self._companions:
                companion.close()
            (self._settings.var / "run" / "bot.json").unlink(missing_ok=True)
        return 0

    def _step(self, now: float) -> None:
        if self._drains_asked and not self._drain_until:
            self._begin_drain(now)
        if self._drains_asked > 1 or (self._drain_until and now >= self._drain_until):
            for child in self._children:
                child.process.kill()
        self._bury(now)
        if not self._drain_until and len(self._children) < self._settings.bot.workers and now >= self._next_start:
            self._children.append(self._start())
        if self._was_ready:
            for companion in self._companions:
                companion.tend(now)
        self._look()
        self._write_status()

    def _begin_drain(self, now: float) -> None:
        self._drain_until = now + self._settings.bot.drain_seconds
        self._listening.stop_listening()
        for companion in self._companions:
            companion.end()
        for child in self._children:
            child.process.terminate()

    def _start(self) -> _Child:
        ours, theirs = os.pipe()
        fds = (self._listening.fileno(), theirs)
        process = subprocess.Popen(self._command(*fds), pass_fds=fds, cwd=self._settings.root)
        os.close(theirs)
        os.set_blocking(ours, False)
        log.info("worker %d started", process.pid)
        return _Child(process, ours)

    def _bury(self, now: float) -> None:
        for child in list(self._children):
            limit = SILENT_SECONDS if child.ready else START_SECONDS
            if child.process.poll() is None and now - (child.last_beat or child.started) > limit:
                log.error("worker %d is silent: it is killed, its calls go to the operators", child.process.pid)
                child.process.kill()
                child.process.wait()
            if child.process.poll() is not None:
                self._children.remove(child)
                os.close(child.beats)
                if not self._drain_until:
                    self._delay_restart(child, now)

    def _delay_restart(self, child: _Child, now: float) -> None:
        code = child.process.returncode
        if not self._was_ready:
            raise BotUnavailable(f"the first worker ended with {code} before it could take calls: its message is above")
        self._failures = 0 if now - child.started > HEALTHY_SECONDS else self._failures + 1
        delay = BACK_OFF_SECONDS[min(self._failures, len(BACK_OFF_SECONDS) - 1)]
        log.error("worker %d ended with %s: the next starts in %.1f s", child.process.pid, code, delay)
        self._next_start = now + delay

    def _look(self) -> None:
        """Wait a moment, or until a worker beats; one that has ended is not waited for."""
        running = [child.beats for child in self._children if child.process.poll() is None]
        select.select(running, [], [], LOOK_SECONDS)
        for child in self._children:
            child.read_beats()
            self._was_ready = self._was_ready or child.ready

    def _write_status(self) -> None:
        """var/run/bot.json, for ./hotline status: whole at any moment, written when something changed."""
        workers = [{"pid": c.process.pid, "ready": c.ready, "calls": c.calls} for c in self._children]
        status = json.dumps({"pid": os.getpid(), "draining": bool(self._drain_until), "workers": workers}) + "\n"
        if status == self._status:
            return
        self._status = status
        file = self._settings.var / "run" / "bot.json"
        _replace(file, status)


def _replace(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        log.error("the status was not written to %s: %s. Calls go on", file, error)

"""The resident bot: a master that owns the socket, keeps its workers alive and drains them."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from ivr.adapters.speech import models
from ivr.adapters.store.ledger import SqlLedger
from ivr.errors import BotUnavailable
from ivr.settings import Settings

log = logging.getLogger(__name__)
SILENT_SECONDS = 1.5
"""A worker that misses three beats is killed: its calls fall through to the operators."""
START_SECONDS = 120.0
"""How long a worker may take to load its models before its first beat."""
BACK_OFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
BACKLOG = 128


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


def serve(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT, then let running calls finish. Raises HotlineError when it cannot start."""
    models.try_out(models.prepare(settings))
    SqlLedger(settings.ledger_url)  # makes its tables, before several workers would at once
    master = Master(settings, listen(settings.socket))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: master.drain())
    return master.run()


def listen(path: Path) -> socket.socket:
    """The bot's socket, taken over from a bot that is gone. Raises BotUnavailable when one is alive."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        probe = socket.socket(socket.AF_UNIX)
        try:
            probe.connect(str(path))
            raise BotUnavailable(f"a bot is already running at {path}: ./hotline down stops it")
        except ConnectionRefusedError:
            path.unlink()
        finally:
            probe.close()
    listening = socket.socket(socket.AF_UNIX)
    try:
        listening.bind(str(path))
        os.chmod(path, 0o660)
    except OSError as error:
        raise BotUnavailable(f"the bot cannot listen at {path}: {error}. Free the path, or set HOTLINE_VAR") from error
    listening.listen(BACKLOG)
    return listening


class Master:
    """Keeps `workers` processes running on one socket."""

    def __init__(self, settings: Settings, listening: socket.socket) -> None:
        self._settings, self._listening = settings, listening
        self._children: list[_Child] = []
        self._failures = 0
        self._next_start = 0.0
        self._drain_until = 0.0

    def drain(self) -> None:
        """No new calls: they fail at once and go to the operators. A second time: end now."""
        if self._drain_until:
            self._drain_until = time.monotonic()
            return
        self._drain_until = time.monotonic() + self._settings.bot.drain_seconds
        self._settings.socket.unlink(missing_ok=True)
        self._listening.close()
        for child in self._children:
            child.process.terminate()

    def run(self) -> int:
        """Until drained."""
        while not self._drain_until or self._children:
            now = time.monotonic()
            self._bury(now)
            if not self._drain_until and len(self._children) < self._settings.bot.workers and now >= self._next_start:
                self._children.append(self._start())
            if self._drain_until and now >= self._drain_until:
                for child in self._children:
                    child.process.kill()
            self._read_beats(now)
            self._write_status()
        self._write_status()
        return 0

    def _start(self) -> _Child:
        ours, theirs = os.pipe()
        fds = (self._listening.fileno(), theirs)
        command = [sys.executable, "-m", "ivr", "worker", str(fds[0]), str(fds[1])]
        process = subprocess.Popen(command, pass_fds=fds, cwd=self._settings.root)
        os.close(theirs)
        os.set_blocking(ours, False)
        log.info("worker %d started", process.pid)
        return _Child(process, ours)

    def _bury(self, now: float) -> None:
        for child in list(self._children):
            limit = SILENT_SECONDS if child.ready else START_SECONDS
            silent = not self._drain_until and now - (child.last_beat or child.started) > limit
            if silent and child.process.poll() is None:
                log.error("worker %d is silent: it is killed", child.process.pid)
                child.process.kill()
                child.process.wait()
            if child.process.poll() is not None:
                self._children.remove(child)
                os.close(child.beats)
                if not self._drain_until:
                    self._delay_restart(child, now)

    def _delay_restart(self, child: _Child, now: float) -> None:
        self._failures = 0 if now - child.started > 60 else self._failures + 1
        delay = BACK_OFF_SECONDS[min(self._failures, len(BACK_OFF_SECONDS) - 1)]
        log.error("worker %d ended with %s: next in %.1f s", child.process.pid, child.process.returncode, delay)
        self._next_start = now + delay

    def _read_beats(self, now: float) -> None:
        ready, _, _ = select.select([child.beats for child in self._children], [], [], 0.2)
        for child in self._children:
            if child.beats in ready:
                beats = os.read(child.beats, 4096)
                if beats:
                    child.last_beat, child.calls = time.monotonic(), beats[-1]
                else:
                    time.sleep(0.05)  # it is gone, and is about to be buried

    def _write_status(self) -> None:
        file = self._settings.var / "run" / "bot.json"
        workers = [{"pid": c.process.pid, "ready": c.ready, "calls": c.calls} for c in self._children]
        status = {"pid": os.getpid(), "draining": bool(self._drain_until), "workers": workers}
        part = file.with_suffix(".part")
        try:
            part.write_text(json.dumps(status) + "\n", encoding="utf-8")
            os.replace(part, file)
        except OSError as error:
            log.error("the status was not written to %s: %s", file, error)

"""One worker of the bot: models loaded once, a thread for each call, a watchdog over them."""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from ivr.adapters.asterisk.agi import Agi
from ivr.adapters.asterisk.call import AsteriskCall, Sounds
from ivr.adapters.asterisk.handover import Handover, receive
from ivr.adapters.speech import models
from ivr.adapters.speech.vosk_ear import Ears
from ivr.adapters.store.directory import CurrentDirectory
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.voice.catalogue import Catalogue
from ivr.adapters.voice.texts import read_texts
from ivr.errors import AgiBroken, HungUp
from ivr.flows.attend import attend
from ivr.flows.ports import Desk, Ledger
from ivr.settings import Settings

log = logging.getLogger(__name__)
BEAT_SECONDS = 0.5
STUCK_SECONDS = 30.0
"""A call whose thread does nothing with Asterisk for so long is cut, so that the dialplan goes on."""


@dataclass
class Parts:
    """What a worker's calls share."""

    ears: Ears
    directory: CurrentDirectory
    ledger: Ledger
    sounds: Sounds
    settings: Settings

    def desk(self) -> Desk:
        """The desk of one talk."""
        return Desk(self.directory.get(), self.ledger, datetime.now, self.settings.recordings)


def join_parts(settings: Settings) -> Parts:
    """Load models, directory, prompts and ledger. Raises HotlineError, naming what is missing."""
    cache = settings.var / "cache"
    texts = read_texts(settings.prompts, settings.root / "data")
    return Parts(
        Ears(models.prepare(settings), warm=2),
        CurrentDirectory(settings.directory_db, cache),
        SqlLedger(settings.ledger_url),
        Catalogue(texts, settings.prompts / "sounds" / "8k", cache / "prompts"),
        settings,
    )


def work(settings: Settings, listening_fd: int, beat_fd: int) -> int:
    """Take calls until SIGTERM, then finish those running. beat_fd: each half second the number of calls, as a byte."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker = Worker(join_parts(settings), socket.socket(fileno=listening_fd), beat_fd)
    signal.signal(signal.SIGTERM, lambda *_: worker.drain())
    worker.run()
    return 0


class Worker:
    """Accepts launchers while it has room; beats while its main thread lives."""

    def __init__(self, parts: Parts, listening: socket.socket, beat_fd: int) -> None:
        self._parts, self._listening, self._beat_fd = parts, listening, beat_fd
        self._calls: dict[threading.Thread, _Running] = {}
        self._draining = False
        listening.setblocking(False)

    def drain(self) -> None:
        """Take no further calls."""
        self._draining = True

    def run(self) -> None:
        """Until drained, or until the master is gone."""
        while not self._draining or self._calls:
            self._calls = {thread: call for thread, call in self._calls.items() if thread.is_alive()}
            try:
                os.write(self._beat_fd, bytes([min(len(self._calls), 255)]))
            except BrokenPipeError:
                self._draining = True
            self._cut_stuck_calls()
            has_room = not self._draining and len(self._calls) < self._parts.settings.bot.calls_per_worker
            if select.select([self._listening] if has_room else [], [], [], BEAT_SECONDS)[0]:
                self._accept()

    def _accept(self) -> None:
        try:
            launcher, _ = self._listening.accept()
        except BlockingIOError:
            return  # another worker was quicker
        running = _Running(launcher)
        thread = threading.Thread(target=running.hold, args=(self._parts,), daemon=True)
        self._calls[thread] = running
        thread.start()

    def _cut_stuck_calls(self) -> None:
        for call in self._calls.values():
            if call.idle_seconds() > STUCK_SECONDS:
                log.error("call %s does nothing any more: it is cut, the dialplan goes on", call.name)
                call.cut()


class _Running:
    """One call in its thread."""

    def __init__(self, launcher: socket.socket) -> None:
        self._launcher = launcher
        self._handover: Handover | None = None
        self._agi: Agi | None = None
        self._began = time.monotonic()
        self._cut = False
        self.name = "?"

    def hold(self, parts: Parts) -> None:
        """From the launcher's first byte to the end of its call."""
        try:
            with receive(self._launcher) as self._handover:
                self._agi = Agi(self._handover.replies, self._handover.commands)
                ear = parts.ears.open()
                try:
                    call = AsteriskCall(self._handover, self._agi, ear, parts.sounds)
                    self.name = call.id
                    attend(call, parts.desk(), call.stage)
                finally:
                    ear.close()
        except AgiBroken as error:
            log.error("call %s: %s", self.name, error)
        except HungUp:
            log.info("call %s: hung up before it began", self.name)
        finally:
            self._handover = None

    def idle_seconds(self) -> float:
        """How long nothing has come from or gone to Asterisk."""
        return time.monotonic() - (self._agi.last_activity if self._agi else self._began)

    def cut(self) -> None:
        """Give the call back to the dialplan, whatever its thread does."""
        if self._handover is not None and not self._cut:
            self._cut = True
            self._handover.cut()

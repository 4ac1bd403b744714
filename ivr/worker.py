"""One worker of the bot: models loaded once, a thread for each call, a watchdog over them."""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

from ivr.adapters.asterisk.agi import Agi
from ivr.adapters.asterisk.call import AsteriskCall, Sounds
from ivr.adapters.asterisk.escort import escort_of
from ivr.adapters.asterisk.handover import Handover, receive
from ivr.adapters.speech import models
from ivr.adapters.speech.ear import Ear
from ivr.adapters.speech.pack_ears import ForeignEars, foreign_ears
from ivr.adapters.speech.vosk_ear import Ears
from ivr.adapters.store.callers import SqlCallers
from ivr.adapters.store.directory import CurrentDirectory
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.voice.catalogue import Catalogue
from ivr.adapters.voice.packs import Packs
from ivr.adapters.voice.texts import read_texts
from ivr.desk import desk_of
from ivr.errors import HotlineError, HungUp
from ivr.flows.attend import attend
from ivr.flows.ports import Callers, Ledger
from ivr.settings import Settings

log = logging.getLogger(__name__)
BEAT_SECONDS = 0.5
FIRST_COMMAND_SECONDS = 2.0
STUCK_SECONDS = 30.0
"""A call whose thread does nothing with Asterisk for so long is cut, so that the dialplan goes on."""


@dataclass
class Parts:
    """What a worker's calls share."""

    ears: Ears
    foreign: ForeignEars
    directory: CurrentDirectory
    ledger: Ledger
    callers: Callers
    sounds: Sounds
    settings: Settings

    def hold(self, handover: Handover, agi: Agi) -> None:
        """Hold the talk with one caller."""
        desk = desk_of(self.settings, self.directory.get(), self.ledger, callers=self.callers, words=self.foreign.words)
        escort = partial(escort_of, directory=desk.directory)
        with closing(AsteriskCall(handover, agi, self.open_ear, self.sounds, escort)) as call:
            attend(call, replace(desk, callback=call.callback, hold=call.hold), call.stage)

    def open_ear(self, language: str) -> Ear:
        """One for this language, or the site's own where nothing hears it. Close it."""
        return (self.foreign.ears if language and self.foreign.ears else self.ears).open()


def join_parts(settings: Settings) -> Parts:
    """Load models, directory, prompts and ledger. Raises HotlineError, naming what is missing."""
    cache = settings.var / "cache"
    texts, sounds = read_texts(settings.prompts, settings.root / "data"), settings.prompts / "sounds"
    ledger = SqlLedger(settings.ledger_url)
    return Parts(
        Ears(models.prepare(settings), settings.speech.warm_recognisers, settings.speech.kept_recognisers),
        foreign_ears(settings),
        CurrentDirectory(settings.directory_db),
        ledger,
        SqlCallers(ledger),
        Packs(
            Catalogue(texts, sounds / "8k", cache / "prompts", sounds / "directory"),
            settings.prompts.parent,
            cache / "packs",
        ),
        settings,
    )


def work(settings: Settings, listening_fd: int, beat_fd: int) -> int:
    """Take calls until SIGTERM, then finish those running. beat_fd: each half second the number of calls, as a byte."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parts = join_parts(settings)
    parts.directory.watch()
    worker = Worker(parts.hold, settings.bot.calls_per_worker, socket.socket(fileno=listening_fd), beat_fd)
    signal.signal(signal.SIGTERM, lambda *_: worker.drain())
    worker.run()
    return 0


class Worker:
    """Accepts launchers while it has room; beats while its main thread lives."""

    def __init__(
        self, talk: Callable[[Handover, Agi], None], most_calls: int, listening: socket.socket, beat_fd: int
    ) -> None:
        """talk: holds one call, in a thread of its own, until it is handed on."""
        self._talk, self._most_calls, self._listening, self._beat_fd = talk, most_calls, listening, beat_fd
        self._calls: list[_Running] = []
        self._draining = False
        listening.setblocking(False)

    def drain(self) -> None:
        """Take no further calls."""
        self._draining = True

    def run(self) -> None:
        """Until drained, or until the master is gone."""
        while not self._draining or self._calls:
            self._beat()
            self._cut_stuck_calls()
            self._calls = [call for call in self._calls if call.is_running()]
            has_room = not self._draining and len(self._calls) < self._most_calls
            if select.select([self._listening] if has_room else [], [], [], BEAT_SECONDS)[0] and not self._draining:
                self._accept()
        self._listening.close()

    def _beat(self) -> None:
        try:
            os.write(self._beat_fd, bytes([min(len(self._calls), 255)]))
        except BrokenPipeError:
            self._draining = True

    def _accept(self) -> None:
        try:
            launcher, _ = self._listening.accept()
        except BlockingIOError:
            return  # another worker was quicker
        except OSError as error:
            log.error("a call was not taken: %s. It goes to the operators", error)
            time.sleep(BEAT_SECONDS)
            return
        running = _Running(launcher, self._talk)
        self._calls.append(running)
        running.start()

    def _cut_stuck_calls(self) -> None:
        for call in self._calls:
            if call.is_stuck(time.monotonic()):
                log.error("call %s does nothing any more: it is cut, the dialplan goes on", call.name)
                call.cut()


class _Running:
    """One call in its thread."""

    def __init__(self, launcher: socket.socket, talk: Callable[[Handover, Agi], None]) -> None:
        self._launcher, self._talk = launcher, talk
        self._thread = threading.Thread(target=self._hold, daemon=True)
        self._handover: Handover | None = None
        self._agi: Agi | None = None
        self._began = time.monotonic()
        self._is_cut = False
        self.name = "?"

    def start(self) -> None:
        """From the launcher's first byte to the end of its call."""
        self._thread.start()

    def is_running(self) -> bool:
        """A call that was cut no longer counts, though its thread may hang for ever."""
        return self._thread.is_alive() and not self._is_cut

    def is_stuck(self, now: float) -> bool:
        """The call never began, or nothing has come from or gone to Asterisk for long."""
        agi = self._agi
        if agi is None or not agi.has_begun:
            return now - self._began > FIRST_COMMAND_SECONDS
        return now - agi.last_activity > STUCK_SECONDS

    def cut(self) -> None:
        """Give the call back to the dialplan, whatever its thread does."""
        self._is_cut = True
        if self._handover is not None:
            self._handover.cut()

    def _hold(self) -> None:
        try:
            with receive(self._launcher) as self._handover:
                agi = Agi(self._handover.replies, self._handover.commands)
                self.name, self._agi = agi.env.get("agi_uniqueid", "?"), agi
                self._talk(self._handover, agi)
        except HotlineError as error:
            log.error("call %s: %s. It goes to the operators", self.name, error)
        except HungUp:
            log.info("call %s: hung up", self.name)

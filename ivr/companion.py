"""A process beside the bot's workers that may fail or end without any caller noticing: it is started again later."""

from __future__ import annotations

import ctypes
import logging
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ivr.adapters.transcripts.extra import INSTALL, is_installed
from ivr.settings import Settings

log = logging.getLogger(__name__)
AGAIN_SECONDS = 60.0
"""After one ended that does not of itself."""
TIDY_SECONDS = 6 * 3600.0
END_SECONDS = 5.0
"""It ends between two passages of a recording: 2 s of a processor, more at the lowest priority; then it is killed."""


LIBC = ctypes.CDLL(None)
SIGNAL_OF_PARENTS_DEATH = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""


class Companion:
    """Runs `./hotline ivr WORDS`, and again `again_seconds` after it ended. Close it in the end."""

    def __init__(self, words: Sequence[str], again_seconds: float, root: Path) -> None:
        self.command = [sys.executable, "-m", "ivr", *words]
        self._again_seconds, self._root = again_seconds, root
        self._process: subprocess.Popen[bytes] | None = None
        self._next_start = 0.0
        self._is_wanted = True

    @property
    def pid(self) -> int | None:
        """Of the running process; None when there is none."""
        return self._process.pid if self._process else None

    def tend(self, now: float) -> None:
        """Start it if it is time. Never waits, never raises."""
        if self._process is not None and self._process.poll() is not None:
            self._process, self._next_start = None, now + self._again_seconds
        if self._process is None and self._is_wanted and now >= self._next_start:
            try:
                self._process = subprocess.Popen(
                    self.command, cwd=self._root, stdin=subprocess.DEVNULL, preexec_fn=_end_with_the_bot
                )
            except OSError as error:
                log.error("%s cannot be started: %s", " ".join(self.command), error)
                self._next_start = now + self._again_seconds

    def end(self) -> None:
        """Ask it to end; it is not started again."""
        self._is_wanted = False
        if self._process is not None:
            self._process.terminate()

    def close(self) -> None:
        """Wait until it is gone, at most END_SECONDS."""
        self.end()
        if self._process is None:
            return
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def _end_with_the_bot() -> None:
    """In the new process: also when the bot is killed, so that the next one does not find another of it there."""
    LIBC.prctl(SIGNAL_OF_PARENTS_DEATH, signal.SIGTERM)


def companions_of(settings: Settings) -> tuple[Companion, ...]:
    """All that run beside the workers."""
    diallers = (
        Companion(("callbacks", "dial"), AGAIN_SECONDS, settings.root) for _ in range(settings.callbacks.diallers)
    )
    wanted = [("asterisk", "shifts"), *[("staff", "page")] * settings.staff.page]
    wanted += [("callbacks", "notify")] * settings.notify.is_wanted
    others = (Companion(words, AGAIN_SECONDS, settings.root) for words in wanted)
    return companion_of(settings), *others, *diallers


def companion_of(settings: Settings) -> Companion:
    """The second ear, when it is switched on and installed; else what deletes old recordings now and then."""
    chosen = settings.transcripts
    if chosen.enabled and is_installed(chosen.model):
        return Companion(("transcripts", "run"), AGAIN_SECONDS, settings.root)
    if chosen.enabled:
        log.error("[transcripts] is enabled, but not installed: recordings are kept, not written down. %s", INSTALL)
    return Companion(("transcripts", "tidy"), TIDY_SECONDS, settings.root)

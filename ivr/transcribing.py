"""The worker that writes recordings down in the background, one at a time, and forgets them after their days."""

from __future__ import annotations

import fcntl
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.recordings import Recording, Recordings
from ivr.adapters.transcripts.second_ear import Progress, SecondEar, Transcript
from ivr.errors import LedgerUnavailable, SecondEarUnusable, TranscriptFailed
from ivr.settings import Settings

log = logging.getLogger(__name__)
LOOK_SECONDS = 10.0
BUSY_SECONDS = 2.0
TIDY_SECONDS = 3600.0
MOST_ATTEMPTS = 3
SETTLED_SECONDS = 2.0
"""A file changed since then may not be closed yet."""
MISSING_HOURS = 24
"""A file may lie on another machine that shares the ledger; after a day without it nobody has it."""


class WritesDown(Protocol):
    """What SecondEar does."""

    def write_down(self, file: Path, progress: Progress) -> Transcript:
        """Raises TranscriptFailed for this file, SecondEarUnusable for all, and what `progress` raises."""

    def rest(self) -> None:
        """Nothing more to do for now."""


class Stopped(Exception):
    """No error: the program was asked to end, and does so between two passages of a recording."""


class Transcribing:
    """Takes waiting recordings one by one.

    ear: writes one down. now: local time. wait: pauses for so many seconds; True when the program is asked to end.
    """

    def __init__(
        self, settings: Settings, ear: WritesDown, now: Callable[[], datetime], wait: Callable[[float], bool]
    ) -> None:
        self._settings, self._ear, self._now, self._wait = settings, ear, now, wait
        self._recordings = Recordings(SqlLedger(settings.ledger_url))

    def run(self) -> None:
        """Until asked to end. A ledger that is away for a while is waited for."""
        tidied = None
        while not self._wait(LOOK_SECONDS):
            try:
                if tidied is None or self._now() - tidied > timedelta(seconds=TIDY_SECONDS):
                    tidy(self._settings, self._recordings, self._now())
                    tidied = self._now()
                self.run_once()
            except LedgerUnavailable as error:
                log.error("no recording is written down now: %s", error)
            except Stopped:
                return

    def run_once(self, progress: Progress = lambda done, all_of_it: None) -> int:
        """Write down everything that waits. Returns how many were taken. Raises LedgerUnavailable, Stopped."""
        count = 0
        while (recording := self._next()) is not None:
            self._take(recording, progress)
            count += 1
        self._ear.rest()
        return count

    def _next(self) -> Recording | None:
        """The first one whose file is here and whole; those whose file is nowhere to be found fail."""
        for recording in self._recordings.waiting(self._now()):
            file = self._settings.recordings / recording.file
            if file.is_file():
                if self._now().timestamp() - file.stat().st_mtime > SETTLED_SECONDS:
                    return recording
            elif self._now() - recording.at > timedelta(hours=MISSING_HOURS):
                self._recordings.fail(recording, f"{recording.file} is not there any more", self._now())
        return None

    def _take(self, recording: Recording, progress: Progress) -> None:
        if recording.attempts >= MOST_ATTEMPTS:
            self._fail(recording, f"given up: it ended the program {recording.attempts} times")
            return
        self._recordings.begin(recording)

        def between_passages(done: float, all_of_it: float) -> None:
            self._make_way()
            progress(done, all_of_it)

        try:
            made = self._ear.write_down(self._settings.recordings / recording.file, between_passages)
        except TranscriptFailed as error:
            self._fail(recording, str(error))
        except (Stopped, SecondEarUnusable):
            self._recordings.put_back(recording)
            raise
        else:
            self._recordings.finish(recording, made.text, made.seconds, self._now())
            log.info("%s is written down: %.0f s, %d characters", recording.file, made.seconds, len(made.text))

    def _fail(self, recording: Recording, reason: str) -> None:
        log.error("%s cannot be written down: %s", recording.file, reason)
        self._recordings.fail(recording, reason, self._now())

    def _make_way(self) -> None:
        """Callers come first: wait while many are on the line."""
        while self._wait(0) or calls_up(self._settings) > self._settings.transcripts.most_calls:
            if self._wait(BUSY_SECONDS):
                raise Stopped


def calls_up(settings: Settings) -> int:
    """How many calls the bot holds, as it last told; 0 when it is down."""
    try:
        status = json.loads((settings.var / "run" / "bot.json").read_text(encoding="utf-8"))
        return sum(worker["calls"] for worker in status["workers"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def tidy(settings: Settings, recordings: Recordings, now: datetime) -> int:
    """Delete sound and transcripts older than [recording] keep_days. Returns how many files went."""
    if not settings.recording.keep_days:
        return 0
    limit = now - timedelta(days=settings.recording.keep_days)
    recordings.forget_before(limit)
    count = 0
    for file in settings.recordings.glob("*.wav"):
        try:
            if file.lstat().st_mtime < limit.timestamp():
                file.unlink()
                count += 1
        except OSError as error:
            log.error("%s should be deleted, it is %d days old: %s", file, settings.recording.keep_days, error)
    return count


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """One such worker on a machine. Raises SecondEarUnusable when there is one already."""
    path = settings.var / "run" / "transcripts.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("w")
    except OSError as error:
        raise SecondEarUnusable(f"{path} cannot be opened: {error}. Run this as the user of the bot") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SecondEarUnusable("recordings are being written down already, by another process") from None
        yield


def default_ear(settings: Settings) -> SecondEar:
    """As hotline.toml says."""
    chosen = settings.transcripts
    return SecondEar(chosen.model, settings.var / "cache", chosen.most_minutes)

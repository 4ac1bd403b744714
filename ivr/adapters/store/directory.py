"""directory.db → the frozen snapshot of a talk; a running bot takes a newer one between calls."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import sqlite3
import threading
import time as clock
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import sqlite_utils
from sqlite_utils.db import NotFoundError

from ivr.adapters.store.directory_calendar import calendar_warning
from ivr.adapters.store.directory_snapshot import snapshot
from ivr.domain.deciding import decide
from ivr.domain.directory import Directory
from ivr.errors import DirectoryInvalid

log = logging.getLogger(__name__)
FIRST_WORDS = "我住海淀，我家停水了"
"""Understood once before any caller's: the first time takes 0.1 s longer, for dictionaries are read."""
LOOK_SECONDS = 2.0
"""How often a running bot looks for a newer directory."""


def open_directory(file: Path) -> Directory:
    """The snapshot. Raises DirectoryInvalid when the file is missing, broken or of another format."""
    if not file.is_file():
        raise DirectoryInvalid(f"there is no directory at {file}: run ./hotline ivr directory build")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            found = snapshot(sqlite_utils.Database(connection))
    except (sqlite3.Error, NotFoundError, LookupError, TypeError, ValueError, zlib.error) as error:
        raise DirectoryInvalid(
            f"{file} is not a directory of this hotline ({error}): run ./hotline ivr directory build"
        ) from error
    decide(FIRST_WORDS, found)
    _give_memory_back()
    return found


def _give_memory_back() -> None:
    """Reading takes 90 MB more for a moment, which glibc would keep; other C libraries are left alone."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


class CurrentDirectory:
    """The newest good directory. Safe to use from many threads."""

    def __init__(self, file: Path, monotonic: Callable[[], float] = clock.monotonic) -> None:
        self._file, self._monotonic = file, monotonic
        self._lock = threading.Lock()
        self._watched = False
        self._stamp = self._read_stamp()
        self._directory = open_directory(file)
        self._looked = self._monotonic()
        self._warn_of_calendar()

    def watch(self) -> None:
        """From now on a thread looks for newer ones, so that no caller waits while one is read."""
        self._watched = True
        threading.Thread(target=self._keep_looking, name="directory", daemon=True).start()

    def get(self) -> Directory:
        """The snapshot for a talk that begins now. A broken new file is refused; the old one stays."""
        if not self._watched:
            with self._lock:
                if self._monotonic() - self._looked >= LOOK_SECONDS:
                    self._looked = self._monotonic()
                    self._look()
        return self._directory

    def _keep_looking(self) -> None:
        while True:
            clock.sleep(LOOK_SECONDS)
            self._look()
            if date.today() != self._warned:
                self._warn_of_calendar()

    def _look(self) -> None:
        stamp = self._read_stamp()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._directory = open_directory(self._file)
            log.info("directory %s is in use", self._directory.version)
            self._warn_of_calendar()
        except DirectoryInvalid as error:
            log.error("the old directory stays: %s", error)

    def _warn_of_calendar(self) -> None:
        """Once a day, and for each new directory."""
        self._warned = date.today()
        warning = calendar_warning(self._directory.hours.calendar, self._warned)
        if warning:
            log.warning("%s", warning)

    def _read_stamp(self) -> tuple[int, int]:
        try:
            found = self._file.stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)

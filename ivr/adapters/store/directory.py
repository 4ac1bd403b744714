"""directory.db → the frozen snapshot of a talk; a running bot takes a newer one between calls."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time as clock
import zlib
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from datetime import time
from pathlib import Path
from typing import Any

import sqlite_utils
from sqlite_utils.db import NotFoundError

from ivr.adapters.store.router_packing import unpack
from ivr.domain.directory import Department, Directory, Line
from ivr.domain.hours import Hours
from ivr.errors import DirectoryInvalid

log = logging.getLogger(__name__)
LOOK_SECONDS = 2.0
"""How often a running bot looks for a newer directory."""


def open_directory(file: Path) -> Directory:
    """The snapshot. Raises DirectoryInvalid when the file is missing, broken or of another format."""
    if not file.is_file():
        raise DirectoryInvalid(f"there is no directory at {file}: run ./hotline ivr directory build")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return _snapshot(sqlite_utils.Database(connection))
    except (sqlite3.Error, NotFoundError, LookupError, TypeError, ValueError, zlib.error) as error:
        raise DirectoryInvalid(
            f"{file} is not a directory of this hotline ({error}): run ./hotline ivr directory build"
        ) from error


class CurrentDirectory:
    """The newest good directory. Safe to use from many threads."""

    def __init__(self, file: Path, monotonic: Callable[[], float] = clock.monotonic) -> None:
        self._file, self._monotonic = file, monotonic
        self._lock = threading.Lock()
        self._stamp = self._read_stamp()
        self._directory = open_directory(file)
        self._looked = self._monotonic()

    def get(self) -> Directory:
        """The snapshot for a talk that begins now. A broken new file is refused; the old one stays."""
        with self._lock:
            if self._monotonic() - self._looked >= LOOK_SECONDS:
                self._looked = self._monotonic()
                self._look()
            return self._directory

    def _look(self) -> None:
        stamp = self._read_stamp()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._directory = open_directory(self._file)
            log.info("directory %s is in use", self._directory.version)
        except DirectoryInvalid as error:
            log.error("the old directory stays: %s", error)

    def _read_stamp(self) -> tuple[int, int]:
        try:
            found = self._file.stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)


def _snapshot(db: Any) -> Directory:
    places: dict[str, list[str]] = defaultdict(list)
    for row in db["places"].rows:
        places[row["name"]].append(row["district"])
    return Directory(
        version=str(db["about"].get("version")["value"]),
        lines={row["number"]: _line(row) for row in db["lines"].rows},
        departments={row["id"]: _department(row) for row in db["departments"].rows},
        districts=tuple(row["name"] for row in db["districts"].rows),
        places={name: tuple(districts) for name, districts in places.items()},
        router=unpack({row["part"]: row["value"] for row in db["router"].rows}),
    )


def _line(row: dict[str, str]) -> Line:
    hours = Hours(time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"])) if row["opens"] else None
    return Line(row["number"], row["name"], row["greeting"], row["district"] or None, hours)


def _department(row: dict[str, Any]) -> Department:
    aliases = tuple(alias for alias in row["aliases"].split(";") if alias)
    return Department(row["id"], row["name"], row["spoken"], row["queue"], bool(row["per_district"]), aliases)

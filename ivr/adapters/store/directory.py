"""directory.db → the frozen snapshot of a talk; a running bot takes a newer one between calls."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time as clock
from collections import defaultdict
from datetime import time
from pathlib import Path
from typing import Any

import sqlite_utils

from ivr.adapters.store import router_training
from ivr.domain.directory import Department, Directory, Hours, Line
from ivr.domain.routing import LinearRouter
from ivr.errors import DirectoryInvalid

log = logging.getLogger(__name__)
NAME_WEIGHT, MATTER_WEIGHT = 4.0, 4.0
LOOK_SECONDS = 2.0
"""How often a running bot looks for a newer directory."""


def open_directory(file: Path, cache: Path) -> Directory:
    """The snapshot. Its router is taken from `cache`, or trained and kept there. Raises DirectoryInvalid."""
    if not file.exists():
        raise DirectoryInvalid(f"there is no directory at {file}: run ./hotline ivr directory build")
    try:
        db = sqlite_utils.Database(sqlite3.connect(f"file:{file}?mode=ro", uri=True))
        version = str(db.table("about").get("version")["value"])
        return _snapshot(db, version, _router(db, cache / f"router-{version}.npz"))
    except (sqlite3.Error, sqlite_utils.db.NotFoundError, KeyError, ValueError) as error:
        raise DirectoryInvalid(f"{file} is not a directory of this hotline: {error}. Build it again") from error


class CurrentDirectory:
    """The newest good directory. Safe to use from many threads."""

    def __init__(self, file: Path, cache: Path) -> None:
        self._file, self._cache = file, cache
        self._lock = threading.Lock()
        self._stamp = self._read_stamp()
        self._directory = open_directory(file, cache)
        self._looked = clock.monotonic()

    def get(self) -> Directory:
        """The snapshot for a talk that begins now. A broken new file is refused; the old one stays."""
        with self._lock:
            if clock.monotonic() - self._looked > LOOK_SECONDS:
                self._looked = clock.monotonic()
                self._look()
            return self._directory

    def _look(self) -> None:
        stamp = self._read_stamp()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._directory = open_directory(self._file, self._cache)
            log.info("directory %s is in use", self._directory.version)
        except DirectoryInvalid as error:
            log.error("the old directory stays: %s", error)

    def _read_stamp(self) -> tuple[int, int]:
        try:
            found = self._file.stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)


def _snapshot(db: Any, version: str, router: LinearRouter) -> Directory:
    places: dict[str, list[str]] = defaultdict(list)
    for row in db["places"].rows:
        places[row["name"]].append(row["district"])
    return Directory(
        version=version,
        lines={row["number"]: _line(row) for row in db["lines"].rows},
        departments={row["id"]: _department(row) for row in db["departments"].rows},
        districts=tuple(row["name"] for row in db["districts"].rows),
        places={name: tuple(districts) for name, districts in places.items()},
        router=router,
    )


def _line(row: dict[str, str]) -> Line:
    hours = Hours(time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"])) if row["opens"] else None
    return Line(row["number"], row["name"], row["greeting"], row["district"] or None, hours)


def _department(row: dict[str, Any]) -> Department:
    aliases = tuple(alias for alias in row["aliases"].split(";") if alias)
    return Department(row["id"], row["name"], row["spoken"], row["queue"], bool(row["per_district"]), aliases)


def _router(db: Any, kept: Path) -> LinearRouter:
    if kept.exists():
        return router_training.load(kept)
    examples = [(row["department"], row["phrase"], 1.0) for row in db["phrases"].rows]
    examples += [(row["department"], row["matter"], MATTER_WEIGHT) for row in db["matters"].rows]
    for row in db["departments"].rows:
        names = [row["name"], row["spoken"], *filter(None, row["aliases"].split(";"))]
        examples += [(row["id"], name, NAME_WEIGHT) for name in names]
    router = router_training.train(examples)
    router_training.save(router, kept)
    return router

"""data/*.csv → directory.db with its router: the same bytes every time, made whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlite_utils

from ivr.adapters.store.directory_router import examples_hash, examples_of, kept_parts, phrase_parts, trained_parts
from ivr.adapters.store.directory_rows import database_rows
from ivr.adapters.store.directory_sources import read_sources, version_of
from ivr.adapters.store.directory_tables import Sources
from ivr.errors import DirectoryInvalid


def build_directory(sources: Path, target: Path, cache: Path | None = None, keep_router: bool = False) -> str:
    """Make the directory. Returns its version. Raises DirectoryInvalid; the old file then stays.

    cache: a folder that remembers trainings. keep_router: the weights of the present directory stay.
    """
    rows = read_sources(sources)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        write_directory(rows, part, target if keep_router else None, cache)
        os.replace(part, target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        part.unlink(missing_ok=True)
    return version_of(rows)


def write_directory(rows: Sources, file: Path, keep_router_of: Path | None = None, cache: Path | None = None) -> bool:
    """Write a directory of checked rows to a new file, safely on disk. True when its router knows all its phrases.

    keep_router_of: a directory whose router is taken, when it fits the departments. Raises DirectoryInvalid.
    """
    examples = examples_of(rows)
    wanted = examples_hash(examples)
    kept = kept_parts(keep_router_of, rows) if keep_router_of else None
    router, learned = kept or (trained_parts(examples, cache), wanted)
    parts = {**router, **phrase_parts(rows)}
    try:
        file.unlink(missing_ok=True)
        with sqlite3.connect(file) as connection:
            _write(sqlite_utils.Database(connection), rows, {"version": version_of(rows), "router": learned}, parts)
        connection.execute("VACUUM")
        connection.close()
        _sync(file)
    except (OSError, sqlite3.Error) as error:
        file.unlink(missing_ok=True)
        raise _unwritable(file, error) from error
    return learned == wanted


def _write(db: Any, rows: Sources, about: Mapping[str, str], router: Mapping[str, bytes]) -> None:
    db["about"].insert_all(({"key": key, "value": value} for key, value in about.items()), pk="key")
    for table, records, shape in database_rows(rows):
        if records:
            db[table].insert_all(records, **shape)
        else:
            db[table].create({"row": str})  # a table nobody filled is there, and empty
    db["router"].insert_all(({"part": part, "value": value} for part, value in router.items()), pk="part")


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(target: Path, error: Exception) -> DirectoryInvalid:
    return DirectoryInvalid(f"{target} cannot be written: {error}. Free its disk; the old one is kept")

"""The sources of the directory, data/*.csv: read, and checked for every fault at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ivr.adapters.store.directory_calendar import official_days
from ivr.adapters.store.directory_cells import Loaded
from ivr.adapters.store.directory_checks import CHECKS
from ivr.adapters.store.directory_csv import read_csv
from ivr.adapters.store.directory_tables import TABLES, Row, Sources
from ivr.errors import DirectoryInvalid

__all__ = ["FORMAT", "Row", "Sources", "faults_of", "load_sources", "read_sources", "rows_of", "sources_version"]

FORMAT = "6"
"""Raised whenever the tables or the training change, so that the version does too."""


def read_sources(folder: Path) -> Sources:
    """The rows of every source. Raises DirectoryInvalid, listing every fault with file, row and column."""
    loaded = load_sources(folder)
    faults = faults_of(loaded)
    if faults:
        raise DirectoryInvalid(f"the sources in {folder} have {len(faults)} faults:\n  " + "\n  ".join(faults))
    return rows_of(loaded)


def load_sources(folder: Path) -> dict[str, Loaded]:
    """Every table of the folder; what cannot be read is among its faults."""
    found = {}
    for name, table in TABLES.items():
        file = folder / f"{name}.csv"
        try:
            found[name] = read_csv(file.read_bytes(), table, file.name, strict=False)
        except OSError as error:
            told = f"{file.name}: cannot be read: {error.strerror}. Take it back from git or an export"
            found[name] = Loaded(table, file.name, [], [], table.columns, lambda number, column: "", [told])
    return found


def rows_of(loaded: Mapping[str, Loaded]) -> Sources:
    """The rows alone."""
    return {name: table.rows for name, table in loaded.items()}


def faults_of(loaded: Mapping[str, Loaded]) -> list[str]:
    """Every fault of these tables, each with where it is; of their cells first, then between tables."""
    faults = [fault for table in loaded.values() for fault in table.faults]
    if any(column not in row for table in loaded.values() for row in table.rows[:1] for column in table.table.columns):
        return faults
    if any(not table.rows and table.faults for table in loaded.values()):
        return faults  # with a whole table missing, the checks below would say nothing more
    sources = rows_of(loaded)
    for check in CHECKS:
        faults += [f"{loaded[f.table].where(f.row, f.column)}: {f.says}" for f in check(sources)]
    return faults


def sources_version(folder: Path) -> str:
    """The version that a directory built from these sources has."""
    return version_of(rows_of(load_sources(folder)))


def version_of(sources: Sources) -> str:
    """The version of these rows, and of the official calendar they stand on."""
    digest = hashlib.sha256(FORMAT.encode())
    for name, table in TABLES.items():
        digest.update(f"\n{name}".encode())
        for row in sources[name]:
            digest.update(("\n" + "\t".join(row.get(column, "") for column in table.columns)).encode())
    for day in official_days():
        digest.update(f"\n{day['date']}{day['kind']}".encode())
    return digest.hexdigest()[:12]

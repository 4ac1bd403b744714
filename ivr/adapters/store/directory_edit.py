"""Imports and undos: what they would change and what is wrong with them, then sources and directory.db together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.directory_build import write_directory
from ivr.adapters.store.directory_cells import Loaded
from ivr.adapters.store.directory_csv import read_csv, write_csv
from ivr.adapters.store.directory_difference import Difference, difference, merge, take_back
from ivr.adapters.store.directory_history import Entry, entry_file, read_history, stamp, to_undo
from ivr.adapters.store.directory_sources import faults_of, load_sources, rows_of, version_of
from ivr.adapters.store.directory_tables import TABLES, Row, Sources
from ivr.adapters.store.directory_transaction import alone, replace_together, staged
from ivr.adapters.store.directory_xlsx import read_sheet, read_xlsx
from ivr.errors import DirectoryInvalid

MOST_BYTES = 30_000_000


@dataclass(frozen=True)
class Office:
    """Where the directory lives. folder: its lock, journal and history; cache: trainings of the router."""

    sources: Path
    directory: Path
    folder: Path
    cache: Path

    def alone(self, before: Callable[[str], None] = lambda step: None) -> AbstractContextManager[None]:
        """One admin at a time; an interrupted edit is finished or forgotten first."""
        return alone(self.folder, (self.sources, self.directory.parent, self.folder / "history"), before)


@dataclass(frozen=True)
class Plan:
    """An edit before it is made. columns: of each changed table; undoes: the number of the change it takes back."""

    differences: list[Difference]
    faults: list[str]
    before: Sources
    after: Sources
    columns: Mapping[str, tuple[str, ...]]
    undoes: int | None = None

    def changes(self) -> list[Difference]:
        """The tables that it changes."""
        return [found for found in self.differences if found]


def plan_import(office: Office, table: str, file: Path, keep_missing: bool = False) -> Plan:
    """The edit that makes a table what the file holds; table "all": each sheet of a workbook is a table.

    keep_missing: rows that the file lacks stay. Raises DirectoryInvalid when the file is none of the kind.
    """
    return _plan(office, _read(table, file), keep_missing)


def plan_addition(office: Office, table: str, rows: Sequence[Row]) -> Plan:
    """The edit that adds these rows to a table, or changes those of the same key."""
    columns = TABLES[table].columns
    numbers = list(range(1, len(rows) + 1))
    given = Loaded(TABLES[table], table, list(rows), numbers, columns, lambda n, column: f"new row {n}, {column}")
    return _plan(office, [given], keep_missing=True)


def _plan(office: Office, read: Sequence[Loaded], keep_missing: bool) -> Plan:
    current = load_sources(office.sources)
    new = {found.table.name: found for found in read}
    if keep_missing:
        new = {name: _with_missing(found, current[name]) for name, found in new.items()}
    faults = faults_of(current | new)
    before = rows_of(current)
    after = before | {name: merge(TABLES[name], before[name], found.rows) for name, found in new.items()}
    differences = [difference(TABLES[name], before[name], after[name]) for name, found in new.items() if found.rows]
    for name, found in new.items():
        if not found.rows and not found.faults:
            faults.append(f"{found.label}: holds no rows for {name}: to delete a whole table, empty its file in data/")
    columns = {name: _columns(current[name], found.columns) for name, found in new.items()}
    return Plan(differences, faults, before, after, columns)


def plan_undo(office: Office, number: int | None) -> Plan:
    """The edit that takes a change back. Raises DirectoryInvalid when there is none, or rows were edited since."""
    entry = to_undo(read_history(office.folder), number)
    current = load_sources(office.sources)
    before = rows_of(current)
    after = dict(before)
    conflicts: list[str] = []
    for change in entry.differences():
        after[change.table], found = take_back(change, before[change.table])
        conflicts += found
    if conflicts:
        raise DirectoryInvalid(
            f"change {entry.number} cannot be undone alone:\n  "
            + "\n  ".join(conflicts)
            + "\nUndo the later changes first, or import the table"
        )
    differences = [difference(TABLES[name], before[name], after[name]) for name in entry.tables]
    changed = {name: Loaded(t.table, t.label, after[name], list(range(2, 2 + len(after[name]))), t.columns, t.place)
               for name, t in current.items() if name in entry.tables}  # fmt: skip
    columns = {name: current[name].columns for name in entry.tables}
    return Plan(differences, faults_of(current | changed), before, after, columns, entry.number)


def carry_out(
    office: Office,
    plan: Plan,
    by: str,
    note: str,
    now: datetime,
    before: Callable[[str], None] = lambda step: None,
) -> tuple[Entry, bool]:
    """Make the edit. Returns its entry in the history, and whether the router knows all phrases.

    Within `alone`. Raises DirectoryInvalid; then nothing has changed.
    """
    if plan.faults:
        raise DirectoryInvalid(f"{len(plan.faults)} faults, nothing was changed:\n  " + "\n  ".join(plan.faults))
    entries = read_history(office.folder)
    entry = Entry(
        (entries[-1].number if entries else 0) + 1,
        stamp(now),
        by,
        note,
        "undo" if plan.undoes is not None else "import",
        plan.undoes,
        version_of(plan.before),
        version_of(plan.after),
        {change.table: change.as_json() for change in plan.changes()},
    )
    before("build")
    next_directory = staged(office.directory)
    try:
        learned = write_directory(plan.after, next_directory, office.directory, office.cache)
        open_directory(next_directory)  # never put a directory in place that a bot would refuse
    except DirectoryInvalid:
        next_directory.unlink(missing_ok=True)
        raise
    replace_together(office.folder, _files(office, plan, entry), before)
    return entry, learned


def _files(office: Office, plan: Plan, entry: Entry) -> dict[Path, bytes | None]:
    files: dict[Path, bytes | None] = {
        office.sources / f"{name}.csv": write_csv(TABLES[name], plan.after[name], plan.columns[name])
        for name in entry.tables
    }
    return files | {office.directory: None, entry_file(office.folder, entry.number): entry.as_bytes()}


def _read(table: str, file: Path) -> list[Loaded]:
    try:
        if os.stat(file).st_size > MOST_BYTES:
            raise DirectoryInvalid(f"{file.name} is larger than {MOST_BYTES} bytes: split it")
        data = file.read_bytes()
    except OSError as error:
        raise DirectoryInvalid(f"{file} cannot be read: {error.strerror}. Give the file's whole path") from error
    if file.suffix.lower() in (".xlsx", ".xlsm"):
        book = read_xlsx(data, file.name)
        names = [name for name in book.sheetnames if name in TABLES] if table == "all" else [table]
        if not names:
            raise DirectoryInvalid(f"{file.name}: no sheet is named like a table: {', '.join(TABLES)}")
        return [
            read_sheet(book, TABLES[name], file.name if table != "all" else f"{file.name} {name}") for name in names
        ]
    if table == "all":
        raise DirectoryInvalid(f"{file.name}: all tables come in one .xlsx; name the table of a CSV file")
    return [read_csv(data, TABLES[table], file.name)]


def _with_missing(found: Loaded, current: Loaded) -> Loaded:
    table = found.table
    there = {table.key_of(row) for row in found.rows}
    missing = [(i, row) for i, row in enumerate(current.rows) if table.key_of(row) not in there]
    if not found.rows:
        return found

    def place(number: int, column: str) -> str:
        return found.place(number, column) if number > 0 else current.where(-number - 1, column)

    rows: list[Row] = found.rows + [row for _, row in missing]
    numbers = found.numbers + [-i - 1 for i, _ in missing]
    return Loaded(table, found.label, rows, numbers, found.columns, place, found.faults)


def _columns(current: Loaded, new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*current.columns, *new)))

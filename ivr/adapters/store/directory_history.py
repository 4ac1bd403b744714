"""Who changed which table, when and how: one file for each change, kept outside directory.db."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ivr.adapters.store.directory_difference import Difference, difference_of
from ivr.errors import DirectoryInvalid


@dataclass(frozen=True)
class Entry:
    """A change. action: import or undo; undoes: the number it takes back; versions: the directory's."""

    number: int
    at: str
    by: str
    note: str
    action: str
    undoes: int | None
    version_before: str
    version_after: str
    tables: Mapping[str, Any]

    def differences(self) -> list[Difference]:
        """What it changed."""
        return [difference_of(table, found) for table, found in self.tables.items()]

    def as_bytes(self) -> bytes:
        """The file's content."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read_history(folder: Path) -> list[Entry]:
    """All changes, the oldest first. Raises DirectoryInvalid when one cannot be read."""
    found = []
    for file in sorted((folder / "history").glob("*.json")):
        try:
            found.append(Entry(**json.loads(file.read_bytes())))
        except (OSError, ValueError, TypeError) as error:
            raise DirectoryInvalid(
                f"{file} is no change of the directory ({error}): move it away, the others stay usable"
            ) from error
    return found


def entry_file(folder: Path, number: int) -> Path:
    """Where the change of this number is kept."""
    return folder / "history" / f"{number:06}.json"


def taken_back(entries: list[Entry]) -> set[int]:
    """The numbers of changes that stand undone."""
    gone: set[int] = set()
    for entry in reversed(entries):
        if entry.undoes is not None and entry.number not in gone:
            gone.add(entry.undoes)
    return gone


def to_undo(entries: list[Entry], number: int | None) -> Entry:
    """The change to take back: of this number, or the latest that is no undo and stands. Raises DirectoryInvalid."""
    gone = taken_back(entries)
    if number is None:
        standing = [entry for entry in entries if entry.action != "undo" and entry.number not in gone]
        if not standing:
            raise DirectoryInvalid("there is no change to undo: ./hotline ivr directory history lists them")
        return standing[-1]
    found = next((entry for entry in entries if entry.number == number), None)
    if found is None:
        raise DirectoryInvalid(f"there is no change {number}: ./hotline ivr directory history lists them")
    if number in gone:
        raise DirectoryInvalid(f"change {number} is undone already: ./hotline ivr directory history shows by which")
    return found


def stamp(now: datetime) -> str:
    """A moment as the history writes it."""
    return now.astimezone().isoformat(timespec="seconds")

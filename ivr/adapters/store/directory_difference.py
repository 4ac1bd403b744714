"""What an edit changes in a table, row by row, and the way back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ivr.adapters.store.directory_tables import TABLES, Row, Table


@dataclass(frozen=True)
class Difference:
    """Rows with their places: an added or changed one's in the new table, a removed one's in the old."""

    table: str
    added: list[tuple[int, Row]] = field(default_factory=list)
    removed: list[tuple[int, Row]] = field(default_factory=list)
    changed: list[tuple[int, Row, Row]] = field(default_factory=list)
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "removed": len(self.removed),
            "unchanged": self.unchanged,
        }

    def as_json(self) -> dict[str, Any]:
        """For the history, and for machines."""
        return {
            "added": [{"at": at, "row": row} for at, row in self.added],
            "removed": [{"at": at, "row": row} for at, row in self.removed],
            "changed": [{"at": at, "before": before, "after": after} for at, before, after in self.changed],
            "unchanged": self.unchanged,
        }


def difference_of(table: str, found: dict[str, Any]) -> Difference:
    """The difference that `as_json` told."""
    return Difference(
        table,
        [(one["at"], one["row"]) for one in found["added"]],
        [(one["at"], one["row"]) for one in found["removed"]],
        [(one["at"], one["before"], one["after"]) for one in found["changed"]],
        found["unchanged"],
    )


def merge(table: Table, old: Sequence[Row], new: Sequence[Row]) -> list[Row]:
    """The new rows in the old one's order; an added row stands where the new table has it, after its neighbour.

    Columns that only the old rows have stay.
    """
    rows = {table.key_of(row): row for row in new}
    known = {table.key_of(row) for row in old}
    followers: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    neighbour: tuple[str, ...] = ()
    for key, row in rows.items():
        if key in known:
            neighbour = key
        else:
            followers[neighbour].append(row)
    merged = list(followers[()])
    for row in old:
        key = table.key_of(row)
        if key in rows:
            merged += [row | rows[key], *followers[key]]
    return merged


def difference(table: Table, old: Sequence[Row], new: Sequence[Row]) -> Difference:
    """What makes the old rows the new ones. Keys are unique in both."""
    before = {table.key_of(row): row for row in old}
    after = {table.key_of(row) for row in new}
    found = Difference(table.name, removed=[(at, row) for at, row in enumerate(old) if table.key_of(row) not in after])
    same = 0
    for at, row in enumerate(new):
        was = before.get(table.key_of(row))
        if was is None:
            found.added.append((at, row))
        elif _cells(was) != _cells(row):
            found.changed.append((at, was, row))
        else:
            same += 1
    return Difference(table.name, found.added, found.removed, found.changed, same)


def take_back(change: Difference, rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """The rows as they were before the change, and what stands in the way: rows that were edited since."""
    table = TABLES[change.table]
    found = {table.key_of(row): row for row in rows}
    conflicts: list[str] = []
    for _, row in change.added:
        key = table.key_of(row)
        if _cells(found.get(key, {})) != _cells(row):
            conflicts.append(_conflict(change.table, key, "was added, and edited or removed since"))
        found.pop(key, None)
    for _, was, became in change.changed:
        key = table.key_of(became)
        if _cells(found.get(key, {})) != _cells(became):
            conflicts.append(_conflict(change.table, key, "was changed, and edited or removed since"))
        found[key] = was
    for _, row in change.removed:
        if table.key_of(row) in found:
            conflicts.append(_conflict(change.table, table.key_of(row), "was removed, and added again since"))
    back = list(found.values())
    for at, row in change.removed:
        back.insert(at, row)
    return back, conflicts


def _cells(row: Row) -> Row:
    return {column: cell for column, cell in row.items() if cell}


def _conflict(table: str, key: tuple[str, ...], says: str) -> str:
    return f"{table}: {' / '.join(key)} {says}"

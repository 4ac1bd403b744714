"""How the commands about the directory show differences, faults and counts: in colour, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from ivr.adapters.store.directory_difference import Difference
from ivr.adapters.store.directory_edit import Office
from ivr.adapters.store.directory_tables import TABLES
from ivr.settings import Settings

MOST_ROWS = 30
"""Of each kind in each table, unless --all."""


def office_of(settings: Settings) -> Office:
    """Where this machine's directory lives."""
    folder = settings.var / "directory"
    return Office(settings.root / "data", settings.directory_db, folder, settings.var / "cache" / "router")


def show_json(found: Any) -> None:
    """One JSON value on stdout."""
    print(json.dumps(found, ensure_ascii=False))


def show_differences(differences: Sequence[Difference], show_all: bool = False) -> None:
    """Counts first, then what was added, changed and removed."""
    console = Console(highlight=False, soft_wrap=True)
    for change in differences:
        counts = ", ".join(f"{count} {kind}" for kind, count in change.counts().items())
        console.print(Text(f"{change.table}: {counts}", style="bold"))
    for change in differences:
        _show(console, change, MOST_ROWS if not show_all else None)


def show_faults(faults: Sequence[str]) -> None:
    """Every fault in red, with how many there are."""
    console = Console(highlight=False, soft_wrap=True)
    if faults:
        console.print(Text(f"{len(faults)} faults:", style="bold red"))
    for fault in faults:
        console.print(Text(f"  {fault}", style="red"))


def _show(console: Console, change: Difference, most: int | None) -> None:
    columns = TABLES[change.table].columns
    added = [("green", f"+ {_line(row, columns)}") for _, row in change.added]
    changed = [
        ("yellow", f"~ {' / '.join(TABLES[change.table].key_of(new))}: {_changes(old, new)}")
        for _, old, new in change.changed
    ]
    removed = [("red", f"- {_line(row, columns)}") for _, row in change.removed]
    for lines in (added, changed, removed):
        for colour, line in lines[:most]:
            console.print(Text(f"{change.table} {line}", style=colour))
        if most is not None and len(lines) > most:
            console.print(Text(f"{change.table}   … and {len(lines) - most} more like this: --all shows them"))


def _line(row: dict[str, str], columns: Sequence[str]) -> str:
    return " | ".join(row.get(column, "") for column in columns)


def _changes(old: dict[str, str], new: dict[str, str]) -> str:
    return "; ".join(
        f"{column} {old.get(column, '')!r} → {new.get(column, '')!r}"
        for column in dict.fromkeys((*old, *new))
        if old.get(column, "") != new.get(column, "")
    )

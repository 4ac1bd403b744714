"""Cells of a sheet → a table's rows: cleaned, and with every fault told by row and column."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ivr.adapters.store.directory_tables import Row, Table

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate a cell instead of showing it."""
LONGEST_CELL = 2000


@dataclass(frozen=True)
class Loaded:
    """A table as a file holds it. rows: the good ones' cells; numbers: each row's number in the file.

    place: row number, column → how an admin finds that cell.
    """

    table: Table
    label: str
    rows: list[Row]
    numbers: list[int]
    columns: tuple[str, ...]
    place: Callable[[int, str], str]
    faults: list[str] = field(default_factory=list)

    def where(self, index: int, column: str) -> str:
        """Where the cell of a row stands; index -1 is the header."""
        return self.place(self.numbers[index] if index >= 0 else 1, column)


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def load(
    table: Table,
    label: str,
    grid: Sequence[tuple[int, Sequence[str]]],
    place: Callable[[int, Sequence[str], str], str],
    strict: bool = True,
) -> Loaded:
    """The rows of a grid of (row number, cells), the header first. strict: columns nobody knows are faults."""
    (_, top), body = (grid[0], grid[1:]) if grid else ((1, ()), ())
    header = [cell.strip() for cell in top]
    faults = list(_header_faults(table, label, header, strict))

    def cell_place(number: int, column: str) -> str:
        return place(number, header, column)

    found = Loaded(table, label, [], [], tuple(filter(None, header)), cell_place, faults)
    if any(column not in header for column in table.columns):
        return found  # nothing below would be worth reading
    for number, cells in body:
        _take(found, header, number, cells)
    return found


def _take(found: Loaded, header: list[str], number: int, cells: Sequence[str]) -> None:
    cells = list(cells)
    while len(cells) > len(header) and not cells[-1].strip():
        cells.pop()
    if not any(cell.strip() for cell in cells):
        return
    if len(cells) != len(header):
        found.faults.append(
            f"{found.label} row {number}: has more or fewer cells than the header: {len(cells)}, not {len(header)}"
        )
        return
    row = {}
    for column, cell in zip(header, cells, strict=True):
        if column:
            row[column], fault = _clean(cell, column in found.table.numeric)
            if fault:
                found.faults.append(f"{found.place(number, column)}: {fault}")
    found.rows.append(row)
    found.numbers.append(number)


def _clean(cell: str, numeric: bool) -> tuple[str, str]:
    """The cell without blanks around it, and what is wrong with it or ""."""
    fault = ""
    if cell.startswith(FORMULA_STARTS):
        fault = f"{cell[:20]!r} looks like a formula: write the text itself, or put ' in front of it"
    text = cell.strip().strip("\ufeff\u3000\u00a0").strip()
    if text.startswith("'") and text[1:].startswith(FORMULA_STARTS):
        text = text[1:]
    if numeric:
        text = unicodedata.normalize("NFKC", text).strip() if not text.isascii() else text
    if any(unicodedata.category(character) == "Cc" for character in text):
        fault = fault or "holds a line break or a control character: write it in one line"
    if "\ufffd" in text:
        fault = fault or "holds characters that were lost when the file was saved: write them again"
    if len(text) > LONGEST_CELL:
        fault = fault or f"is longer than {LONGEST_CELL} characters: shorten it"
    return text, fault


def _header_faults(table: Table, label: str, header: list[str], strict: bool) -> list[str]:
    faults = [f"{label}: column {name} is missing" for name in table.columns if name not in header]
    known = table.columns + table.extra
    faults += [f"{label}: column {name} stands twice" for name in known if header.count(name) > 1]
    if strict:
        unknown = [name for name in header if name and name not in known]
        faults += [f"{label}: column {name!r} is unknown; known: {', '.join(known)}" for name in unknown]
    return faults

"""A table as CSV: read whatever Excel makes of it, written so that Excel reads it right."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from ivr.adapters.store.directory_cells import Loaded, harmless, load
from ivr.adapters.store.directory_tables import Row, Table

UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_csv(data: bytes, table: Table, label: str, strict: bool = True) -> Loaded:
    """The table in these bytes; its faults say what could not be read."""
    text, fault = decode(data)
    grid: list[tuple[int, Sequence[str]]] = []
    if not fault:
        try:
            grid = list(enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1))
        except csv.Error as error:
            fault = f"cannot be read as UTF-8 CSV: {error}. Save it again as 'CSV UTF-8'"
    if fault:
        return Loaded(table, label, [], [], table.columns, lambda number, column: label, [f"{label}: {fault}"])
    return load(table, label, grid, lambda number, header, column: f"{label} row {number}, {column}", strict)


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file, and why it cannot be had or ""."""
    if data.startswith(UTF16):
        return "", "is UTF-16 ('Unicode text'): save it as 'CSV UTF-8'"
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return "", "is a workbook, not CSV: name it .xlsx, or save it as 'CSV UTF-8'"
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        return "", _foreign(data, error)


def write_csv(table: Table, rows: Sequence[Row], columns: Sequence[str], for_excel: bool = False) -> bytes:
    """The table as bytes. for_excel: with the mark that makes Excel take it as UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([harmless(row.get(column, "")) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig" if for_excel else "utf-8")


def _foreign(data: bytes, error: UnicodeDecodeError) -> str:
    line = data[: error.start].count(b"\n") + 1
    try:
        sample = next(part for part in data.decode("gb18030").splitlines() if not part.isascii())
    except (UnicodeDecodeError, StopIteration):
        return f"cannot be read as UTF-8 CSV: {error.reason} in row {line}. Save it as 'CSV UTF-8'"
    return (
        f"cannot be read as UTF-8 CSV: row {line} is GBK, Excel's usual Chinese encoding (it reads as {sample[:20]!r})."
        " Save it as 'CSV UTF-8', or as .xlsx"
    )

"""Tables as an Excel workbook: one sheet each, text only, with the address of every cell that cannot be taken."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from ivr.adapters.store.directory_cells import Loaded, harmless, load
from ivr.adapters.store.directory_tables import Row, Table
from ivr.errors import DirectoryInvalid

MOST_UNPACKED_BYTES = 200_000_000
MOST_ROWS, MOST_COLUMNS = 300_000, 100
WIDEST_COLUMN = 60


def read_xlsx(data: bytes, label: str) -> Any:
    """The workbook. Raises DirectoryInvalid when it is none, is locked, or unpacks to something huge."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DirectoryInvalid(f"{label} is an old .xls or has a password: save it as .xlsx without one")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise DirectoryInvalid(f"{label} unpacks to more than {MOST_UNPACKED_BYTES} bytes: split it")
        with warnings.catch_warnings(action="ignore"):  # about styles, which nobody reads here
            return openpyxl.load_workbook(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        LookupError,
        ValueError,
        TypeError,
        OSError,
        SyntaxError,
    ) as error:
        raise DirectoryInvalid(
            f"{label} is no .xlsx workbook ({error}): save it as .xlsx, or as 'CSV UTF-8'"
        ) from error


def read_sheet(book: Any, table: Table, label: str) -> Loaded:
    """The table on the sheet of its name, or on the only sheet. Raises DirectoryInvalid when there is neither."""
    if table.name in book.sheetnames:
        sheet = book[table.name]
    elif len(book.worksheets) == 1:
        sheet = book.worksheets[0]
    else:
        raise DirectoryInvalid(f"{label} has the sheets {', '.join(book.sheetnames)}: name one of them {table.name}")
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        corner = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
        raise DirectoryInvalid(f"{label} reaches to {corner}: delete its empty rows and columns")
    faults = [
        f"{label} {merged.coord}: merged cells: unmerge them and fill in each one"
        for merged in sheet.merged_cells.ranges
    ]
    grid = [(row[0].row, [_text(cell, label, faults) for cell in row]) for row in sheet.iter_rows()]
    width = max((i + 1 for i, cell in enumerate(grid[0][1]) if cell.strip()), default=0) if grid else 0
    grid = [(number, cells[:width] if not any(cells[width:]) else cells) for number, cells in grid]
    found = load(table, label, grid, lambda number, header, column: _address(label, number, header, column))
    found.faults[:0] = faults
    return found


def write_xlsx(sheets: Mapping[Table, tuple[Sequence[Row], Sequence[str]]]) -> bytes:
    """A workbook with these tables' rows and columns."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table, (rows, columns) in sheets.items():
        sheet = book.create_sheet(table.name)
        for number, cells in enumerate([columns, *([row.get(c, "") for c in columns] for row in rows)], 1):
            for position, text in enumerate(cells, 1):
                cell = sheet.cell(number, position, harmless(text))
                cell.number_format = "@"
        for position, column in enumerate(columns, 1):
            sheet.cell(1, position).font = Font(bold=True)
            widest = max((len(row.get(column, "")) for row in rows), default=0)
            sheet.column_dimensions[get_column_letter(position)].width = min(WIDEST_COLUMN, 2 * widest + 4)
        sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _address(label: str, number: int, header: Sequence[str], column: str) -> str:
    letter = get_column_letter(header.index(column) + 1) if column in header else ""
    return f"{label} {letter}{number} ({column})"


def _text(cell: Any, label: str, faults: list[str]) -> str:
    value = cell.value
    if value is None:
        return ""
    where = f"{label} {cell.coordinate}"
    if cell.data_type == "f":
        faults.append(f"{where}: is a formula: copy it and paste it as a value")
        return "?"
    if cell.data_type == "e" or isinstance(value, bool):
        faults.append(f"{where}: holds {value}, which is no text: write the text")
        return "?"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

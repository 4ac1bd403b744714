"""Callbacks as rows to print or export: numbers masked unless asked for, what a spreadsheet takes for text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ivr.adapters.store.directory_cells import harmless
from ivr.domain.number_forms import masked
from ivr.domain.transcripts import without_numbers
from ivr.errors import HotlineError

COLUMNS = (
    "id", "state", "department", "matter", "district", "number", "caller", "line", "language", "slow", "made_at",
    "window_start", "window_end", "spoken_time", "deadline", "attempted", "outcome", "escalated", "taken_by", "words",
    "reply", "satisfaction",
)  # fmt: skip
NUMBERS, TEXTS = ("number", "caller"), ("words", "reply", "spoken_time", "why", "transcript")


def shown(row: Mapping[str, Any], full: bool) -> dict[str, Any]:
    """The columns of a callback. full: telephone numbers as they are, also those in what was said."""
    referral = row["referral"]
    flat = dict(row) | {key: referral.get(key) for key in ("matter", "district", "words")}
    return discreet({column: flat[column] for column in COLUMNS}, full)


def discreet(row: Mapping[str, Any], full: bool) -> dict[str, Any]:
    """The row as JSON can hold it, without telephone numbers unless `full`."""
    found = {
        key: value.isoformat(" ", "seconds") if isinstance(value, datetime) else value for key, value in row.items()
    }
    if full:
        return found
    for key in found:
        if key in NUMBERS and found[key]:
            found[key] = masked(found[key])
        elif key in TEXTS and found[key]:
            found[key] = without_numbers(found[key])
    return found


def export(file: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows to a .csv, .xlsx or .json that only its owner can read. Raises HotlineError."""
    writers = {".csv": _csv, ".xlsx": _xlsx, ".json": _json}
    if file.suffix.lower() not in writers:
        raise HotlineError(f"{file} must end with one of {', '.join(writers)}")
    content = writers[file.suffix.lower()](rows)
    try:
        file.touch(mode=0o600)
        file.chmod(0o600)  # it may have been there, readable by all
        file.write_bytes(content)
    except OSError as error:
        raise HotlineError(f"{file} cannot be written: {error.strerror}. Choose another place") from error


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[column]) for column in COLUMNS] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Mapping[str, Any]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "callbacks"
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([_cell(row[column]) for column in COLUMNS])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _json(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return (json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n").encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless("".join(c for c in value if c.isprintable() or c in "\n\t"))
    return "" if value is None else value

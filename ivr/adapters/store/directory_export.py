"""Tables of the directory as files for a spreadsheet."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ivr.adapters.store.directory_cells import Loaded
from ivr.adapters.store.directory_csv import write_csv
from ivr.adapters.store.directory_xlsx import write_xlsx
from ivr.errors import DirectoryInvalid


def export(loaded: Mapping[str, Loaded], table: str, file: Path) -> int:
    """Write a table, or "all" in one workbook. Returns the number of rows. Raises DirectoryInvalid."""
    chosen = list(loaded.values()) if table == "all" else [loaded[table]]
    unreadable = [fault for found in chosen for fault in found.faults]
    if unreadable:
        raise DirectoryInvalid(f"{table} cannot be exported:\n  " + "\n  ".join(unreadable))
    if file.suffix.lower() == ".xlsx":
        content = write_xlsx({found.table: (found.rows, found.columns) for found in chosen})
    elif file.suffix.lower() == ".csv" and table != "all":
        content = write_csv(chosen[0].table, chosen[0].rows, chosen[0].columns, for_excel=True)
    else:
        raise DirectoryInvalid(f"{file}: name it .xlsx, or .csv for a single table")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, file)
    except OSError as error:
        raise DirectoryInvalid(f"{file} cannot be written: {error.strerror}. Choose another folder") from error
    finally:
        part.unlink(missing_ok=True)
    return sum(len(found.rows) for found in chosen)

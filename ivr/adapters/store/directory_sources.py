"""The sources of the directory, data/*.csv: read, and checked for every fault at once."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path

from ivr.errors import DirectoryInvalid

COLUMNS = {
    "departments": ("id", "name", "short_names", "matters"),
    "district_departments": ("id", "name", "aliases", "city_counterpart", "matters"),
    "districts": ("code", "district"),
    "streets": ("code", "district", "street"),
    "communities": ("code", "district", "street", "community"),
    "landmarks": ("landmark", "district"),
    "ambiguous_places": ("name", "places"),
    "phrases": ("body", "matter", "phrase"),
    "lines": ("number", "name", "greeting", "district", "opens", "closes"),
}
KEYS = {"departments": "id", "district_departments": "id", "districts": "code", "streets": "code",
        "communities": "code", "landmarks": "landmark", "lines": "number"}  # fmt: skip
MAY_BE_EMPTY = {("lines", "district"), ("lines", "opens"), ("lines", "closes"), ("departments", "short_names"),
                ("district_departments", "aliases")}  # fmt: skip
OUTSIDE = "非北京"
"""How a landmark's district begins when callers name it but it lies in another province."""
OTHER_PLACES = {"北京经济技术开发区"}
"""Named like a district, but none: a landmark may lie in it."""
FORMAT = "2"
"""Raised whenever the tables or the training change, so that the version does too."""
Row = dict[str, str]
Sources = dict[str, list[Row]]


def read_sources(folder: Path) -> Sources:
    """The rows of every source. Raises DirectoryInvalid, listing every fault with file, row and column."""
    sources: Sources = {}
    faults: list[str] = []
    for table, columns in COLUMNS.items():
        sources[table] = _read(folder / f"{table}.csv", columns, faults)
    if not faults:  # with a column missing, the checks below would say nothing more
        for check in CHECKS:
            faults += check(sources)
    if faults:
        raise DirectoryInvalid(f"the sources in {folder} have {len(faults)} faults:\n  " + "\n  ".join(faults))
    return sources


def sources_version(folder: Path) -> str:
    """The version that a directory built from these sources has."""
    digest = hashlib.sha256(FORMAT.encode())
    for table in COLUMNS:
        digest.update((folder / f"{table}.csv").read_bytes())
    return digest.hexdigest()[:12]


def _read(file: Path, columns: tuple[str, ...], faults: list[str]) -> list[Row]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.append(f"{file.name}: cannot be read as UTF-8 CSV: {error}")
        return []
    faults += [f"{file.name}: column {name} is missing" for name in columns if name not in (reader.fieldnames or ())]
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            faults.append(f"{file.name} row {number}: has more or fewer cells than the header")
    return rows


def _empty_cells(sources: Sources) -> Iterator[str]:
    for table, columns in COLUMNS.items():
        for number, row in enumerate(sources[table], 2):
            for column in columns:
                if not row[column].strip() and (table, column) not in MAY_BE_EMPTY:
                    yield f"{table}.csv row {number}, {column}: is empty"


def _repeated_keys(sources: Sources) -> Iterator[str]:
    for table, column in KEYS.items():
        first: dict[str, int] = {}
        for number, row in enumerate(sources[table], 2):
            if row[column] in first:
                yield f"{table}.csv row {number}, {column}: {row[column]!r} stands already in row {first[row[column]]}"
            first.setdefault(row[column], number)


def _unknown_departments(sources: Sources) -> Iterator[str]:
    city = {row["name"] for row in sources["departments"]}
    all_bodies = city | {row["name"] for row in sources["district_departments"]}
    for number, row in enumerate(sources["phrases"], 2):
        if row["body"] not in all_bodies:
            yield f"phrases.csv row {number}, body: {row['body']!r} is in neither list of departments"
    for number, row in enumerate(sources["district_departments"], 2):
        if row["city_counterpart"] not in all_bodies:
            yield f"district_departments.csv row {number}, city_counterpart: {row['city_counterpart']!r} is unknown"


def _unknown_districts(sources: Sources) -> Iterator[str]:
    districts = {row["district"] for row in sources["districts"]}
    for table in ("streets", "communities", "landmarks", "lines"):
        allowed = districts | (OTHER_PLACES if table == "landmarks" else {""} if table == "lines" else set())
        for number, row in enumerate(sources[table], 2):
            for district in row["district"].split(";"):
                if district not in allowed and not (table == "landmarks" and district.startswith(OUTSIDE)):
                    yield f"{table}.csv row {number}, district: {district!r} is not in districts.csv"


def _unknown_streets(sources: Sources) -> Iterator[str]:
    streets = {row["district"] + row["street"] for row in sources["streets"]}
    for number, row in enumerate(sources["communities"], 2):
        if row["district"] + row["street"] not in streets:
            yield f"communities.csv row {number}, street: {row['street']!r} is no street of {row['district']}"
    for number, row in enumerate(sources["ambiguous_places"], 2):
        for place in row["places"].split(";"):
            if place not in streets:
                yield f"ambiguous_places.csv row {number}, places: {place!r} is not in streets.csv"


def _faulty_lines(sources: Sources) -> Iterator[str]:
    for number, row in enumerate(sources["lines"], 2):
        if not (row["number"].isascii() and row["number"].isdigit()):
            yield f"lines.csv row {number}, number: {row['number']!r} must be digits only"
        if bool(row["opens"]) != bool(row["closes"]):
            yield f"lines.csv row {number}, opens and closes: give both, or neither for day and night"
        elif row["opens"]:
            yield from _faulty_hours(number, row)


def _faulty_hours(number: int, row: Row) -> Iterator[str]:
    try:
        if time.fromisoformat(row["opens"]) >= time.fromisoformat(row["closes"]):
            yield f"lines.csv row {number}, closes: {row['closes']} is not after {row['opens']}"
    except ValueError:
        yield f"lines.csv row {number}, opens and closes: {row['opens']}-{row['closes']} must look like 08:30"


CHECKS: tuple[Callable[[Sources], Iterator[str]], ...] = (
    _empty_cells, _repeated_keys, _unknown_departments, _unknown_districts, _unknown_streets, _faulty_lines,
)  # fmt: skip

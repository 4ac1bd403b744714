"""data/*.csv → directory.db: every fault of the sources at once, one file made whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlite_utils

from ivr.errors import DirectoryInvalid

SOURCES = ("departments", "district_departments", "districts", "streets", "communities", "landmarks",
           "ambiguous_places", "phrases", "lines")  # fmt: skip
OTHER_PLACES = {"北京经济技术开发区"}
"""Named like a district, but none: a landmark may lie in it."""
Rows = dict[str, list[dict[str, str]]]


def build_directory(sources: Path, target: Path) -> str:
    """Make the directory. Returns its version. Raises DirectoryInvalid, listing every fault with file and row."""
    rows = {name: _read(sources / f"{name}.csv") for name in SOURCES}
    faults = list(_faults(rows))
    if faults:
        raise DirectoryInvalid(f"the sources in {sources} have {len(faults)} faults:\n  " + "\n  ".join(faults))
    version = _version(sources)
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        _write(sqlite_utils.Database(part), rows, version)
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DirectoryInvalid(f"{target} cannot be written: {error}. The old one is kept") from error
    return version


def _version(sources: Path) -> str:
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((sources / f"{name}.csv").read_bytes())
    return digest.hexdigest()[:12]


def _read(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DirectoryInvalid(f"{file} cannot be read as UTF-8 CSV: {error}") from error


def _faults(rows: Rows) -> Iterator[str]:
    bodies = {row["name"] for row in rows["departments"] + rows["district_departments"]}
    districts = {row["district"] for row in rows["districts"]}
    for table, column in (("departments", "id"), ("district_departments", "id"), ("lines", "number")):
        seen: set[str] = set()
        for i, row in enumerate(rows[table], 2):
            if not row[column] or row[column] in seen:
                yield f"{table}.csv row {i}: {column} {row[column]!r} is empty or stands twice"
            seen.add(row[column])
    for i, row in enumerate(rows["phrases"], 2):
        if row["body"] not in bodies:
            yield f"phrases.csv row {i}: body {row['body']!r} is in neither list of departments"
        if not row["phrase"]:
            yield f"phrases.csv row {i}: phrase is empty"
    for table in ("streets", "communities", "landmarks", "lines"):
        for i, row in enumerate(rows[table], 2):
            unknown = set(row["district"].split(";")) - districts - OTHER_PLACES
            if unknown and not row["district"].startswith("非北京") and not (table == "lines" and not row["district"]):
                yield f"{table}.csv row {i}: district {row['district']!r} is not in districts.csv"


def _write(db: Any, rows: Rows, version: str) -> None:
    db["about"].insert({"key": "version", "value": version}, pk="key")
    db["departments"].insert_all(_departments(rows), pk="id")
    ids = {row["name"]: row["id"] for row in rows["departments"] + rows["district_departments"]}
    db["matters"].insert_all(
        {"department": row["id"], "matter": matter}
        for row in rows["departments"] + rows["district_departments"]
        for matter in row["matters"].split(";")
        if matter
    )
    db["phrases"].insert_all(
        {"department": ids[row["body"]], "matter": row["matter"], "phrase": row["phrase"]} for row in rows["phrases"]
    )
    db["districts"].insert_all(({"code": row["code"], "name": row["district"]} for row in rows["districts"]), pk="code")
    places = sorted(set(_places(rows)))
    db["places"].insert_all(
        ({"name": name, "district": district} for name, district in places), pk=("name", "district")
    )
    db["lines"].insert_all(rows["lines"], pk="number")
    db.conn.execute("VACUUM")
    db.conn.close()


def _departments(rows: Rows) -> Iterator[dict[str, Any]]:
    for table, names, per_district in (("departments", "short_names", 0), ("district_departments", "aliases", 1)):
        for row in rows[table]:
            short = [name for name in row[names].split(";") if name] or [row["name"]]
            yield {
                "id": row["id"],
                "name": row["name"],
                "spoken": short[0],
                "aliases": ";".join(short[1:]),
                "queue": f"dept-{row['id']}",
                "per_district": per_district,
            }


def _places(rows: Rows) -> Iterator[tuple[str, str]]:
    """(name as spoken, district). Places outside the city are left out: they are out of scope, not in a district."""
    for row in rows["streets"]:
        yield row["street"], row["district"]
        short = row["street"].removesuffix("街道").removesuffix("地区").removesuffix("镇")
        if len(short) >= 2:
            yield short, row["district"]
    for row in rows["communities"]:
        yield row["community"].removesuffix("居委会"), row["district"]
    known = {row["district"] for row in rows["districts"]}
    for row in rows["landmarks"]:
        for district in row["district"].split(";"):
            if district in known:
                yield row["landmark"], district

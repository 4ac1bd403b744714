"""data/*.csv → directory.db with its trained router: the same bytes every time, made whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlite_utils

from ivr.adapters.store.directory_sources import COLUMNS, Sources, read_sources, sources_version
from ivr.adapters.store.router_packing import pack
from ivr.adapters.store.router_training import Example, train
from ivr.errors import DirectoryInvalid

NAME_WEIGHT, MATTER_WEIGHT = 4.0, 4.0
"""How many phrases an official name or matter counts as: for matters that nobody has phrased yet."""


def build_directory(sources: Path, target: Path) -> str:
    """Make the directory (about 15 s). Returns its version. Raises DirectoryInvalid; the old file then stays."""
    rows = read_sources(sources)
    version = sources_version(sources)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with sqlite3.connect(part) as connection:
            _write(sqlite_utils.Database(connection), rows, version)
        connection.execute("VACUUM")
        connection.close()
        _sync(part)
        os.replace(part, target)
    except (OSError, sqlite3.Error) as error:
        raise DirectoryInvalid(f"{target} cannot be written: {error}. Free its disk; the old one is kept") from error
    finally:
        part.unlink(missing_ok=True)
    return version


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(db: Any, rows: Sources, version: str) -> None:
    departments, matters, phrases = list(_departments(rows)), list(_matters(rows)), list(_phrases(rows))
    db["about"].insert({"key": "version", "value": version}, pk="key")
    db["departments"].insert_all(departments, pk="id")
    db["matters"].insert_all(matters, foreign_keys=[("department", "departments", "id")])
    db["phrases"].insert_all(phrases, foreign_keys=[("department", "departments", "id")])
    db["districts"].insert_all(({"code": row["code"], "name": row["district"]} for row in rows["districts"]), pk="code")
    places = ({"name": name, "district": district} for name, district in sorted(set(_places(rows))))
    db["places"].insert_all(places, pk=("name", "district"))
    db["lines"].insert_all(({name: row[name] for name in COLUMNS["lines"]} for row in rows["lines"]), pk="number")
    router = train(list(_examples(departments, matters, phrases)))
    db["router"].insert_all(({"part": part, "value": value} for part, value in pack(router).items()), pk="part")


def _departments(rows: Sources) -> Iterator[dict[str, Any]]:
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


def _matters(rows: Sources) -> Iterator[dict[str, str]]:
    for row in rows["departments"] + rows["district_departments"]:
        for matter in filter(None, row["matters"].split(";")):
            yield {"department": row["id"], "matter": matter}


def _phrases(rows: Sources) -> Iterator[dict[str, str]]:
    ids = {row["name"]: row["id"] for row in rows["departments"] + rows["district_departments"]}
    for row in rows["phrases"]:
        yield {"department": ids[row["body"]], "matter": row["matter"], "phrase": row["phrase"]}


def _examples(
    departments: list[dict[str, Any]], matters: list[dict[str, str]], phrases: list[dict[str, str]]
) -> Iterator[Example]:
    for row in phrases:
        yield Example(row["department"], row["phrase"])
    for row in matters:
        yield Example(row["department"], row["matter"], MATTER_WEIGHT)
    for row in departments:
        for name in filter(None, (row["name"], row["spoken"], *row["aliases"].split(";"))):
            yield Example(row["id"], name, NAME_WEIGHT)


def _places(rows: Sources) -> Iterator[tuple[str, str]]:
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

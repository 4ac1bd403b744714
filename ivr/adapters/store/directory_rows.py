"""Rows of the sources → rows of directory.db."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ivr.adapters.store.directory_calendar import calendar_rows
from ivr.adapters.store.directory_checks import department_ids
from ivr.adapters.store.directory_checks_service import OPERATOR
from ivr.adapters.store.directory_tables import TABLES, Sources
from ivr.adapters.store.place_rows import place_rows, street_rows


def database_rows(sources: Sources) -> Iterator[tuple[str, list[dict[str, Any]], dict[str, Any]]]:
    """(table, rows, how sqlite-utils makes it), departments first."""
    ids = department_ids(sources)
    of_department = {"foreign_keys": [("department", "departments", "id")]}
    yield "departments", list(department_rows(sources)), {"pk": "id"}
    yield "matters", list(matter_rows(sources)), {"pk": ("department", "matter")} | of_department
    yield "phrases", list(phrase_rows(sources)), of_department
    districts = [{"code": row["code"], "name": row["district"]} for row in sources["districts"]]
    yield "districts", districts, {"pk": "code"}
    yield "streets", street_rows(sources), {"pk": "code"}
    yield "places", place_rows(sources), {"pk": ("name", "district", "street")}
    yield "lines", _plain(sources, "lines"), {"pk": "number"}
    yield "holidays", calendar_rows(sources["holidays"]), {"pk": "date"}
    hours = [{"department": ids[row["body"]], **_only(row, "days", "opens", "closes")} for row in sources["hours"]]
    yield "hours", hours, of_department
    yield "seats", [row | {"queue": queue_of(row["queue"], ids)} for row in _plain(sources, "seats")], {}
    yield "duty", [row | {"queue": queue_of(row["queue"], ids)} for row in _plain(sources, "duty")], {}
    yield "answers", list(answer_rows(sources)), {"pk": ("answer", "case")} | of_department
    yield "facts", _plain(sources, "facts"), {"pk": ("fact", "value")}
    yield "answer_phrases", _plain(sources, "answer_phrases"), {"pk": ("answer", "phrase")}


def department_rows(sources: Sources) -> Iterator[dict[str, Any]]:
    """Every department, the city's and the districts' kinds. counterpart: the city's department for a kind."""
    ids = department_ids(sources)
    for table, names, per_district in (("departments", "short_names", 0), ("district_departments", "aliases", 1)):
        for row in sources[table]:
            short = [name for name in row[names].split(";") if name] or [row["name"]]
            yield {
                "id": row["id"],
                "name": row["name"],
                "spoken": short[0],
                "aliases": ";".join(short[1:]),
                "queue": f"dept-{row['id']}",
                "per_district": per_district,
                "counterpart": ids[row["city_counterpart"]] if per_district else row["id"],
            }


def matter_rows(sources: Sources) -> Iterator[dict[str, str]]:
    """Every matter, with departments by their ids."""
    ids = department_ids(sources)
    for row in sources["matters"]:
        yield {
            "department": ids[row["body"]],
            "matter": row["matter"],
            "answered_by": ids[row["answered_by"]],
            "place": row["place"],
            "also": ";".join(ids[name] for name in row["also"].split(";") if name),
            "helper": ids[row["helper"]],
        }


def phrase_rows(sources: Sources) -> Iterator[dict[str, str]]:
    """Every everyday phrase with its department and matter."""
    ids = department_ids(sources)
    for row in sources["phrases"]:
        yield {"department": ids[row["body"]], "matter": row["matter"], "phrase": row["phrase"]}


def answer_rows(sources: Sources) -> Iterator[dict[str, str]]:
    """Every case of every answer with its department."""
    ids = department_ids(sources)
    for row in sources["answers"]:
        yield {"department": ids[row["body"]], **_only(row, "answer", "matter", "case", "text", "source", "review_by")}


def queue_of(name: str, ids: dict[str, str]) -> str:
    """The queue that a seat's department, or operator, stands for."""
    return OPERATOR if name == OPERATOR else f"dept-{ids[name]}"


def _plain(sources: Sources, table: str) -> list[dict[str, Any]]:
    return [_only(row, *TABLES[table].columns) for row in sources[table]]


def _only(row: dict[str, str], *columns: str) -> dict[str, Any]:
    return {column: row[column] for column in columns}

"""What must be right in the sources: names and keys that rows of one table have from another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ivr.adapters.store.directory_checks_answers import ANSWER_CHECKS
from ivr.adapters.store.directory_checks_places import PLACE_CHECKS
from ivr.adapters.store.directory_checks_service import SERVICE_CHECKS
from ivr.adapters.store.directory_tables import TABLES, Fault, Sources
from ivr.domain.directory import PlaceNeed
from ivr.domain.labels import LABELS

PLACE_NEEDS = {need.value for need in PlaceNeed}


def department_ids(sources: Sources) -> dict[str, str]:
    """The id of every department by its name, the city's and the districts' kinds."""
    return {row["name"]: row["id"] for row in sources["departments"] + sources["district_departments"]}


def _empty_cells(sources: Sources) -> Iterator[Fault]:
    for table in TABLES.values():
        needed = [column for column in table.columns if column not in table.may_be_empty]
        for index, row in enumerate(sources[table.name]):
            for column in needed:
                if not row[column]:
                    yield Fault(table.name, index, column, "is empty")


def _repeated_keys(sources: Sources) -> Iterator[Fault]:
    for table in TABLES.values():
        seen: set[tuple[str, ...]] = set()
        for index, row in enumerate(sources[table.name]):
            key = table.key_of(row)
            if key in seen:
                said = "; ".join(f"{column} {value!r}" for column, value in zip(table.key, key, strict=True))
                yield Fault(table.name, index, table.key[-1], f"{said} stands already above: delete one")
            seen.add(key)


def _repeated_departments(sources: Sources) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for table in ("departments", "district_departments"):
        for index, row in enumerate(sources[table]):
            for column in ("id", "name"):
                if seen.setdefault(row[column], table) != table:
                    yield Fault(table, index, column, f"{row[column]!r} stands already in {seen[row[column]]}")


def _unknown_departments(sources: Sources) -> Iterator[Fault]:
    known = department_ids(sources)
    for table, columns in (
        ("phrases", ("body",)),
        ("district_departments", ("city_counterpart",)),
        ("matters", ("body", "answered_by", "also", "helper")),
        ("hours", ("body",)),
        ("answers", ("body",)),
    ):
        for index, row in enumerate(sources[table]):
            for column in columns:
                for name in row[column].split(";"):
                    if name and name not in known:
                        yield Fault(table, index, column, f"{name!r} is in neither list of departments")


def _orphans(sources: Sources) -> Iterator[Fault]:
    matters = {(row["body"], row["matter"]) for row in sources["matters"]}
    for table in ("phrases", "answers"):
        for index, row in enumerate(sources[table]):
            if row["matter"] and (row["body"], row["matter"]) not in matters:
                says = f"{row['matter']!r} is no matter of {row['body']}: add it to matters, or correct it"
                yield Fault(table, index, "matter", says)


def _faulty_matters(sources: Sources) -> Iterator[Fault]:
    streets = {row["name"] for row in sources["district_departments"] if row["city_counterpart"] == row["name"]}
    for index, row in enumerate(sources["matters"]):
        if row["place"] not in ("", *PLACE_NEEDS):
            yield Fault("matters", index, "place", f"{row['place']!r} must be one of {', '.join(sorted(PLACE_NEEDS))}")
        elif row["answered_by"] in streets and row["place"] != PlaceNeed.STREET.value:
            yield Fault("matters", index, "place", f"must be street, for {row['answered_by']} answers")


def _unknown_labels(sources: Sources) -> Iterator[Fault]:
    for index, row in enumerate(sources["special_phrases"]):
        if row["label"] not in LABELS:
            yield Fault("special_phrases", index, "label", f"{row['label']!r} must be one of {', '.join(LABELS)}")


CHECKS: tuple[Callable[[Sources], Iterator[Fault]], ...] = (
    _empty_cells, _repeated_keys, _repeated_departments, _unknown_departments, _orphans, _faulty_matters,
    _unknown_labels,
    *PLACE_CHECKS, *SERVICE_CHECKS, *ANSWER_CHECKS,
)  # fmt: skip
"""Every one runs; an empty cell may be told twice, once as empty."""

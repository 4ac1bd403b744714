"""Rows of directory.db → the frozen snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ivr.adapters.store.directory_service import read_opening_times, read_roster
from ivr.adapters.store.place_rows import read_places
from ivr.adapters.store.router_packing import unpack
from ivr.domain.answers import Answer, Case, Fact, parse_case
from ivr.domain.calendar import parse_date
from ivr.domain.directory import Department, Directory, Line, Matter, PlaceNeed
from ivr.domain.hours import parse_hours

Row = Mapping[str, Any]
NEEDED = {"departments", "matters", "lines", "hours", "holidays", "seats", "duty", "answers", "facts", "answer_phrases",
          "streets", "places"}  # fmt: skip
"""Tables whose absence sqlite-utils would take for emptiness."""


def snapshot(db: Any) -> Directory:
    """The directory in this database. Raises LookupError, TypeError, ValueError when it is of another format."""
    if missing := NEEDED - set(db.table_names()):
        raise ValueError(f"it has no table {', '.join(sorted(missing))}")
    found = _read(db)
    if found.city_desk not in found.departments or not found.lines:
        raise ValueError(f"it has no department {found.city_desk}, or no line")
    named = {name for m in found.matters.values() for name in (m.department_id, m.answered_by, *m.also, m.helper)}
    named |= {answer.department_id for answer in found.answers.values()} | set(found.hours.by_department)
    if unknown := sorted(named - set(found.departments)):
        raise ValueError(f"it names departments that it does not have: {', '.join(unknown)}")
    return found


def _read(db: Any) -> Directory:
    departments = {row["id"]: _department(row) for row in db["departments"].rows}
    matters = tuple(map(_matter, db["matters"].rows))
    line_of = {department.id: department.counterpart for department in departments.values()}
    answers = _answers(db)
    parts = {row["part"]: row["value"] for row in db["router"].rows}
    return Directory(
        version=str(db["about"].get("version")["value"]),
        lines={row["number"]: _line(row) for row in db["lines"].rows},
        departments=departments,
        districts=tuple(row["name"] for row in db["districts"].rows),
        places=read_places(db),
        router=unpack(parts, matters, tuple(answers), line_of),
        matters={(matter.department_id, matter.name): matter for matter in matters},
        hours=read_opening_times(db),
        roster=read_roster(db),
        answers=answers,
        facts=_facts(db["facts"].rows),
    )


def _line(row: Row) -> Line:
    hours = parse_hours(row["opens"], row["closes"]) if row["opens"] else None
    return Line(row["number"], row["name"], row["greeting"], row["district"] or None, hours)


def _department(row: Row) -> Department:
    return Department(
        row["id"],
        row["name"],
        row["spoken"],
        row["queue"],
        bool(row["per_district"]),
        _names(row["aliases"]),
        row["counterpart"],
    )


def _matter(row: Row) -> Matter:
    return Matter(
        row["department"],
        row["matter"],
        row["answered_by"],
        PlaceNeed(row["place"]),
        _names(row["also"]),
        row["helper"],
    )


def _answers(db: Any) -> dict[str, Answer]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in db["answers"].rows:
        rows[row["answer"]].append(row)
    phrases: dict[str, list[str]] = defaultdict(list)
    for row in db["answer_phrases"].rows:
        phrases[row["answer"]].append(row["phrase"])
    return {
        name: Answer(
            name, cases[0]["department"], cases[0]["matter"], tuple(map(_case, cases)), tuple(phrases.get(name, ()))
        )
        for name, cases in rows.items()
    }


def _case(row: Row) -> Case:
    return Case(parse_case(row["case"]), row["text"], row["source"], parse_date(row["review_by"]))


def _facts(rows: Iterable[Row]) -> dict[str, Fact]:
    ways: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    questions: dict[str, str] = {}
    for row in rows:
        questions.setdefault(row["fact"], row["question"])
        ways[row["fact"]][row["value"]] = _names(row["ways"])
    return {name: Fact(name, questions[name], values) for name, values in ways.items()}


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(";") if name)

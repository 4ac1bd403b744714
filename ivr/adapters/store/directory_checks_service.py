"""What must be right about lines, hours, holidays, seats and duty."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.adapters.store.directory_tables import Fault, Row, Sources
from ivr.domain.calendar import parse_date, parse_days
from ivr.domain.hours import parse_hours

OPERATOR = "operator"
"""The queue where a human always is, beside one for each department."""
KINDS = ("休", "班")
MOST_PENALTY = 100


def queue_names(sources: Sources) -> set[str]:
    """What the column queue may hold: a department's name, or operator."""
    return {row["name"] for row in sources["departments"] + sources["district_departments"]} | {OPERATOR}


def _lines(sources: Sources) -> Iterator[Fault]:
    for index, row in enumerate(sources["lines"]):
        if row["number"] and not _is_digits(row["number"]):
            yield Fault("lines", index, "number", f"{row['number']!r} must be digits only")
        if bool(row["opens"]) != bool(row["closes"]):
            yield Fault("lines", index, "opens and closes", "give both, or neither for day and night")
        elif row["opens"]:
            yield from _hours("lines", index, row)


def _opening_times(sources: Sources) -> Iterator[Fault]:
    for table in ("hours", "duty"):
        for index, row in enumerate(sources[table]):
            yield from _days(table, index, row)
            yield from _hours(table, index, row)


def _hours(table: str, index: int, row: Row) -> Iterator[Fault]:
    try:
        if row["opens"] and row["closes"]:
            parse_hours(row["opens"], row["closes"])
    except ValueError as error:
        yield Fault(table, index, "closes", str(error))


def _days(table: str, index: int, row: Row) -> Iterator[Fault]:
    try:
        if row["days"]:
            parse_days(row["days"])
    except ValueError as error:
        yield Fault(table, index, "days", str(error))


def _holidays(sources: Sources) -> Iterator[Fault]:
    for index, row in enumerate(sources["holidays"]):
        if row["kind"] not in ("", *KINDS):
            yield Fault("holidays", index, "kind", f"{row['kind']!r} must be 休 (a holiday) or 班 (a make-up workday)")
        try:
            if row["date"]:
                parse_date(row["date"])
        except ValueError as error:
            yield Fault("holidays", index, "date", str(error))


def _seats(sources: Sources) -> Iterator[Fault]:
    queues = queue_names(sources)
    for index, row in enumerate(sources["seats"]):
        if row["queue"] and row["queue"] not in queues:
            yield Fault("seats", index, "queue", f"{row['queue']!r} is neither a department nor {OPERATOR}")
        if row["extension"] and not _is_digits(row["extension"]):
            yield Fault("seats", index, "extension", f"{row['extension']!r} must be digits only")
        if row["penalty"] and not (_is_digits(row["penalty"]) and int(row["penalty"]) <= MOST_PENALTY):
            yield Fault("seats", index, "penalty", f"{row['penalty']!r} must be a number from 0 to {MOST_PENALTY}")


def _duty(sources: Sources) -> Iterator[Fault]:
    seats = {(row["queue"], row["extension"]) for row in sources["seats"]}
    for index, row in enumerate(sources["duty"]):
        if (row["queue"], row["extension"]) not in seats:
            says = f"{row['extension']!r} is no seat of {row['queue']}: add it to seats, or correct it"
            yield Fault("duty", index, "extension", says)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


SERVICE_CHECKS = (_lines, _opening_times, _holidays, _seats, _duty)

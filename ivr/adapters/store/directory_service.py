"""Hours, seats and duty out of directory.db, for a snapshot or by themselves: without the router it is small."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlite_utils

from ivr.adapters.store.directory_calendar import calendar_of
from ivr.domain.calendar import parse_days
from ivr.domain.hours import Opening, OpeningTimes, parse_hours
from ivr.domain.rosters import Duty, Roster, Seat
from ivr.domain.staffing import Staffing
from ivr.errors import DirectoryInvalid

Row = Mapping[str, Any]
NEEDED = {"departments", "seats", "duty", "holidays"}
"""Tables whose absence sqlite-utils would take for emptiness."""


def open_staffing(file: Path) -> Staffing:
    """Who answers where. Raises DirectoryInvalid when the file is missing or these tables of it are broken."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            db = sqlite_utils.Database(connection)
            if missing := NEEDED - set(db.table_names()):
                raise ValueError(f"it has no table {', '.join(sorted(missing))}")
            queues = {row["queue"]: row["name"] for row in db["departments"].rows}
            return Staffing(queues, read_roster(db), calendar_of(list(db["holidays"].rows)))
    except (sqlite3.Error, LookupError, TypeError, ValueError) as error:
        raise DirectoryInvalid(
            f"{file} does not tell who answers ({error}): run ./hotline ivr directory build"
        ) from error


def open_department_names(file: Path) -> dict[str, str]:
    """Each department's short name by its id. Raises DirectoryInvalid."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return {row["id"]: row["spoken"] for row in sqlite_utils.Database(connection)["departments"].rows}
    except (sqlite3.Error, LookupError) as error:
        raise DirectoryInvalid(
            f"{file} does not tell its departments ({error}): run ./hotline ivr directory build"
        ) from error


def read_roster(db: Any) -> Roster:
    """The seats of all queues, and who is on duty when."""
    seats = (Seat(row["queue"], row["extension"], row["seat"], int(row["penalty"])) for row in db["seats"].rows)
    duties = (Duty(row["queue"], row["extension"], _opening(row)) for row in db["duty"].rows)
    return Roster(tuple(seats), tuple(duties))


def read_opening_times(db: Any) -> OpeningTimes:
    """When each department is open."""
    found: dict[str, list[Opening]] = defaultdict(list)
    for row in db["hours"].rows:
        found[row["department"]].append(_opening(row))
    by_department = {department: tuple(openings) for department, openings in found.items()}
    return OpeningTimes(by_department, calendar_of(list(db["holidays"].rows)))


def _opening(row: Row) -> Opening:
    return Opening(parse_days(row["days"]), parse_hours(row["opens"], row["closes"]))

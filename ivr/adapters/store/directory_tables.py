"""The tables admins edit: their columns, which rows are the same row, what a cell may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

Row = dict[str, str]
Sources = dict[str, list[Row]]


@dataclass(frozen=True)
class Table:
    """A file under data/. key: the columns that make a row this row; numeric: full-width digits become plain ones.

    extra: columns that are kept, but nothing here reads.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    may_be_empty: frozenset[str] = frozenset()
    numeric: frozenset[str] = frozenset()
    extra: tuple[str, ...] = ()

    def key_of(self, row: Row) -> tuple[str, ...]:
        """What tells this row from the table's others."""
        return tuple(row[column] for column in self.key)


class Fault(NamedTuple):
    """Something wrong with a cell. row: its index from 0."""

    table: str
    row: int
    column: str
    says: str


def _table(name: str, columns: str, key: str, empty: str = "", numeric: str = "", extra: str = "") -> Table:
    return Table(
        name,
        tuple(columns.split()),
        tuple(key.split()),
        frozenset(empty.split()),
        frozenset(numeric.split()),
        tuple(extra.split()),
    )


TABLES = {
    table.name: table
    for table in (
        _table("departments", "id name short_names matters", "id", "short_names matters", "", "kind name_source"),
        _table("district_departments", "id name aliases city_counterpart matters", "id", "aliases matters"),
        _table("districts", "code district", "code", "", "code", "short streets"),
        _table("streets", "code district street", "code", "", "code", "kind"),
        _table("communities", "code district street community", "code", "", "code"),
        _table("landmarks", "landmark district street", "landmark", "street"),
        _table("ambiguous_places", "name places", "name"),
        _table("place_aliases", "name places", "name"),
        _table("outside_places", "name region", "name"),
        _table("place_words", "word ordinary", "word", "ordinary"),
        _table("matters", "body matter answered_by place also helper", "body matter", "also"),
        _table("phrases", "body matter phrase", "body phrase"),
        _table(
            "lines",
            "number name greeting district opens closes",
            "number",
            "district opens closes",
            "number opens closes",
        ),
        _table("hours", "body days opens closes", "body days opens", "", "days opens closes"),
        _table("holidays", "date kind name", "date", "", "date"),
        _table("seats", "queue extension seat penalty", "queue extension", "", "extension penalty"),
        _table("duty", "days queue extension opens closes", "days queue extension opens", "",
               "days extension opens closes"),
        _table("answers", "answer body matter case text source review_by", "answer case", "matter case", "review_by"),
        _table("facts", "fact question value ways", "fact value", "ways"),
        _table("answer_phrases", "answer phrase", "answer phrase"),
        _table("special_phrases", "label phrase", "phrase"),
    )
}  # fmt: skip
"""In the order in which they are read, hashed and shown."""

"""What must be right in the tables of places: districts and streets are those of districts.csv and streets.csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ivr.adapters.store.directory_tables import Fault, Sources


def _unknown_districts(sources: Sources) -> Iterator[Fault]:
    districts = {row["district"] for row in sources["districts"]}
    for table in ("streets", "communities", "landmarks", "lines"):
        for index, row in enumerate(sources[table]):
            for district in row["district"].split(";"):
                if district not in districts and not (table == "lines" and not district):
                    yield Fault(table, index, "district", f"{district!r} is not in districts.csv")


def _unknown_streets(sources: Sources) -> Iterator[Fault]:
    streets = {row["district"] + row["street"] for row in sources["streets"]}
    for index, row in enumerate(sources["communities"]):
        if row["district"] + row["street"] not in streets:
            yield Fault("communities", index, "street", f"{row['street']!r} is no street of {row['district']}")
    places = streets | {row["district"] for row in sources["districts"]}
    for table in ("ambiguous_places", "place_aliases"):
        for index, row in enumerate(sources[table]):
            for place in row["places"].split(";"):
                if place not in places:
                    yield Fault(table, index, "places", f"{place!r} is not in streets.csv")


def _faulty_landmarks(sources: Sources) -> Iterator[Fault]:
    streets = {row["district"] + row["street"] for row in sources["streets"]}
    for index, row in enumerate(sources["landmarks"]):
        if not row["street"]:
            continue
        districts, of_each = row["district"].split(";"), row["street"].split(";")
        if len(districts) != len(of_each):
            yield Fault("landmarks", index, "street", "must hold one street for each district, or nothing")
            continue
        for district, street in zip(districts, of_each, strict=True):
            if street and district + street not in streets:
                yield Fault("landmarks", index, "street", f"{street!r} is no street of {district}")


PLACE_CHECKS: tuple[Callable[[Sources], Iterator[Fault]], ...] = (
    _unknown_districts, _unknown_streets, _faulty_landmarks,
)  # fmt: skip

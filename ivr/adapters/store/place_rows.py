"""Places of the sources → rows of directory.db → the index that a talk looks names up in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ivr.adapters.store.directory_tables import Sources
from ivr.domain.pinyin import syllables
from ivr.domain.place_index import Kind, PlaceName, Places, Spot, Trust
from ivr.domain.place_names import community_names, district_names, spoken_numbers, street_names

SURE_LENGTH = 3
"""Characters of a community's name that is a place wherever it stands; shorter ones are too often a part of a word."""


def place_rows(sources: Sources) -> list[dict[str, Any]]:
    """A row for every name and each spot it may mean, with its plain syllables; the best kind of a name only."""
    words = {row["word"]: bool(row["ordinary"]) for row in sources["place_words"]}
    found: dict[str, dict[Kind, dict[Spot | None, None]]] = defaultdict(lambda: defaultdict(dict))
    for name, kind, spot in _named(sources):
        found[name][kind][spot] = None
    rows: list[dict[str, Any]] = []
    for name in sorted(found):
        kind = max(found[name])
        short = kind is Kind.COMMUNITY and len(name) < SURE_LENGTH
        trust = Trust.NONE if words.get(name) else Trust.SOME if short or name in words else Trust.FULL
        fields: dict[str, Any] = {
            "name": name,
            "kind": kind.name.lower(),
            "trust": trust.value,
            "sounds": " ".join(syllables(name)),
        }
        for spot in sorted(found[name][kind], key=_order):
            place = {"district": spot.district if spot else "", "street": (spot.street or "") if spot else ""}
            rows.append(fields | place)
    return rows + [_word_row(word) for word in sorted(set(words) - set(found))]


def street_rows(sources: Sources) -> list[dict[str, Any]]:
    """Every street of every district, in the official order."""
    return [{name: row[name] for name in ("code", "district", "street")} for row in sources["streets"]]


def read_places(db: Any) -> Places:
    """The index of the names in this database."""
    streets: dict[str, list[str]] = defaultdict(list)
    for row in db["streets"].rows:
        streets[row["district"]].append(row["street"])
    names: dict[str, list[Any]] = defaultdict(list)
    for row in db["places"].rows:
        names[row["name"]].append(row)
    found = (_place(name, rows) for name, rows in names.items())
    return Places(found, {district: tuple(names) for district, names in streets.items()})


def _place(name: str, rows: list[Any]) -> PlaceName:
    spots = tuple(Spot(row["district"], row["street"] or None) for row in rows if row["district"])
    return PlaceName(
        name, Kind[rows[0]["kind"].upper()], spots, tuple(rows[0]["sounds"].split()), Trust(rows[0]["trust"])
    )


def _named(sources: Sources) -> Iterator[tuple[str, Kind, Spot | None]]:
    for row in sources["districts"]:
        for name in district_names(row["district"]):
            yield name, Kind.DISTRICT, Spot(row["district"])
    for row in sources["streets"]:
        for name in street_names(row["street"]):
            yield name, Kind.STREET, Spot(row["district"], row["street"])
    for row in sources["communities"]:
        for name in community_names(row["community"]):
            yield name, Kind.COMMUNITY, Spot(row["district"], row["street"])
    for row in sources["landmarks"]:
        streets = row["street"].split(";") if row["street"] else [""] * (row["district"].count(";") + 1)
        for district, street in zip(row["district"].split(";"), streets, strict=True):
            yield spoken_numbers(row["landmark"]), Kind.LANDMARK, Spot(district, street or None)
    yield from _written(sources)
    for row in sources["outside_places"]:
        yield row["name"], Kind.OUTSIDE, None


def _written(sources: Sources) -> Iterator[tuple[str, Kind, Spot]]:
    """Names whose places are written as 朝阳区八里庄街道;海淀区."""
    districts = [row["district"] for row in sources["districts"]]
    for table in ("ambiguous_places", "place_aliases"):
        for row in sources[table]:
            for place in row["places"].split(";"):
                district = next(name for name in districts if place.startswith(name))
                yield row["name"], Kind.ALIAS, Spot(district, place.removeprefix(district) or None)


def _word_row(word: str) -> dict[str, Any]:
    return {"name": word, "kind": "word", "trust": Trust.FULL.value, "sounds": "", "district": "", "street": ""}


def _order(spot: Spot | None) -> tuple[str, str]:
    return (spot.district, spot.street or "") if spot else ("", "")

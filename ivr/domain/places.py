"""Where a text speaks of: a street or district of the city, several that it may be, a place outside, or nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ivr.domain.directory import Directory
from ivr.domain.place_index import Kind, Spot
from ivr.domain.place_mentions import Mention, mentions


@dataclass(frozen=True)
class Where:
    """What was found. spots: one is sure, of several one is meant, none is none.

    outside: names of places beyond the city, when the matter lies there. is_exact: more was named than a district.
    """

    spots: tuple[Spot, ...] = ()
    outside: tuple[str, ...] = ()
    is_exact: bool = False

    @property
    def districts(self) -> tuple[str, ...]:
        """The districts it may be in, each once."""
        return tuple(dict.fromkeys(spot.district for spot in self.spots))

    @property
    def district(self) -> str | None:
        """The district, when only one is meant."""
        return self.districts[0] if len(self.districts) == 1 else None

    @property
    def street(self) -> str | None:
        """The street, when only one is meant."""
        return self.spots[0].street if len(self.spots) == 1 else None

    @property
    def is_near(self) -> bool:
        """Whether it was said more exactly than by a district, and leaves no doubt about that."""
        return self.is_exact and self.district is not None

    @property
    def choices(self) -> tuple[str, ...]:
        """What to offer when the name is ambiguous: its districts, else its streets; empty when nothing is to ask."""
        if len(self.districts) > 1:
            return self.districts
        streets = tuple(spot.street for spot in self.spots if spot.street)
        return streets if len(streets) > 1 else ()


def place_in(text: str, directory: Directory) -> Where:
    """Where the caller says that the matter is."""
    found = mentions(text, directory.places)
    said = [mention for mention in found if not mention.denied]
    inside = [mention for mention in said if mention.place.spots]
    written = [mention for mention in inside if not mention.by_sound]
    outside = tuple(mention.place.name for mention in said if mention.place.kind is Kind.OUTSIDE)
    is_exact = any(mention.place.kind is not Kind.DISTRICT for mention in written or inside)
    return Where(_together(written or inside, inside if written else []), outside, is_exact)


def district_names(directory: Directory) -> tuple[str, ...]:
    """The districts as callers name them: with 区 and without."""
    return tuple(name for district in directory.districts for name in (district, district.removesuffix("区")))


def _together(said: list[Mention], finer: list[Mention]) -> tuple[Spot, ...]:
    """The spots that all mentions leave open. finer: those that may only narrow down what the others say."""
    districts = [spot for m in said if m.place.kind is Kind.DISTRICT for spot in m.place.spots]
    spots: tuple[Spot, ...] = tuple(dict.fromkeys(districts))
    for mention in said:
        if mention.place.kind is not Kind.DISTRICT:
            spots = _with(spots, mention.place.spots, weak=mention.place.kind is Kind.COMMUNITY or len(districts) > 1)
    for mention in finer:
        if mention.by_sound:
            spots = _with(spots, mention.place.spots, weak=True)
    return spots


def _with(spots: tuple[Spot, ...], others: tuple[Spot, ...], weak: bool) -> tuple[Spot, ...]:
    """What two mentions leave open: where they agree, else either; a weak one that disagrees is chance."""
    if not spots:
        return others
    agreed = [both for spot in spots for other in others if (both := _agree(spot, other))]
    if not agreed:
        near = [other for other in others if any(other.district == spot.district for spot in spots)]
        return spots if weak and not near else _finest((*spots, *(near or others)))
    untouched = [spot for spot in spots if all(spot.district != both.district for both in agreed)]
    return _finest((*agreed, *untouched) if weak else agreed)


def _agree(spot: Spot, other: Spot) -> Spot | None:
    if spot.district != other.district:
        return None
    if spot.street and other.street and spot.street != other.street:
        return None
    return spot if spot.street else other


def _finest(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Each spot once; a district alone goes where one of its streets stands too."""
    once = tuple(dict.fromkeys(spots))
    with_street = {spot.district for spot in once if spot.street}
    return tuple(spot for spot in once if spot.street or spot.district not in with_street)

"""The questions where a matter is: in which district, in which street, each only where it is not known."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.domain.deciding import Decision, need_of
from ivr.domain.directory import Candidate, PlaceNeed
from ivr.domain.expecting import ADDRESS, Expecting, district_of, street_of
from ivr.domain.heard import Heard, Said
from ivr.domain.place_names import street_names
from ivr.domain.places import Where, district_names, place_in
from ivr.domain.prompts import prompt
from ivr.flows.question import Answered, Otherwise, Wording, ask
from ivr.flows.talk import Talk

UNKNOWING = ("不知道", "不清楚", "说不上来", "说不好", "不晓得")


@dataclass(frozen=True)
class Place:
    """Where a matter is, as far as it matters and the caller could tell."""

    district: str | None = None
    street: str | None = None


def find_place(talk: Talk, candidate: Candidate, decision: Decision) -> Place | Otherwise:
    """What must be known before this candidate can take over, asked for only when it was not said."""
    known, where = Place(decision.district, decision.street), decision.where
    need = need_of(candidate, talk.desk.directory)
    if need is PlaceNeed.NONE or (where.is_near and known.district):
        return known
    if len(where.districts) > 1:
        return _find_district(talk, where)
    if need is PlaceNeed.STREET:
        return _find_street(talk, known)
    return known if known.district else _find_district(talk, where)


def _find_district(talk: Talk, where: Where) -> Place | Otherwise:
    """where: what was said before; the district may decide which of its streets is meant."""
    directory = talk.desk.directory

    def read(heard: Heard) -> Place | None:
        said = place_in(heard.text, directory) if isinstance(heard, Said) else Where()
        if said.district is None:
            return None
        return Place(said.district, said.street) if said.street else _place(where, Place(said.district))

    wording = Wording(
        prompt("ask.district"),
        (prompt("ask.district_again"), prompt("ask.district_human")),
        (prompt("ask.district_unclear"), prompt("ask.district_human")),
    )
    said = ask(talk, wording, district_of(district_names(directory)), read)
    return said.value if isinstance(said, Answered) else said


def _find_street(talk: Talk, known: Place) -> Place | Otherwise:
    """The street, or anything near the place; who cannot tell it is asked for no more than the district."""

    def read(heard: Heard) -> Place | None:
        if not isinstance(heard, Said):
            return None
        if any(word in heard.text for word in UNKNOWING):
            return known
        where = place_in(heard.text, talk.desk.directory)
        return _place(where, known if where.district is None else Place()) if where.spots else None

    wording = Wording(
        prompt("ask.street"),
        (prompt("ask.street_shorter"), prompt("ask.street_human")),
        (prompt("ask.street_unclear"), prompt("ask.street_human")),
    )
    said = ask(talk, wording, _streets(talk, known.district), read)
    if not isinstance(said, Answered):
        return said
    return said.value if said.value.district else _find_district(talk, Where())


def _place(where: Where, known: Place) -> Place:
    """Where it is by what was said, in the district that is known where that decides between several."""
    spots = [spot for spot in where.spots if known.district in (None, spot.district)]
    districts = {spot.district for spot in spots}
    if len(districts) != 1:
        return known
    return Place(spots[0].district, spots[0].street if len(spots) == 1 else None)


def _streets(talk: Talk, district: str | None) -> Expecting:
    """A closed ear for the streets of one district; an open one for the whole city."""
    streets = talk.desk.directory.streets_of(district) if district else ()
    return street_of(tuple(name for street in streets for name in street_names(street))) if streets else ADDRESS

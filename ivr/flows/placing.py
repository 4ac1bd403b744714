"""The questions where a matter is: in which district, in which street, each only where it is not known."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from ivr.domain.deciding import Decision, need_of
from ivr.domain.dialogue import Command, command_in
from ivr.domain.directory import Candidate, PlaceNeed
from ivr.domain.expecting import ADDRESS, Expecting, district_of, street_of
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.nearest_street import nearest_street
from ivr.domain.outcomes import Why
from ivr.domain.place_names import street_names
from ivr.domain.places import Where, district_names, place_in
from ivr.domain.prompts import DistrictName, Prompt, StreetName, prompt
from ivr.errors import PromptMissing
from ivr.flows.keying import UNKNOWN, choose_by_keys
from ivr.flows.opening import instead_in
from ivr.flows.question import Answered, Failed, Otherwise, Wording, ask
from ivr.flows.steps import Request
from ivr.flows.talk import Talk

log = logging.getLogger(__name__)
UNKNOWING = ("不知道", "不清楚", "说不上来", "说不好", "不晓得")


class Wish(Enum):
    """What a key means at these questions."""

    CHOOSE_BY_KEYS = "choose by keys"


@dataclass(frozen=True)
class Place:
    """Where a matter is, as far as it matters and the caller could tell."""

    district: str | None = None
    street: str | None = None


NOWHERE = Place()
"""The caller cannot tell: the department asks."""
UNCLEAR = Place()
"""Something was said, but no street in it."""
ASK_DISTRICT = prompt("ask.district")
Else: TypeAlias = Callable[[Heard], Request | Command | None]
"""What is said instead of a place."""


def find_place(
    talk: Talk, candidate: Candidate, decision: Decision, excluded: set[str], most: int
) -> Place | Request | Otherwise:
    """What must be known before this candidate can take over, asked for only when it was not said.

    most: so many questions may be asked; the department asks the rest. A Request: another matter, said instead.
    """

    def other(heard: Heard) -> Request | Command | None:
        return instead_in(talk, heard, (candidate.department_id,), excluded)

    known, where = Place(decision.district, decision.street), decision.where
    need = need_of(candidate, talk.desk.directory)
    if need is PlaceNeed.NONE or most <= 0 or (where.is_near and known.district):
        return known
    if len(where.districts) > 1:
        return _find_district(talk, where, other)
    if need is PlaceNeed.STREET:
        return _find_street(talk, known, other, most)
    return known if known.district else _find_district(talk, where, other)


def _find_district(talk: Talk, where: Where, other: Else, first: Prompt = ASK_DISTRICT) -> Place | Request | Otherwise:
    """where: what was said before; the district may decide which of its streets is meant.

    first: how it is asked. Who cannot tell it, and is not understood, is asked by the department itself.
    """
    directory = talk.desk.directory

    def read(heard: Heard) -> Place | Wish | Request | Command | None:
        if isinstance(heard, Pressed):
            return _by_key(heard, NOWHERE)
        if not isinstance(heard, Said):
            return None
        if is_unknown(heard):
            return NOWHERE
        said = place_in(heard.text, directory)
        if said.district is None:
            return other(heard)
        return Place(said.district, said.street) if said.street else _place(where, Place(said.district))

    wording = Wording(
        first,
        (prompt("ask.district_again"), prompt("ask.district_human")),
        (prompt("ask.district_unclear"), prompt("ask.district_human")),
    )
    said: Answered[Place | Wish | Request] | Otherwise = ask(
        talk, wording, district_of(district_names(directory)), read
    )
    if said == Failed(Why.NOT_UNDERSTOOD):
        return NOWHERE
    if not isinstance(said, Answered):
        return said
    return _key_district(talk, where) if isinstance(said.value, Wish) else said.value


def _key_district(talk: Talk, where: Where) -> Place | Otherwise:
    chosen = choose_by_keys(talk, [DistrictName(name) for name in where.districts or talk.desk.directory.districts])
    if isinstance(chosen, str):
        return _place(where, Place(chosen))
    return NOWHERE if chosen is None else chosen


def _find_street(talk: Talk, known: Place, other: Else, most: int) -> Place | Request | Otherwise:
    """The street, or anything near the place; who cannot tell it is asked for no more than the district.

    Who is not understood is, too: a district is easier to hear, and the department asks the rest.
    """
    said = _ask_street(talk, known, other)
    if known.district and said == Failed(Why.NOT_UNDERSTOOD):
        return known
    if not isinstance(said, Answered):
        return said
    if isinstance(said.value, Wish):
        return _key_street(talk, known)
    if said.value is UNCLEAR:
        return _find_district(talk, Where(), other, prompt("ask.district_instead"))
    if isinstance(said.value, Request) or said.value.district or most <= 1:
        return said.value
    return _find_district(talk, Where(), other)


def _ask_street(talk: Talk, known: Place, other: Else) -> Answered[Place | Wish | Request] | Otherwise:
    """UNCLEAR where the district is not known either."""
    directory = talk.desk.directory

    def read(heard: Heard) -> Place | Wish | Request | Command | None:
        if isinstance(heard, Pressed):
            return _by_key(heard, known)
        if not isinstance(heard, Said) or command_in(heard):
            return None
        if is_unknown(heard):
            return known
        where = place_in(heard.text, directory)
        if where.spots:
            return _place(where, known if where.district is None else NOWHERE)
        near = nearest_street(heard.text, directory, known.district)
        if near:
            return Place(near.district, near.street)
        return other(heard) or (None if known.district else UNCLEAR)

    wording = Wording(
        prompt("ask.street"),
        (prompt("ask.street_shorter"), prompt("ask.street_human")),
        (prompt("ask.street_unclear"), prompt("ask.street_human")),
    )
    return ask(talk, wording, _streets(talk, known.district), read)


def _key_street(talk: Talk, known: Place) -> Place | Otherwise:
    """The district first, where it is not known. Without sounds of its streets it stays at that."""
    place = known if known.district else _key_district(talk, Where())
    if not isinstance(place, Place) or not place.district:
        return place
    streets = [StreetName(name) for name in talk.desk.directory.streets_of(place.district)]
    try:
        chosen = choose_by_keys(talk, streets) if streets else None
    except PromptMissing as error:
        log.warning("call %s: %s. The department asks for the street", talk.call.id, error)
        return place
    if chosen is None or isinstance(chosen, str):
        return Place(place.district, chosen)
    return chosen


def _by_key(pressed: Pressed, known: Place) -> Place | Wish | None:
    """8 is 不知道, as in the lists; any other key asks for them. Keys of commands are none."""
    if command_in(pressed):
        return None
    return known if pressed.digits == UNKNOWN else Wish.CHOOSE_BY_KEYS


def is_unknown(said: Said) -> bool:
    """Whether the caller says that they do not know."""
    return any(word in said.text for word in UNKNOWING)


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

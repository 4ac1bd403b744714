"""The street that sounds most like an answer to the question in which street it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ivr.domain.directory import Directory
from ivr.domain.likeness import likeness
from ivr.domain.place_index import Spot
from ivr.domain.place_names import street_names

LIKE_A_STREET = 0.7
"""Likeness from which it is taken for one: the sounds of its name and little else, a few of them wrong."""
APART = 0.06
"""So much less like the answer the next street must be."""
AROUND = re.compile("^(?:我?(?:家|就)?[在是住])+|(?:那边|这边|附近|那儿|这儿|吧|的|啊)+$")


def nearest_street(text: str, directory: Directory, district: str | None = None) -> Spot | None:
    """A street of the whole city or of one district; None where none is near, or two are alike."""
    said = AROUND.sub("", text)
    found = sorted(_likenesses(said, directory, (district,) if district else directory.districts), reverse=True)
    if not found or found[0][0] < LIKE_A_STREET:
        return None
    best, spot = found[0]
    return spot if all(best - other >= APART for other, _ in found[1:2]) else None


def _likenesses(said: str, directory: Directory, districts: Iterable[str]) -> Iterable[tuple[float, Spot]]:
    """Each street once, by the name that is nearest."""
    for district in districts:
        for street in directory.streets_of(district):
            yield max(likeness(said, name) for name in street_names(street)), Spot(district, street)

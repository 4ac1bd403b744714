"""A choice by keys alone, six at a time: for who cannot say it, or is not understood."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.domain.expecting import choice_of
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.outcomes import Why
from ivr.domain.place_names import PLACE_ENDING
from ivr.domain.prompts import DistrictName, Keyed, StreetName, prompt
from ivr.domain.told_apart import which_is_named
from ivr.flows.question import Answered, Failed, Otherwise, Wording, ask
from ivr.flows.talk import Talk

ON_A_PAGE = 6
MORE, UNKNOWN = "7", "8"
MOST_ROUNDS = 2
"""Who has heard all of it so often does not find theirs."""


def choose_by_keys(talk: Talk, options: Sequence[DistrictName | StreetName]) -> str | None | Otherwise:
    """The name whose key was pressed, or that was said; None when the caller does not know."""
    pages = [options[start : start + ON_A_PAGE] for start in range(0, len(options), ON_A_PAGE)]
    for number in range(MOST_ROUNDS * len(pages)):
        chosen = _ask_page(talk, pages[number % len(pages)], options)
        if not isinstance(chosen, Answered):
            return chosen
        if chosen.value != MORE:
            return None if chosen.value == UNKNOWN else chosen.value
    return Failed(Why.NOT_UNDERSTOOD)


def _ask_page(
    talk: Talk, page: Sequence[DistrictName | StreetName], options: Sequence[DistrictName | StreetName]
) -> Answered[str] | Otherwise:
    """A name, MORE or UNKNOWN. Also a name of another page may be said."""
    names = [option.name for option in options]
    keys = {str(key): option.name for key, option in enumerate(page, 1)} | {UNKNOWN: UNKNOWN}
    if len(page) < len(options):
        keys[MORE] = MORE

    def read(heard: Heard) -> str | None:
        if isinstance(heard, Pressed):
            return keys.get(heard.digits)
        named = which_is_named(heard.text, names) if isinstance(heard, Said) else None
        return None if named is None else names[named]

    listed = prompt("keys.page_more" if MORE in keys else "keys.page", choices=Keyed(tuple(page)))
    again = (prompt("keys.again"), listed)
    spoken = tuple(dict.fromkeys(way for name in names for way in (name, PLACE_ENDING.sub("", name)) if len(way) > 1))
    return ask(talk, Wording(listed, again, again), choice_of(spoken), read)

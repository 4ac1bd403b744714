"""Which district a text speaks of, by its name or by a street, community or landmark in it."""

from __future__ import annotations

from ivr.domain.directory import Directory
from ivr.domain.pinyin import sounds_in


def districts_in(text: str, directory: Directory) -> tuple[str, ...]:
    """The districts meant: one, several where a name is ambiguous, none. Characters count before sound."""
    said = tuple(d for d in directory.districts if d in text or d.removesuffix("区") in text)
    if said:
        return said[:1]
    names = [name for name in directory.places if len(name) >= 2 and name in text]
    if names:
        return directory.places[max(names, key=len)]
    return tuple(d for d in directory.districts if sounds_in(d.removesuffix("区"), text))[:1]

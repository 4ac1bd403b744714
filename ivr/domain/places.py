"""Which district a text speaks of, by its name or by a street, community or landmark in it."""

from __future__ import annotations

from ivr.domain.directory import Directory
from ivr.domain.pinyin import sounds_in, syllables

SHORTEST_BY_SOUND = 3
"""Syllables of a street or landmark that is taken by its sound; shorter ones sound like too much else."""
MOST_AROUND_SOUND = 4
"""Syllables beside a place taken by its sound: in a longer sentence a likeness is chance."""


def districts_in(text: str, directory: Directory) -> tuple[str, ...]:
    """The districts meant: one, several where a name is ambiguous, none. Characters count before sound."""
    names = {**directory.places, **_district_names(directory)}
    said = _longest(text, [name for name in names if len(name) >= 2 and name in text])
    if not said:
        said = _by_sound(text, directory, names)
    full = [name for name in said if name in directory.districts]
    found = {district: None for name in full or said for district in names[name]}
    return tuple(found)


def district_names(directory: Directory) -> tuple[str, ...]:
    """The districts as callers name them: with 区 and without."""
    return tuple(_district_names(directory))


def _district_names(directory: Directory) -> dict[str, tuple[str, ...]]:
    return {name: (district,) for district in directory.districts for name in (district, district.removesuffix("区"))}


def _longest(text: str, names: list[str]) -> list[str]:
    """The names that stand in the text and are no part of a longer one that does: 朝阳门 hides 朝阳."""
    kept: list[str] = []
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            kept.append(name)
            text = text.replace(name, "|")
    longest = max((len(name) for name in kept), default=0)
    return [name for name in kept if len(name) == longest or name.endswith("区")]


def _by_sound(text: str, directory: Directory, names: dict[str, tuple[str, ...]]) -> list[str]:
    """District names by sound; else other names by sound that share a character, which spares most of the search."""
    districts = [d for d in directory.districts if sounds_in(d, text) or sounds_in(d.removesuffix("区"), text)]
    if districts:
        return districts
    room = len(syllables(text)) - MOST_AROUND_SOUND
    heard = set(text)
    near = [
        name
        for name in names
        if len(name) >= max(SHORTEST_BY_SOUND, room) and not heard.isdisjoint(name) and sounds_in(name, text)
    ]
    return [max(near, key=len)] if near else []

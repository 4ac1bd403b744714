"""The names of places, found in a text by their characters or by their sound without looking at each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from ivr.domain.place_sounds import fold_all, is_one_step

SHORTEST_NEAR, LONGEST_NEAR = 3, 7
"""Syllables of a name that is still found with one syllable wrong; of what is its own, at least so many."""
GENERIC_ENDING = re.compile(
    r"(?:医院|公园|大学|中学|小学|学校|学院|家园|花园|小区|社区|胡同|街道|地区|[满回]族乡|大街|广场|水库|国际|商场|市场|体育馆|区政府"
    r"|[东西南北]?[里路街园站桥中镇乡县区])$"
)
"""What many names end with, so that it tells little."""
COMMON_MIDDLE = re.compile("^.[各家]")
"""史各庄, 潘家园: but for their first character like many others."""
NUMERALS = re.compile("[零一二三四五六七八九十百]")


class Kind(IntEnum):
    """What a name stands for; a higher kind wins where two have the same name."""

    COMMUNITY = 1
    STREET = 2
    LANDMARK = 3
    ALIAS = 4
    DISTRICT = 5
    OUTSIDE = 6
    WORD = 7


class Trust(IntEnum):
    """When a written name is taken for the place.

    FULL: wherever it stands. SOME: with a hint around it, for it may be part of other words. NONE: only with a word
    that places alone have, for it is a word itself.
    """

    NONE = 0
    SOME = 1
    FULL = 2


@dataclass(frozen=True, order=True)
class Spot:
    """A place in the city, as exactly as its name tells."""

    district: str
    street: str | None = None


@dataclass(frozen=True)
class PlaceName:
    """A name as callers say it. sounds: its plain syllables.

    spots: where it may lie; empty for a place outside the city and for a word that only looks like a place.
    trust: how readily it is taken.
    """

    name: str
    kind: Kind
    spots: tuple[Spot, ...]
    sounds: tuple[str, ...]
    trust: Trust = Trust.FULL

    @property
    def sure(self) -> bool:
        """Whether it is the place wherever it stands."""
        return self.trust is Trust.FULL


@dataclass(frozen=True)
class Hit:
    """A name that may stand in the text from `start` to `end`. wrong: how many of its syllables do not sound right."""

    start: int
    end: int
    place: PlaceName
    wrong: int = 0


class Places:
    """All names of a directory with their indices. streets: by district, in the official order."""

    def __init__(self, names: Iterable[PlaceName], streets: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.streets: Mapping[str, tuple[str, ...]] = streets or {}
        self.by_name: dict[str, PlaceName] = {}
        for place in names:
            known = self.by_name.get(place.name)
            if known is None or place.kind > known.kind:
                self.by_name[place.name] = place
        self._lengths: dict[str, set[int]] = defaultdict(set)
        self._by_sound: dict[str, list[PlaceName]] = defaultdict(list)
        self._sound_lengths: dict[str, set[int]] = defaultdict(set)
        self._near: dict[str, list[PlaceName]] = defaultdict(list)
        self._short: dict[tuple[int, str], list[PlaceName]] = defaultdict(list)
        for place in self.by_name.values():
            self._add(place)

    def __len__(self) -> int:
        return len(self.by_name)

    @property
    def names(self) -> dict[str, tuple[Spot, ...]]:
        """Name → where it may lie in the city."""
        return {name: place.spots for name, place in self.by_name.items() if place.spots}

    @property
    def outside(self) -> tuple[str, ...]:
        """Names of places beyond the city."""
        return tuple(name for name, place in self.by_name.items() if place.kind is Kind.OUTSIDE)

    def by_characters(self, text: str) -> Iterator[Hit]:
        """Every name that stands in the text, words that hide one included."""
        for start in range(len(text) - 1):
            for length in self._lengths.get(text[start : start + 2], ()):
                place = self.by_name.get(text[start : start + length])
                if place is not None and start + length <= len(text):
                    yield Hit(start, start + length, place)

    def by_sound(self, sounds: list[str], first: int = 0) -> Iterator[Hit]:
        """Every name that sounds like a part of these folded syllables; positions count from `first`."""
        for start in range(len(sounds) - 1):
            for length in self._sound_lengths.get(" ".join(sounds[start : start + 2]), ()):
                for place in self._by_sound.get(" ".join(sounds[start : start + length]), ()):
                    if start + length <= len(sounds):
                        yield Hit(first + start, first + start + length, place)

    def nearly(self, sounds: list[str], first: int = 0) -> Iterator[Hit]:
        """Every name of three syllables or more with one of them wrong or lost."""
        for start in range(len(sounds) - 1):
            for end in range(start + 2, min(start + LONGEST_NEAR, len(sounds)) + 1):
                part = sounds[start:end]
                for place in self._near.get(" ".join(part), ()):
                    yield Hit(first + start, first + end, place, wrong=1)
                if len(part) >= 3:
                    yield from self._one_wrong(part, first + start)

    def nearly_short(self, sounds: list[str], first: int = 0) -> Iterator[Hit]:
        """Districts and streets of two syllables with one of them a step away: 密勇 for 密云."""
        for start in range(len(sounds) - 1):
            heard = sounds[start], sounds[start + 1]
            for position in (0, 1):
                for place in self._short.get((position, heard[position]), ()):
                    if is_one_step(fold_all(place.name, place.sounds)[1 - position], heard[1 - position]):
                        yield Hit(first + start, first + start + 2, place, wrong=1)

    def _one_wrong(self, part: list[str], start: int) -> Iterator[Hit]:
        for position in range(len(part)):
            for place in self._near.get(" ".join(part[:position] + part[position + 1 :]), ()):
                if len(place.sounds) == len(part) and _differing(place, part) == 1:
                    yield Hit(start, start + len(part), place, wrong=1)

    def _add(self, place: PlaceName) -> None:
        self._lengths[place.name[:2]].add(len(place.name))
        if place.kind is Kind.WORD or len(place.sounds) != len(place.name):
            return
        folded = fold_all(place.name, place.sounds)
        self._by_sound[" ".join(folded)].append(place)
        self._sound_lengths[" ".join(folded[:2])].add(len(folded))
        if len(folded) == 2 and place.kind in (Kind.DISTRICT, Kind.STREET) and place.sure:
            self._short[0, folded[0]].append(place)
            self._short[1, folded[1]].append(place)
        if COMMON_MIDDLE.search(place.name):
            return
        own = len(NUMERALS.sub("", GENERIC_ENDING.sub("", place.name)))
        if own >= SHORTEST_NEAR and len(folded) <= LONGEST_NEAR and place.kind is not Kind.COMMUNITY and place.sure:
            for position in range(len(folded)):
                self._near[" ".join(folded[:position] + folded[position + 1 :])].append(place)


def _differing(place: PlaceName, part: list[str]) -> int:
    return sum(sound != heard for sound, heard in zip(fold_all(place.name, place.sounds), part, strict=True))

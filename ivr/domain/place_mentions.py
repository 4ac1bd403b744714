"""Which names of places a text holds, by their characters first, by their sound where the words around allow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ivr.domain.pinyin import HAN, syllables
from ivr.domain.place_context import evidence, is_denied, is_elsewhere
from ivr.domain.place_index import Hit, Kind, PlaceName, Places
from ivr.domain.place_names import spoken_numbers
from ivr.domain.place_sounds import fold_place, is_one_step

NEVER = 9
"""More evidence than there can be."""
ENOUGH = 2
"""Evidence that makes a place of a name that may be a word."""


@dataclass(frozen=True)
class Mention:
    """A name in a text. by_sound: it was not written so."""

    start: int
    end: int
    place: PlaceName
    by_sound: bool
    denied: bool


def mentions(text: str, places: Places) -> list[Mention]:
    """The names in their order, none within another."""
    text = spoken_numbers(text.upper())
    written = _apart(hit for hit in places.by_characters(text) if _is_written(text, hit))
    heard = _heard(text, places, written)
    found = [_mention(text, hit, by_sound=hit in heard) for hit in written + heard if hit.place.kind is not Kind.WORD]
    kept = [m for m in found if m.place.kind is not Kind.OUTSIDE or not is_elsewhere(text, m.start, m.end)]
    return sorted(kept, key=lambda mention: mention.start)


def _mention(text: str, hit: Hit, by_sound: bool) -> Mention:
    return Mention(hit.start, hit.end, hit.place, by_sound, is_denied(text, hit.start, hit.end))


def _is_written(text: str, hit: Hit) -> bool:
    if hit.place.kind is Kind.WORD:
        return not (hit.end - hit.start == 2 and text[hit.end : hit.end + 1] == "区")
    return hit.place.sure or evidence(text, hit.start, hit.end) >= ENOUGH


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    """The longest, the surest, the first of those that overlap: 朝阳门 hides 朝阳."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.wrong, hit.start - hit.end, -hit.place.kind, hit.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return kept


def _heard(text: str, places: Places, written: list[Hit]) -> list[Hit]:
    sounds = syllables(text)
    if len(sounds) != len(HAN.findall(text)):
        return []
    beside = {hit.end for hit in written if hit.place.spots}
    good = []
    for first, part in _runs(text, written, [fold_place(sound) for sound in sounds]):
        for hit in (*places.by_sound(part, first), *_near_districts(places, part, first), *places.nearly(part, first)):
            around = ENOUGH if hit.start in beside else 0
            if around + evidence(text, hit.start, hit.end) >= _needed(text, hit):
                good.append(hit)
    return _apart(good)


def _runs(text: str, written: list[Hit], sounds: list[str]) -> Iterator[tuple[int, list[str]]]:
    """(where it begins, its syllables) of every stretch of characters that no written name or mark interrupts."""
    masked = list(text)
    for hit in written:
        masked[hit.start : hit.end] = "|" * (hit.end - hit.start)
    before = [0]
    for character in text:
        before.append(before[-1] + bool(HAN.match(character)))
    for run in re.finditer(r"[\u4e00-\u9fff]{2,}", "".join(masked)):
        yield run.start(), sounds[before[run.start()] : before[run.end()]]


def _near_districts(places: Places, part: list[str], first: int) -> Iterator[Hit]:
    """Districts of two syllables with one of them a step away: 密勇 for 密云."""
    for start in range(len(part) - 1):
        for place, (one, other) in places.short_districts:
            heard, heard2 = part[start], part[start + 1]
            if (one == heard and is_one_step(other, heard2)) or (other == heard2 and is_one_step(one, heard)):
                yield Hit(first + start, first + start + 2, place, wrong=1)


def _needed(text: str, hit: Hit) -> int:
    """The evidence that this likeness needs to be a place."""
    heard, name = text[hit.start : hit.end], hit.place.name
    shared = sum(one == other for one, other in zip(heard, name, strict=False))
    small = hit.place.kind is Kind.COMMUNITY or not hit.place.sure
    if len(heard) < len(name):
        shared = max(shared, sum(one == other for one, other in zip(reversed(heard), reversed(name), strict=False)))
    if len(name) == 2:
        return NEVER if small or (hit.wrong and not shared) else 2 if shared else 3
    if len(name) == 3:
        if hit.wrong:
            return 2 if shared >= 2 and not small and len(heard) == 3 else NEVER
        return (2 if shared >= 2 else NEVER if not shared else 3) if small else 1 if shared else 2
    if shared < 2 or (hit.wrong and shared < len(name) - 2):
        return NEVER if small or hit.wrong or not shared else 1
    return 1 + small + (hit.wrong and small)

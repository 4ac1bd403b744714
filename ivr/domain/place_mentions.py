"""Which names of places a text holds, by their characters first, by their sound where the words around allow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ivr.domain.pinyin import HAN, syllables
from ivr.domain.place_context import evidence, is_denied, is_elsewhere, is_meant
from ivr.domain.place_index import Hit, Kind, PlaceName, Places
from ivr.domain.place_names import spoken_numbers
from ivr.domain.place_sounds import fold_place, is_one_step

NEVER = 9
"""More evidence than there can be."""
ENOUGH = 2
"""Evidence that makes a place of a name that may be a word."""

ENDINGS = "区县镇乡村里站园路街桥"
"""What a name that ends with it is not taken for without: 平房想 is not 平房乡."""


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
    return hit.place.sure or is_meant(text, hit.start, hit.end)


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
        alike = [*places.by_sound(part, first), *_near_districts(places, part, first), *places.nearly(part, first)]
        good += _pairs(alike)
        for hit in alike:
            around = ENOUGH if hit.start in beside else 0
            if around + evidence(text, hit.start, hit.end) >= _needed(text, hit):
                good.append(hit)
    return _apart(good)


def _pairs(alike: list[Hit]) -> list[Hit]:
    """A district and a street of it, one right after the other: neither is chance."""
    districts = {hit.end: hit for hit in alike if hit.place.kind is Kind.DISTRICT}
    found = []
    for hit in alike:
        before = districts.get(hit.start)
        if before and hit.place.kind is Kind.STREET and hit.place.spots[0].district == before.place.spots[0].district:
            found += [before, hit]
    return found


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
    small = hit.place.kind is Kind.COMMUNITY or not hit.place.sure
    shared = sum(one == other for one, other in zip(heard, name, strict=False))
    if heard == name:
        return NEVER  # as it is written it was no place
    if name[-1] in ENDINGS and heard[-1] != name[-1]:
        return NEVER
    if len(name) == 2:
        return NEVER if small or (hit.wrong and not shared) else 2 if shared else 3
    if hit.wrong:
        return _needed_with_one_wrong(heard, hit, shared)
    if len(name) == 3:
        return (2 if shared >= 2 else 3 if shared else NEVER) if small else 1 if shared else 2
    return (1 + small if shared >= 2 else 3) if shared or not small else NEVER


def _needed_with_one_wrong(heard: str, hit: Hit, shared: int) -> int:
    """The same where one syllable is wrong or lost: all others must be as written, or the wrong one be close."""
    name = hit.place.name
    if hit.place.kind is Kind.COMMUNITY or not hit.place.sure:
        return NEVER
    if len(heard) < len(name):
        exact = any(heard == name[:lost] + name[lost + 1 :] for lost in range(len(name)))
        return 2 if exact and len(name) > 3 else NEVER
    pairs = zip(hit.place.sounds, syllables(heard), strict=False)
    wrong = [(fold_place(one), fold_place(other)) for one, other in pairs if fold_place(one) != fold_place(other)]
    close = all(is_one_step(one, other) for one, other in wrong)
    if len(name) == 3:
        return 2 if close and shared else NEVER
    return 1 if close and shared >= 2 else 2 if shared >= len(name) - 1 else NEVER

"""Which names of places a text holds, by their characters first, by their sound where the words around allow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ivr.domain.pinyin import HAN, syllables
from ivr.domain.place_context import evidence, is_denied, is_elsewhere, is_hinted, is_meant
from ivr.domain.place_index import Hit, Kind, PlaceName, Places, Trust
from ivr.domain.place_names import spoken_numbers
from ivr.domain.place_sounds import fold_all, is_one_step

NEVER = 9
"""More evidence than there can be."""
ENOUGH = 2
"""Evidence that makes a place of a name that may be a word."""

ROAD = re.compile("[东西南北中]?[路街桥道河]|[东西南北]?大街")
"""What makes another name of a short one: 府学路 is not 府学."""
ENDINGS = "区县镇乡村"
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
    standing = list(places.by_characters(text))
    written = _apart(hit for hit in standing if _is_written(text, hit) or _is_after_its_district(hit, standing))
    refused = [hit for hit in standing if hit.place.kind is not Kind.COMMUNITY and hit not in written]
    words = {(hit.start, hit.end) for hit in standing if hit.place.kind is Kind.WORD and hit.end - hit.start == 2}
    taken = [hit for hit in _apart(written + refused) if (hit.start, hit.end) not in words]
    heard = _heard(text, places, written, taken, words)
    found = [_mention(text, hit, by_sound=hit in heard) for hit in written + heard if hit.place.kind is not Kind.WORD]
    kept = [m for m in found if m.place.kind is not Kind.OUTSIDE or not is_elsewhere(text, m.start, m.end)]
    return sorted(kept, key=lambda mention: mention.start)


def _mention(text: str, hit: Hit, by_sound: bool) -> Mention:
    return Mention(hit.start, hit.end, hit.place, by_sound, is_denied(text, hit.start, hit.end))


def _is_written(text: str, hit: Hit) -> bool:
    if hit.place.kind is Kind.WORD:
        return not (hit.end - hit.start == 2 and text[hit.end : hit.end + 1] == "区")
    if hit.place.kind is Kind.COMMUNITY and not hit.place.sure and ROAD.match(text, hit.end):
        return False
    if hit.place.trust is Trust.NONE:
        return is_meant(text, hit.start, hit.end)
    if hit.place.kind is Kind.OUTSIDE:
        return hit.place.sure or evidence(text, hit.start, hit.end) >= ENOUGH
    return hit.place.sure or is_hinted(text, hit.start, hit.end)


def _is_after_its_district(hit: Hit, standing: list[Hit]) -> bool:
    """A street's name that may be a word is none right after its district: 石景山古城, 海淀万柳."""
    return hit.place.kind is Kind.STREET and any(
        other.place.kind is Kind.DISTRICT and other.end == hit.start and other.place.spots[0].district == spot.district
        for other in standing
        for spot in hit.place.spots
    )


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    """The longest, the surest, the first of those that overlap: 朝阳门 hides 朝阳."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.wrong, hit.start - hit.end, -hit.place.kind, hit.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return kept


def _heard(text: str, places: Places, written: list[Hit], taken: list[Hit], words: set[tuple[int, int]]) -> list[Hit]:
    """What sounds like a name where no name stands.

    taken: what stands in the text, also what is no place here. words: where short ordinary words stand.
    """
    sounds = syllables(text)
    characters = HAN.findall(text)
    if len(sounds) != len(characters):
        return []
    beside = {hit.end for hit in written if hit.place.spots}
    good = []
    for first, part in _runs(text, taken, fold_all(characters, sounds)):
        alike = [*places.by_sound(part, first), *places.nearly_short(part, first), *places.nearly(part, first)]
        good += _pairs([hit for hit in alike if not hit.wrong])
        for hit in alike:
            around = (ENOUGH if hit.start in beside else 0) + evidence(text, hit.start, hit.end)
            if around >= _needed(text, hit, words):
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


def _needed(text: str, hit: Hit, words: set[tuple[int, int]]) -> int:
    """The evidence that this likeness needs to be a place."""
    heard, name = text[hit.start : hit.end], hit.place.name
    small = hit.place.kind is Kind.COMMUNITY or not hit.place.sure
    shared = sum(one == other for one, other in zip(heard, name, strict=False))
    if heard == name:
        return NEVER  # as it is written it was no place
    if name[-1] in ENDINGS and heard[-1] != name[-1]:
        return NEVER
    if len(name) == 2:
        return _needed_by_short(hit, shared, (hit.start, hit.end) in words)
    if len(name) == 3 and any(hit.start <= start and end <= hit.end for start, end in words):
        return NEVER
    if hit.wrong:
        return _needed_with_one_wrong(heard, hit, shared)
    if len(name) == 3:
        return (2 if shared >= 2 else 3 if shared else NEVER) if small else 1 if shared else 2
    return (1 + small if shared >= 2 else 3) if shared or not small else NEVER


def _needed_by_short(hit: Hit, shared: int, is_word: bool) -> int:
    """The same for a name of two syllables: one character as written at least, or more around it."""
    if hit.place.kind is Kind.COMMUNITY or hit.place.trust is Trust.NONE or ((hit.wrong or is_word) and not shared):
        return NEVER
    if is_word:
        return 3
    return 3 - shared + hit.wrong + (not hit.place.sure) - (hit.place.kind is Kind.DISTRICT)


def _needed_with_one_wrong(heard: str, hit: Hit, shared: int) -> int:
    """The same where one syllable is wrong or lost: all others must be as written, or the wrong one be close."""
    name = hit.place.name
    if hit.place.kind is Kind.COMMUNITY or not hit.place.sure:
        return NEVER
    if len(heard) < len(name):
        exact = any(heard == name[:lost] + name[lost + 1 :] for lost in range(len(name)))
        return (2 if len(name) > 3 else 3) if exact else NEVER
    pairs = zip(fold_all(name, hit.place.sounds), fold_all(heard, syllables(heard)), strict=True)
    close = all(one == other or is_one_step(one, other) for one, other in pairs)
    if len(name) == 3:
        return 2 if close and shared else NEVER
    return 1 if close and shared >= 2 else NEVER

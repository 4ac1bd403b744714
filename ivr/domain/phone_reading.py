"""From the words about a telephone number to the digits that are meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ivr.domain.number_forms import MOBILE
from ivr.domain.number_mending import Digits, corrected, said_once, spliced, with_area
from ivr.domain.phone_words import Homophones, Mark, Word, words_of

SPLICES = (Mark.TAIL, Mark.HEAD, Mark.MIDDLE, Mark.PLACE)
MOST_GROUPS = 99
MOST_PIECES = 12
"""So many pieces with talk between them are tried as one number."""
BEGINS = (Mark.NEW, Mark.BREAK, Mark.AGAIN)
EXACT = (Homophones.INSIDE, Homophones.NONE)
"""Ways to hear that add nothing at the edges of the digits; the others are believed for mobile numbers only."""


@dataclass(frozen=True)
class _Part:
    """Digits said after one mark. denied: digits that the caller says it is not (不是X，是Y)."""

    mark: Mark
    groups: tuple[str, ...] = ()
    place: int = 0
    denied: str = ""

    @property
    def awaits(self) -> bool:
        """Whether the place is named (尾号不对) and the digits are still to come."""
        return self.mark in SPLICES and not self.groups


@dataclass(frozen=True)
class _Said:
    """One number as it was said, corrected. mark: NEW, BREAK or AGAIN, after which it began."""

    mark: Mark
    digits: Digits


def digits_meant(text: str) -> Digits | None:
    """The digits of the number that a text is about; they may be none (too few, too many). None: no digits.

    Characters that sound like digits count where that gives a number.
    """
    first: Digits | None = None
    for homophones in Homophones:
        found = _meant(_said(words_of(text, homophones)))
        first = first or found
        if found and found.number and (homophones in EXACT or MOBILE.fullmatch(found.number)):
            return found
    return first


def _meant(said: Sequence[_Said]) -> Digits | None:
    """The first whole number; the one said again; else all that belongs together, if only as a failed attempt."""
    talks: list[list[_Said]] = []
    for number in said:
        if number.mark is Mark.BREAK and talks:
            talks[-1].append(number)
        else:
            talks.append([number])
    whole = [(talk[0].mark, found) for talk in talks if (found := _whole(talk))]
    again = [found for mark, found in whole if mark is Mark.AGAIN]
    if whole:
        return again[-1] if again else whole[0][1]
    together = _joined(said)
    if together.number and MOBILE.fullmatch(together.number):
        return together
    return max((_joined(talk) for talk in talks), key=lambda digits: len(digits.text), default=None)


def _whole(talk: Sequence[_Said]) -> Digits | None:
    """The number made of the most neighbours: talk may lie within a number, or part it from other digits."""
    for size in range(min(len(talk), MOST_PIECES), 0, -1):
        for start in range(len(talk) - size + 1):
            found = _joined(talk[start : start + size])
            if found.number:
                return found
    return None


def _joined(said: Sequence[_Said]) -> Digits:
    groups = tuple(group for number in said for group in number.digits.groups if group)
    return Digits(said_once(groups), said[-1].digits.extension if said else "")


def _said(words: Iterable[Word]) -> list[_Said]:
    said: list[_Said] = []
    for part in _parts(words):
        if part.mark in BEGINS:
            said.append(_Said(part.mark, Digits(part.groups)))
        else:
            said[-1] = replace(said[-1], digits=_applied(said[-1].digits, part))
    return [number for number in said if number.digits.groups]


def _applied(said: Digits, part: _Part) -> Digits:
    match part.mark:
        case Mark.EXTENSION:
            return replace(said, extension="".join(part.groups) or said.extension)
        case Mark.DASH if said.is_landline:
            return replace(said, extension="".join(part.groups))
        case Mark.WRONG:
            return corrected(said, part.groups, part.denied)
        case Mark.AREA:
            return with_area(said, part.groups)
        case Mark.TAIL:
            return spliced(said, part.groups, from_end=True)
        case Mark.HEAD:
            return spliced(said, part.groups)
        case Mark.MIDDLE:
            return spliced(said, part.groups, said.middle)
        case Mark.PLACE:
            return spliced(said, part.groups, part.place - 1)
        case _:
            return replace(said, groups=said.groups + part.groups)


def _parts(words: Iterable[Word]) -> list[_Part]:
    """The words grouped behind their marks. What is denied, or no longer in use, goes no further."""
    parts = [_Part(Mark.BREAK)]
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if word.mark is Mark.DIGITS:
            parts[-1] = replace(parts[-1], groups=(*parts[-1].groups, word.digits))
        elif word.mark is Mark.AWAY:
            _take_digits(waiting)
        elif word.mark is Mark.OTHER:
            _take_digits(waiting, most=1)
        elif word.mark is Mark.NOT:
            _deny(parts, _take_digits(waiting), waiting)
        elif _begins_part(word.mark, parts[-1]):
            parts.append(_Part(word.mark, place=word.place))
    return parts


def _take_digits(waiting: list[Word], most: int = MOST_GROUPS) -> tuple[str, ...]:
    taken: list[str] = []
    while waiting and waiting[0].mark is Mark.DIGITS and len(taken) < most:
        taken.append(waiting.pop(0).digits)
    return tuple(taken)


def _deny(parts: list[_Part], groups: tuple[str, ...], waiting: Sequence[Word]) -> None:
    """不是X，是Y denies X; without 是 it was a correction: 不是，X."""
    denies = bool(groups and waiting and waiting[0].mark is Mark.IS)
    if parts[-1].awaits:
        parts[-1] = replace(parts[-1], groups=() if denies else groups)
    else:
        parts.append(_Part(Mark.WRONG, () if denies else groups, denied="".join(groups) if denies else ""))


def _begins_part(mark: Mark, last: _Part) -> bool:
    match mark:
        case Mark.IS:
            return False
        case Mark.BREAK:
            return bool(last.groups)
        case Mark.WRONG:
            return not last.awaits
        case _:
            return True

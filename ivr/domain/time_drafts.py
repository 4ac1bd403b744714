"""The words of a time folded into what the caller means: the last correction, without what they ruled out."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum

from ivr.domain.clocks import Clock, Wait
from ivr.domain.days import NamedDay
from ivr.domain.parts_of_day import fits
from ivr.domain.time_exclusions import without_ruled_out
from ivr.domain.time_words import TIMES, Kind, TimeWord

CLOSED_TO = (*TIMES, Kind.AFTER, Kind.BEFORE, Kind.AROUND)
FEW_DAYS = timedelta(days=3)
"""From so many days on, and over a weekend, 周一到周五 means any day."""
WHOLE_DAY = frozenset({"early", "morning", "afternoon", "day"})


class Choice(Enum):
    """What a second time beside the first is: its correction, second to it (四点也行), or as good (四点都行)."""

    NONE = "none"
    FIRST = "first"
    ALL = "all"

    @staticmethod
    def of(kinds: Set[Kind], link: Kind) -> Choice:
        """By the kinds of all words, and by the one before the second time."""
        if Kind.ALSO in kinds:
            return Choice.FIRST
        return Choice.ALL if link is Kind.OR or Kind.ANY in kinds else Choice.NONE


@dataclass(frozen=True)
class Draft:
    """What has been said of one time. has_to: the clock time or part is only the end (到下午三点)."""

    day: NamedDay | None = None
    part: str = ""
    end_part: str = ""
    clock: Clock | None = None
    end_clock: Clock | None = None
    wait: Wait | None = None
    is_after: bool = False
    is_before: bool = False
    is_approx: bool = False
    is_vague: bool = False
    is_any: bool = False
    is_soon: bool = False
    excludes: bool = False
    is_closed: bool = False

    @property
    def has_hours(self) -> bool:
        """Whether more than a day was named."""
        return bool(self.part or self.clock or self.end_clock or self.wait is not None)

    @property
    def names_time(self) -> bool:
        """Whether a day, a part of it or a clock time was named."""
        return self.day is not None or self.has_hours


def draft_of(words: Sequence[TimeWord]) -> Draft:
    """What the words mean as a whole."""
    kept, excludes = without_ruled_out(words)
    draft = Draft()
    for clause in _clauses(_with_ranges(kept)):
        draft = _merged(draft, clause)
    return replace(draft, excludes=excludes)


def _merged(before: Draft, after: Draft) -> Draft:
    """The second corrects the first: what it does not name stays."""
    if not after.names_time:
        changed = after.is_any or after.is_soon
        return after if changed and not before.names_time else replace(
            before, is_any=before.is_any or after.is_any, is_soon=before.is_soon or after.is_soon
        )  # fmt: skip
    if not before.names_time:
        return after
    day = after.day or before.day
    if not after.has_hours:
        return replace(before, day=day, is_vague=after.is_vague, is_any=after.is_any, is_soon=after.is_soon)
    part = after.part
    if after.clock and not (part or after.day) and before.part and fits(after.clock, before.part):
        part = before.part
    return replace(after, day=day, part=part)


def _with_ranges(words: list[TimeWord]) -> list[TimeWord]:
    """三点和五点之间, 三点五点之间 are 三点到五点."""
    kinds = [word.kind for word in words]
    if Kind.BETWEEN not in kinds or Kind.TO in kinds:
        return words
    ranged: list[TimeWord] = []
    for word in words:
        if word.kind is Kind.CLOCK and ranged and ranged[-1].kind is Kind.CLOCK:
            ranged.append(TimeWord(Kind.TO))
        ranged.append(TimeWord(Kind.TO) if word.kind is Kind.OR else word)
    return ranged


def _clauses(words: Sequence[TimeWord]) -> list[Draft]:
    """A draft for each statement; a second day, part or hour without 或 begins a new one, as a correction does."""
    clauses, link = [Draft()], Kind.PAUSE
    kinds = {word.kind for word in words}
    in_mind: NamedDay | None = None
    for at, word in enumerate(words):
        if word.kind is Kind.WRONG:
            clauses.append(Draft())
        elif word.kind is Kind.IN_MIND:
            in_mind = word.day
        else:
            following = words[at + 1].kind if at + 1 < len(words) else Kind.PAUSE
            choice = Choice.of(kinds, link)
            found = _taken(clauses[-1], word, link, following, choice)
            if found is None:
                clauses.append(Draft())
                found = _taken(Draft(), word, Kind.PAUSE, following, choice)
            clauses[-1] = found or clauses[-1]
        link = _link(link, word, words[at - 1].kind if at else Kind.PAUSE, clauses[-1].has_hours)
    if in_mind and clauses[-1].has_hours and all(clause.day is None for clause in clauses):
        clauses[-1] = replace(clauses[-1], day=in_mind)
    return clauses


def _link(link: Kind, word: TimeWord, before: Kind, has_hours: bool) -> Kind:
    """How the next time is joined to what was said: by TO, by OR, or not at all."""
    if word.kind is Kind.TO:
        return Kind.TO if before in (*TIMES, Kind.SOON, Kind.AROUND, Kind.AFTER) else Kind.PAUSE
    if word.kind is Kind.OR:
        return Kind.OR
    if link is Kind.TO and word.kind in (Kind.DAY, Kind.PART, Kind.PAUSE):
        return Kind.TO if has_hours or word.kind is Kind.PAUSE else Kind.PAUSE
    if link is Kind.OR and word.kind is not Kind.WRONG:
        return Kind.OR
    return link if word.kind in (Kind.PAUSE, Kind.AROUND) else Kind.PAUSE


def _taken(draft: Draft, word: TimeWord, link: Kind, following: Kind, choice: Choice) -> Draft | None:
    """The draft with one word more; None: the word begins a new statement."""
    if draft.is_closed and word.kind in CLOSED_TO:
        return draft
    match word.kind:
        case Kind.DAY:
            return _with_day(draft, word.day, link, choice)
        case Kind.PART:
            return _with_part(draft, word.part, link, choice)
        case Kind.CLOCK:
            return _with_clock(draft, word.clock, link, following, choice)
        case Kind.WAIT:
            return replace(draft, wait=word.wait)
        case Kind.AFTER:
            return replace(draft, is_after=True)
        case Kind.BEFORE:
            return draft if draft.end_clock else replace(draft, is_before=True)
        case Kind.AROUND:
            return replace(draft, is_approx=True)
        case Kind.ANY:
            return replace(draft, is_any=True)
        case Kind.SOON:
            return replace(draft, is_soon=True, is_before=following is Kind.TO)
        case _:
            return draft


def _with_day(draft: Draft, day: NamedDay | None, link: Kind, choice: Choice) -> Draft | None:
    if draft.day is None or day is None or draft.day.day == day.day:
        return replace(draft, day=day)
    if link is Kind.TO and day.may_recur and day.day < draft.day.day:
        day = replace(day, day=day.day + timedelta(days=7))
    if link is Kind.TO and not FEW_DAYS > day.day - draft.day.day > timedelta(0):
        return replace(draft, day=None, is_any=True)
    return _with_alternative(draft) if choice is not Choice.NONE or link is Kind.TO else None


def _with_part(draft: Draft, part: str, link: Kind, choice: Choice) -> Draft | None:
    if link is Kind.TO:
        return replace(draft, end_part=part)
    if draft.part in ("", part):
        return replace(draft, part=part)
    if choice is Choice.NONE:
        return None
    if choice is Choice.ALL and not draft.clock and {draft.part, part} <= WHOLE_DAY and not draft.is_vague:
        return replace(draft, part="day")
    return _with_alternative(draft)


def _with_alternative(draft: Draft) -> Draft:
    """A second time as good as the first; once hours were named, all that follows belongs to it."""
    return replace(draft, is_vague=True, is_closed=draft.has_hours)


def _with_clock(draft: Draft, clock: Clock | None, link: Kind, following: Kind, choice: Choice) -> Draft | None:
    if clock is None:
        return draft
    if link is Kind.TO or (draft.is_after and draft.clock and following is Kind.BEFORE):
        return replace(draft, end_clock=clock)
    if draft.clock is None:
        until = Clock(clock.until) if clock.until else None
        return replace(draft, clock=clock, end_clock=until, is_approx=draft.is_approx or until is not None)
    if draft.clock == clock:
        return draft
    return _with_alternative(draft) if choice is not Choice.NONE else None

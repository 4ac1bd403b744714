"""The words of a time folded into what the caller means: the last correction, without what they ruled out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from ivr.domain.clocks import Clock
from ivr.domain.days import NamedDay
from ivr.domain.parts_of_day import fits
from ivr.domain.time_words import TIMES, Kind, TimeWord

RULED_OUT = (*TIMES, Kind.OR, Kind.TO, Kind.AFTER, Kind.BEFORE, Kind.AROUND, Kind.SOON)
"""What may stand behind 除了 and be ruled out by it."""
FEW_DAYS = timedelta(days=3)
"""From so many days on, and over a weekend, 周一到周五 means any day."""
WHOLE_DAY = frozenset({"early", "morning", "afternoon", "day"})


@dataclass(frozen=True)
class Draft:
    """What has been said of one time. has_to: the clock time or part is only the end (到下午三点)."""

    day: NamedDay | None = None
    part: str = ""
    end_part: str = ""
    clock: Clock | None = None
    end_clock: Clock | None = None
    wait: int | None = None
    is_after: bool = False
    is_before: bool = False
    is_approx: bool = False
    is_vague: bool = False
    is_any: bool = False
    is_soon: bool = False
    excludes: bool = False

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
    kept, excludes = _without_ruled_out(words)
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


def _without_ruled_out(words: Sequence[TimeWord]) -> tuple[list[TimeWord], bool]:
    kept: list[TimeWord] = []
    excludes, at = False, 0
    while at < len(words):
        word, at = words[at], at + 1
        scope = _scope(words, at) if word.kind in (Kind.EXCEPT, Kind.NOT) else []
        if word.kind is Kind.NOT and not (scope and _goes_on_with_is(words, at + len(scope))):
            kept.append(TimeWord(Kind.WRONG))
        elif scope and scope[-1].kind is Kind.BEFORE:
            kept += [*scope[:-1], TimeWord(Kind.AFTER)]
            at += len(scope)
        elif scope:
            excludes, at = True, at + len(scope)
        elif word.kind is Kind.NOT_THEN:
            kept, ruled_out = _ruled_out_before(kept)
            excludes = excludes or ruled_out
        elif word.kind is not Kind.EXCEPT:
            kept.append(word)
    return kept, excludes


def _scope(words: Sequence[TimeWord], at: int) -> list[TimeWord]:
    end = at
    while end < len(words) and words[end].kind in RULED_OUT:
        end += 1
    return list(words[at:end])


def _goes_on_with_is(words: Sequence[TimeWord], at: int) -> bool:
    """不是X，是Y."""
    following = next((word.kind for word in words[at:] if word.kind not in (Kind.PAUSE, Kind.OTHER)), None)
    return following is Kind.IS


def _ruled_out_before(kept: list[TimeWord]) -> tuple[list[TimeWord], bool]:
    """明天上午没空: without the time just said. Its day stays in mind when an hour of it was ruled out."""
    end = len(kept)
    while end and kept[end - 1].kind in (Kind.OTHER, Kind.PAUSE, Kind.IS):
        end -= 1
    start = end
    while start and kept[start - 1].kind in RULED_OUT:
        start -= 1
    scope = kept[start:end]
    days = [word for word in scope if word.kind is Kind.DAY]
    keeps_day = bool(days) and any(word.kind in (Kind.PART, Kind.CLOCK) for word in scope)
    in_mind = [TimeWord(Kind.IN_MIND, day=days[-1].day)] if keeps_day else []
    return [*kept[:start], *in_mind, *kept[end:], TimeWord(Kind.PAUSE)], bool(scope)


def _with_ranges(words: list[TimeWord]) -> list[TimeWord]:
    """三点和五点之间 is 三点到五点."""
    if not any(word.kind is Kind.BETWEEN for word in words) or any(word.kind is Kind.TO for word in words):
        return words
    return [TimeWord(Kind.TO) if word.kind is Kind.OR else word for word in words]


def _clauses(words: Sequence[TimeWord]) -> list[Draft]:
    """A draft for each statement; a second day, part or hour without 或 begins a new one, as a correction does."""
    clauses, link = [Draft()], Kind.PAUSE
    offers = any(word.kind is Kind.ANY for word in words)
    in_mind: NamedDay | None = None
    for at, word in enumerate(words):
        if word.kind is Kind.WRONG:
            clauses.append(Draft())
        elif word.kind is Kind.IN_MIND:
            in_mind = word.day
        else:
            following = words[at + 1].kind if at + 1 < len(words) else Kind.PAUSE
            is_choice = link is Kind.OR or offers
            found = _taken(clauses[-1], word, link, following, is_choice)
            if found is None:
                clauses.append(Draft())
                found = _taken(Draft(), word, Kind.PAUSE, following, is_choice)
            clauses[-1] = found or clauses[-1]
        link = _link(link, word, words[at - 1].kind if at else Kind.PAUSE)
    if in_mind and clauses[-1].has_hours and all(clause.day is None for clause in clauses):
        clauses[-1] = replace(clauses[-1], day=in_mind)
    return clauses


def _link(link: Kind, word: TimeWord, before: Kind) -> Kind:
    """How the next time is joined to what was said: by TO, by OR, or not at all."""
    if word.kind is Kind.TO:
        return Kind.TO if before in (*TIMES, Kind.SOON, Kind.AROUND) else Kind.PAUSE
    if word.kind is Kind.OR:
        return Kind.OR
    if link is Kind.TO and word.kind in (Kind.DAY, Kind.PART, Kind.PAUSE):
        return Kind.TO
    return link if word.kind in (Kind.PAUSE, Kind.AROUND) else Kind.PAUSE


def _taken(draft: Draft, word: TimeWord, link: Kind, following: Kind, is_choice: bool) -> Draft | None:
    """The draft with one word more; None: the word begins a new statement."""
    match word.kind:
        case Kind.DAY:
            return _with_day(draft, word.day, link, is_choice)
        case Kind.PART:
            return _with_part(draft, word.part, link, is_choice)
        case Kind.CLOCK:
            return _with_clock(draft, word.clock, link, following, is_choice)
        case Kind.WAIT:
            return replace(draft, wait=word.minutes)
        case Kind.AFTER:
            return replace(draft, is_after=True)
        case Kind.BEFORE:
            return draft if draft.is_after and draft.end_clock else replace(draft, is_before=True)
        case Kind.AROUND:
            return replace(draft, is_approx=True)
        case Kind.ANY:
            return replace(draft, is_any=True)
        case Kind.SOON:
            return replace(draft, is_soon=True, is_before=following is Kind.TO)
        case _:
            return draft


def _with_day(draft: Draft, day: NamedDay | None, link: Kind, is_choice: bool) -> Draft | None:
    if draft.day is None or day is None or draft.day.day == day.day:
        return replace(draft, day=day)
    if link is Kind.TO and not FEW_DAYS > day.day - draft.day.day > timedelta(0):
        return replace(draft, day=None, is_any=True)
    return replace(draft, is_vague=True) if is_choice or link is Kind.TO else None


def _with_part(draft: Draft, part: str, link: Kind, is_choice: bool) -> Draft | None:
    if link is Kind.TO:
        return replace(draft, end_part=part)
    if draft.part in ("", part):
        return replace(draft, part=part)
    if not is_choice:
        return None
    return replace(draft, part="day") if {draft.part, part} <= WHOLE_DAY else replace(draft, is_vague=True)


def _with_clock(draft: Draft, clock: Clock | None, link: Kind, following: Kind, is_choice: bool) -> Draft | None:
    if clock is None:
        return draft
    if link is Kind.TO or (draft.is_after and draft.clock and following is Kind.BEFORE):
        return replace(draft, end_clock=clock)
    if draft.clock is None:
        until = Clock(clock.until) if clock.until else None
        return replace(draft, clock=clock, end_clock=until, is_approx=draft.is_approx or until is not None)
    if draft.clock == clock:
        return draft
    return replace(draft, is_vague=True) if is_choice else None

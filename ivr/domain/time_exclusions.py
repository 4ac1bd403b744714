"""The words of a time without the times that the caller rules out."""

from __future__ import annotations

from collections.abc import Sequence

from ivr.domain.time_words import TIMES, Kind, TimeWord

RULED_OUT = (*TIMES, Kind.OR, Kind.TO, Kind.AFTER, Kind.BEFORE, Kind.AROUND, Kind.SOON)
"""What may stand behind 除了, or before 不行, and be ruled out by it."""
TURNED = {Kind.BEFORE: Kind.AFTER, Kind.AFTER: Kind.BEFORE}
"""三点之前不行 is 三点以后."""


def without_ruled_out(words: Sequence[TimeWord]) -> tuple[list[TimeWord], bool]:
    """What is left, and whether anything was ruled out."""
    kept: list[TimeWord] = []
    excludes, at = False, 0
    while at < len(words):
        word, at = words[at], at + 1
        scope = _scope(words, at) if word.kind in (Kind.EXCEPT, Kind.NOT) else []
        if word.kind is Kind.NOT and not (scope and _goes_on_with_is(words, at + len(scope))):
            kept.append(TimeWord(Kind.WRONG))
        elif scope:
            at += len(scope)
            at += at < len(words) and words[at].kind is Kind.OUTSIDE
            kept += _turned(scope)
            excludes = excludes or not _turned(scope)
        elif word.kind in (Kind.NOT_THEN, Kind.OUTSIDE):
            kept, ruled_out = _ruled_out_before(kept)
            excludes = excludes or ruled_out
        elif word.kind is not Kind.EXCEPT:
            kept.append(word)
    return kept, excludes


def _scope(words: Sequence[TimeWord], at: int) -> list[TimeWord]:
    end = at
    while end < len(words) and words[end].kind in RULED_OUT:
        end += 1
        if Kind.SOON in (words[end - 1].kind, words[end].kind if end < len(words) else None):
            break
    return list(words[at:end])


def _turned(scope: Sequence[TimeWord]) -> list[TimeWord]:
    """别在三点以前打: the other side of that time, where it has one."""
    if not scope or scope[-1].kind not in TURNED or not any(word.kind is Kind.CLOCK for word in scope):
        return []
    return [*scope[:-1], TimeWord(TURNED[scope[-1].kind])]


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
    if turned := _turned(scope):
        return [*kept[:start], *turned, TimeWord(Kind.PAUSE)], False
    days = [word for word in scope if word.kind is Kind.DAY]
    keeps_day = bool(days) and any(word.kind in (Kind.PART, Kind.CLOCK) for word in scope)
    in_mind = [TimeWord(Kind.IN_MIND, day=days[-1].day)] if keeps_day else []
    return [*kept[:start], *in_mind, *kept[end:], TimeWord(Kind.PAUSE)], bool(scope)

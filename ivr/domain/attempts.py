"""When a promised callback may be attempted: the agreed window, the department's hours, lawful hours, growing gaps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import TypeAlias

from ivr.domain.callback_states import Move
from ivr.domain.callbacks import Window
from ivr.domain.hours import Hours, OpeningTimes, is_open

STEP = timedelta(minutes=5)
"""How finely hours are looked at; a chance never reaches past a closing time because of it."""
MOST_DAYS_AHEAD = 14
"""A department that does not open within two weeks leaves it to a person."""
MayCall: TypeAlias = Callable[[datetime], bool]


LAWFUL = Hours(time(9), time(20))
"""When citizens may be called at all, unless the settings say otherwise."""


@dataclass(frozen=True)
class Rules:
    """lawful: when citizens may be called at all. tolerance: how far a call may lie outside the agreed window.

    first_gap: at least so long after the first attempt; each further gap is `growth` times as long. later_chance: how
    long a chance lasts that nobody agreed on.
    """

    lawful: Hours = LAWFUL
    tolerance: timedelta = timedelta(minutes=15)
    most_attempts: int = 3
    first_gap: timedelta = timedelta(hours=1)
    growth: int = 4
    later_chance: timedelta = timedelta(hours=1)

    def may_call(self, department_id: str, hours: OpeningTimes) -> MayCall:
        """Whether a moment lies in the lawful hours and the department's."""
        return lambda at: self.is_lawful(at) and hours.is_open(department_id, at)

    def is_lawful(self, at: datetime) -> bool:
        """Whether citizens may be called at all at this moment."""
        return is_open(self.lawful, at)

    def gap(self, attempted: int) -> timedelta:
        """How long to wait after so many attempts."""
        return timedelta(seconds=self.first_gap.total_seconds() * self.growth ** (attempted - 1))


@dataclass(frozen=True)
class Chance:
    """When one attempt may be made: from `opens` on, before `closes`."""

    opens: datetime
    closes: datetime


class Reached(Enum):
    """How an attempt ended. NO_KEY: something answered, but nobody pressed 1. UNKNOWN: the dialler died.

    MACHINE: what answered talked on instead: voicemail, an announcement. FAX: it answered with the tone of a fax.
    NO_AGENT: nobody of the department took the call, so the caller was not called. LEFT_ALONE: the caller was, and then
    found no agent.
    """

    ANSWERED = "answered"
    NO_ANSWER = "no answer"
    BUSY = "busy"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"
    WRONG_NUMBER = "wrong number"
    NO_KEY = "no key pressed"
    MACHINE = "machine"
    FAX = "fax"
    NO_AGENT = "no agent"
    LEFT_ALONE = "left alone"
    UNKNOWN = "unknown"


def first_chance(window: Window | None, since: datetime, may_call: MayCall, rules: Rules) -> Chance | None:
    """The chance of a new promise; None when the agreed window lies outside all hours or is over.

    since: not before. At any time: the rest of the day, or the next day with hours.
    """
    if window is None:
        opens = _next_allowed(since, may_call)
        return _until_last(opens, _midnight_after(opens), may_call) if opens else None
    last = window.end + rules.tolerance
    for start in (window.start, window.start - rules.tolerance):
        opens = _first(max(start, since), last, may_call)
        if opens:
            return _until_last(opens, last, may_call)
    return None


def next_chance(
    window: Window | None, missed: Chance, attempted: int, called_at: datetime, may_call: MayCall, rules: Rules
) -> Chance | None:
    """The chance after so many attempts, never within the one that was missed; None: a person decides."""
    if attempted >= rules.most_attempts:
        return None
    earliest = called_at + rules.gap(attempted)
    if window is not None:
        earliest = max(earliest, missed.closes)
    return later_chance(earliest, may_call, rules)


def chance_after_machine(
    window: Window | None, missed: Chance, attempted: int, called_at: datetime, now: datetime,
    may_call: MayCall, rules: Rules,
) -> Chance | None:  # fmt: skip
    """As next_chance, for an attempt that is known only now to have reached nobody."""
    chance = next_chance(window, missed, attempted, called_at, may_call, rules)
    return later_chance(now, may_call, rules) if chance and chance.opens < now else chance


def later_chance(since: datetime, may_call: MayCall, rules: Rules) -> Chance | None:
    """A chance that nobody agreed on, not before `since`; None: a person decides."""
    opens = _next_allowed(since, may_call)
    return _until_last(opens, opens + rules.later_chance, may_call) if opens else None


def move_after(reached: Reached, chance: Chance | None) -> Move:
    """What an attempt that ended so does to its request. chance: the next one."""
    match reached:
        case Reached.ANSWERED:
            return Move.CONNECT
        case Reached.NO_AGENT:
            return Move.RELEASE
        case Reached.WRONG_NUMBER | Reached.FAX | Reached.LEFT_ALONE:
            return Move.GIVE_UP
        case _:
            return Move.MISS if chance else Move.GIVE_UP


def _first(start: datetime, end: datetime, may_call: MayCall) -> datetime | None:
    at = start
    while at < end:
        if may_call(at):
            return at
        at = _on_grid(at + STEP)
    return None


def _next_allowed(since: datetime, may_call: MayCall) -> datetime | None:
    return _first(since, since + timedelta(days=MOST_DAYS_AHEAD), may_call)


def _until_last(opens: datetime, end: datetime, may_call: MayCall) -> Chance:
    """From a moment that is allowed to the end, or to the end of the last stretch before it that is allowed."""
    closes = end
    while closes > opens + STEP and not may_call(closes - STEP):
        closes = _on_grid(closes - timedelta(seconds=1))
    while not may_call(closes - timedelta(seconds=1)) and closes > opens:
        closes -= timedelta(minutes=1)
    return Chance(opens, max(closes, opens + timedelta(seconds=1)))


def _on_grid(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % (STEP.seconds // 60), second=0, microsecond=0)


def _midnight_after(at: datetime) -> datetime:
    day: date = at.date() + timedelta(days=1)
    return datetime.combine(day, time())

"""The parts of a day, and in which of its halves a clock time lies."""

from __future__ import annotations

from ivr.domain.clocks import Clock

NOON_HOUR = 12
HOURS = {
    "early": (8, 10), "morning": (9, 12), "noon": (12, 14), "afternoon": (14, 18), "evening": (18, 21), "day": (9, 18),
    "night": (0, 6),
}  # fmt: skip
"""First and last hour of each part."""
EARLIEST_HOUR = 8
"""A clock time without a part of the day is not taken for an earlier one: 三点半 is 15:30, 八点 is 08:00."""
LAST_MINUTE = 24 * 60 - 1
"""A range does not reach into the next day."""
FIRST_EVENING_HOUR = 5
"""晚上五点 is 17:00, 夜里四点 is 04:00."""
LAST_NOON_HOUR = 3
MOST_BEYOND_PART_MINUTES = 120
"""So far from a part of the day a clock time still belongs to it: 早上七点."""


def minutes_of(clock: Clock, part: str = "") -> int:
    """Minutes since midnight of a clock time in a part of the day."""
    late = {
        "noon": clock.hour <= LAST_NOON_HOUR,
        "afternoon": True,
        "evening": clock.hour >= FIRST_EVENING_HOUR,
        "early": False,
        "morning": False,
        "night": False,
    }.get(part, 0 < clock.hour < EARLIEST_HOUR)
    hour = clock.hour + NOON_HOUR if late and clock.hour < NOON_HOUR else clock.hour
    if part in ("evening", "night") and clock.hour == NOON_HOUR:
        hour = 0
    return hour % 24 * 60 + clock.minute


def minutes_until(clock: Clock, start: int, part: str = "") -> int:
    """Minutes since midnight of the end of a range: the first such time after its start, 十点到两点 ends at 14:00."""
    if part:
        return minutes_of(clock, part)
    raw = clock.hour * 60 + clock.minute
    later = [minutes for minutes in (raw, raw + NOON_HOUR * 60) if start < minutes < 24 * 60]
    return later[0] if later else LAST_MINUTE


def fits(clock: Clock, part: str) -> bool:
    """Whether a clock time, said alone, can lie in a part of the day."""
    first, last = HOURS[part]
    minutes = minutes_of(clock, part)
    return first * 60 - MOST_BEYOND_PART_MINUTES <= minutes <= last * 60 + MOST_BEYOND_PART_MINUTES

"""Whether a line or department is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time


@dataclass(frozen=True)
class Hours:
    """Opening hours of a line or department, the same every day; both ends local time, the close excluded."""

    opens: time
    closes: time


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether `at`, local wall-clock time, lies within these hours, which may reach past midnight."""
    if hours.opens <= hours.closes:
        return hours.opens <= at.time() < hours.closes
    return at.time() >= hours.opens or at.time() < hours.closes

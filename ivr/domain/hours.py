"""Whether a line or department is open."""

from __future__ import annotations

from datetime import datetime

from ivr.domain.directory import Hours


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether `at`, local wall-clock time, lies within these hours."""
    return hours.opens <= at.time() < hours.closes

"""Whether a line or department is open."""

from __future__ import annotations

from datetime import datetime

from ivr.domain.directory import Hours


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether `at`, local wall-clock time, lies within these hours, which may reach past midnight."""
    if hours.opens <= hours.closes:
        return hours.opens <= at.time() < hours.closes
    return at.time() >= hours.opens or at.time() < hours.closes

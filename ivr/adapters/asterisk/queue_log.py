"""Today's lines of Asterisk's queue_log, also when it was rotated in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from ivr.domain.queue_figures import Figures, figures_of
from ivr.errors import AsteriskUnusable
from ivr.settings import Settings

FILES = ("queue_log.0", "queue_log")


def figures_of_today(settings: Settings, now: datetime) -> dict[str, Figures]:
    """Queue → figures since midnight. Raises AsteriskUnusable when the log cannot be read."""
    midnight = datetime.combine(now.date(), time()).timestamp()
    return figures_of(_lines(settings, midnight), midnight)


def _lines(settings: Settings, since: float) -> Iterator[str]:
    for name in FILES:
        file = settings.var / "asterisk" / "log" / name
        try:
            if file.exists() and file.stat().st_mtime >= since:
                with file.open(encoding="utf-8", errors="replace") as lines:
                    yield from lines
        except OSError as error:
            raise AsteriskUnusable(f"{file} cannot be read: {error}. Run this as the user of ./hotline up") from error

"""The desk of a talk, made from the admin's settings: the same for callers, for the console and for scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ivr.domain.directory import Directory
from ivr.flows.ports import Desk, Ledger
from ivr.settings import Settings


def desk_of(
    settings: Settings, directory: Directory, ledger: Ledger, now: Callable[[], datetime] = datetime.now
) -> Desk:
    """Everything a conversation needs besides the caller."""
    return Desk(directory, ledger, now, settings.recordings, settings.recording.message_seconds)

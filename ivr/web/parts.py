"""What the staff page works with, and how it finds them for the page that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

from flask import current_app

from ivr.adapters.asterisk.live_calls import LiveCall
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.staff_accounts import StaffAccounts
from ivr.callback_work import CallbackWork
from ivr.domain.directory import Directory
from ivr.domain.staff_settings import StaffSettings
from ivr.web.throttle import Throttle

KEY = "hotline"


class Board(Protocol):
    """Who is in the queues. Raises TelephoneUnavailable."""

    def now(self) -> list[LiveCall]:
        """All callers who wait or talk, those who wait first."""


@dataclass(frozen=True)
class Parts:
    """directory: the one in use now. recordings: the folder of callers' messages.

    renewed_every_ms: how often the table of calls is.
    """

    work: CallbackWork
    ledger: SqlLedger
    accounts: StaffAccounts
    board: Board
    directory: Callable[[], Directory]
    recordings: Path
    settings: StaffSettings
    now: Callable[[], datetime] = datetime.now
    renewed_every_ms: int = 2000
    throttle: Throttle = field(default_factory=Throttle)

    def department(self, identifier: str) -> str:
        """A department's short name, or what it is called by when the directory no longer has it."""
        known = self.directory().departments.get(identifier)
        return known.spoken if known else identifier


def parts() -> Parts:
    """Of the app that serves this request."""
    return cast(Parts, cast(Mapping[str, Any], current_app.extensions)[KEY])

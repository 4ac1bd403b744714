"""The worker that changes who is rung when a shift begins or ends, or when the directory's seats change."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ivr.adapters.asterisk.queue_sync import Console, apply, is_taken, prepare
from ivr.domain.staffing import Staffing
from ivr.errors import AsteriskUnusable, DirectoryInvalid
from ivr.settings import Settings

log = logging.getLogger(__name__)
LOOK_SECONDS = 20.0
MOST_TOLD = 12


@dataclass
class Shifts:
    """staffing: reads it anew, raises DirectoryInvalid. wait: pauses for so many seconds; True when asked to end.

    It remembers nothing: what is written is compared with what should be, so it may die and begin anew at any time.
    """

    settings: Settings
    staffing: Callable[[], Staffing]
    asterisk: Console
    now: Callable[[], datetime]
    wait: Callable[[float], bool]
    told: str = field(default="", init=False)

    def run(self) -> None:
        """Until asked to end."""
        while not self.wait(LOOK_SECONDS):
            self.step()

    def step(self) -> bool:
        """One look. Whether something changed; trouble is told once and tried again."""
        try:
            sync = prepare(self.settings, self.staffing(), self.now())
            changes = sync.difference()
            if not self.asterisk.is_running():  # at its start it is given what is right by then
                return False
            if not changes and is_taken(sync, self.asterisk):
                return False
            apply(sync, self.asterisk)
        except (AsteriskUnusable, DirectoryInvalid) as error:
            self._tell(str(error))
            return False
        more = f" … and {len(changes) - MOST_TOLD} more" if len(changes) > MOST_TOLD else ""
        log.info("queues changed: %s%s", "; ".join(changes[:MOST_TOLD]) or "Asterisk had older ones", more)
        self.told = ""
        return True

    def _tell(self, trouble: str) -> None:
        if trouble != self.told:
            log.error("the queues stay as they are: %s", trouble)
        self.told = trouble

"""The worker that tells people of escalated callbacks: each step once, again when it failed, in nobody's way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ivr.adapters.store.notices import Notices, Trying
from ivr.domain.notices import Notice, notice_of
from ivr.errors import LedgerUnavailable, NoticeFailed

log = logging.getLogger(__name__)
LOOK_SECONDS = 5.0


class Way(Protocol):
    """Raises NoticeFailed."""

    def tell(self, notice: Notice) -> str:
        """Send a notice; returns to whom it went."""


@dataclass
class Notifying:
    """department: its name for people, by its id."""

    notices: Notices
    ways: Mapping[str, Way]
    department: Callable[[str], str]
    now: Callable[[], datetime]
    page_url: str = ""

    def run(self, wait: Callable[[float], bool]) -> None:
        """Until asked to end, which `wait` tells after so many seconds. A ledger that is away is waited for."""
        while not wait(LOOK_SECONDS):
            try:
                self.step()
            except LedgerUnavailable as error:
                log.error("nobody is told of overdue callbacks now: %s", error)

    def step(self) -> int:
        """Try all that are to be tried now. Returns how many went out by every way."""
        whole = 0
        while (trying := self.notices.next(self.now())) is not None:
            whole += self._try(trying)
        return whole

    def _try(self, trying: Trying) -> bool:
        identifier = trying.callback["department"]
        notice = notice_of(trying.row, trying.callback, self.department(identifier), self.page_url)
        faults = []
        for way in trying.ways:
            try:
                told = self.ways[way].tell(notice)
            except NoticeFailed as error:
                log.error("notice %d of callback %d: %s", notice.id, notice.callback, error)
                faults.append(str(error))
            else:
                self.notices.went_out(trying, way, told, self.now())
        if faults:
            self.notices.failed(trying, "; ".join(faults), self.now())
        return not faults

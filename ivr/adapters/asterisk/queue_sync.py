"""The queues of the directory brought into a running Asterisk: compared, checked, written, reloaded, looked at."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ivr.adapters.asterisk.console import LiveQueue
from ivr.adapters.asterisk.passwords import write_private
from ivr.adapters.asterisk.queues import FILE, difference, queues_text, read_queues, sections
from ivr.domain.staffing import Staffing
from ivr.errors import AsteriskUnusable
from ivr.settings import Settings


class Console(Protocol):
    """What AsteriskConsole does."""

    def command(self, text: str) -> str:
        """What Asterisk answers. Raises AsteriskUnusable."""

    def is_running(self) -> bool:
        """Whether Asterisk answers."""

    def queues(self) -> dict[str, LiveQueue]:
        """All queues as they are now. Raises AsteriskUnusable."""


@dataclass(frozen=True)
class Sync:
    """A new text for Asterisk's file of queues, beside the one in use."""

    file: Path
    old: str
    new: str

    def difference(self) -> list[str]:
        """What changes; nothing when all is as it should be."""
        return difference(self.old, self.new)


def prepare(settings: Settings, staffing: Staffing, at: datetime) -> Sync:
    """What the queues should be at `at`, checked. Raises AsteriskUnusable; nothing is changed yet."""
    own_file, file = settings.root / "asterisk_conf" / "queues.conf", settings.var / "asterisk" / "etc" / FILE
    try:
        theirs = sections(own_file.read_text(encoding="utf-8"))
        old = file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise AsteriskUnusable(
            f"the queues cannot be compared: {error}. Run this as the user of ./hotline up"
        ) from error
    new = queues_text(staffing, settings.queue, theirs, at)
    _check(new, staffing, theirs)
    return Sync(file, old, new)


def _check(text: str, staffing: Staffing, theirs: set[str]) -> None:
    """A caller may be sent to any of these queues, and somebody must be the last resort."""
    made = read_queues(text)
    wanted = {*staffing.queues, staffing.operator_queue}
    if missing := wanted - theirs - set(made):
        raise AsteriskUnusable(f"no queue was made for {', '.join(sorted(missing))}: nothing was changed")
    if not made.get(staffing.operator_queue) and staffing.operator_queue not in theirs:
        raise AsteriskUnusable(
            "the operators have no seat in data/seats.csv, so nobody would be left: nothing was changed"
        )


def apply(sync: Sync, asterisk: Console) -> bool:
    """Write the file and have a running Asterisk take it; calls go on. False: Asterisk is down, and takes it later.

    Raises AsteriskUnusable when Asterisk does not take it; then the old file is back in its place.
    """
    _write(sync.file, sync.new)
    if not asterisk.is_running():
        return False
    try:
        asterisk.command("queue reload all")
        _look(asterisk, sync.new)
    except AsteriskUnusable as error:
        _write(sync.file, sync.old)
        asterisk.command("queue reload all")
        raise AsteriskUnusable(f"Asterisk did not take the new queues ({error}): the old ones are in use") from error
    return True


def is_taken(sync: Sync, asterisk: Console) -> bool:
    """Whether Asterisk has what should be; it may not have read the file yet. Raises AsteriskUnusable."""
    return not _missing(asterisk, sync.new)


def _look(asterisk: Console, text: str) -> None:
    if missing := _missing(asterisk, text):
        raise AsteriskUnusable(missing)


def _missing(asterisk: Console, text: str) -> str:
    """What Asterisk has otherwise than the text says; "" for nothing. Members added by hand may be there, too."""
    live = asterisk.queues()
    for queue, members in read_queues(text).items():
        if queue not in live:
            return f"it has no queue {queue}"
        there = {f"{m.phone} penalty {m.penalty}" for m in live[queue].members if not m.is_added}
        if wrong := set(members) ^ there:
            return f"in queue {queue} it has otherwise: {', '.join(sorted(wrong))}"
    return ""


def _write(file: Path, text: str) -> None:
    """Replace the file; whoever runs this, Asterisk's user can read it."""
    try:
        write_private(file, text)
        if os.geteuid() == 0:
            owner = file.parent.stat()
            os.chown(file, owner.st_uid, owner.st_gid)
    except OSError as error:
        raise AsteriskUnusable(f"{file} cannot be written: {error}. Run this as the user of ./hotline up") from error

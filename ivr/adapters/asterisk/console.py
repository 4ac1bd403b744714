"""Asterisk's console: commands to a running Asterisk, and its queues as it tells them."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

from ivr.adapters.asterisk.config import asterisk_prefix
from ivr.errors import AsteriskUnusable
from ivr.settings import Settings

ANSWER_SECONDS = 20
COLOUR = re.compile(r"\x1b\[[\d;]*m")
"""Asterisk paints also for those who only read."""
QUEUE = re.compile(r"^([\w-]+) has (\d+) calls? ")
MEMBER = re.compile(r"^ {6}(\S+)(?: \(([^()\s/]+/[^()\s]+)\))?( .*\(ringinuse .*)$")
"""The telephone is left out where it is the member's name. Lines of waiting callers look alike, but for ringinuse."""
PENALTY = re.compile(r"with penalty (\d+)")
STATES = ("Not in use", "In use", "Busy", "Invalid", "Unavailable", "Ringing", "Ring+Inuse", "On Hold", "Unknown")
"""Asterisk's words for what a member's telephone does."""


@dataclass(frozen=True)
class LiveMember:
    """A member of a running queue. state: one of STATES. is_added: by hand or by a program, not by a file."""

    name: str
    phone: str
    penalty: int
    state: str
    is_paused: bool
    is_added: bool = False

    @property
    def is_there(self) -> bool:
        """Whether the telephone could be answered, now or after the call it is in."""
        return self.state not in ("Invalid", "Unavailable", "Unknown") and not self.is_paused


@dataclass(frozen=True)
class LiveQueue:
    """A queue of a running Asterisk. waiting: callers in it who talk to nobody yet."""

    name: str
    waiting: int
    members: tuple[LiveMember, ...]


class AsteriskConsole:
    """Of the Asterisk that these settings describe."""

    def __init__(self, settings: Settings) -> None:
        self._binary = asterisk_prefix(settings) / "sbin" / "asterisk"
        self._conf = settings.var / "asterisk" / "etc" / "asterisk.conf"

    def command(self, text: str) -> str:
        """What Asterisk answers. Raises AsteriskUnusable when it does not run, or may not be asked."""
        if not self._conf.exists():  # else it would look for an Asterisk that is not ours
            raise AsteriskUnusable(f"there is no {self._conf} yet: ./hotline up makes it")
        words = [str(self._binary), "-C", str(self._conf.absolute()), "-rx", text]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise AsteriskUnusable(f"Asterisk cannot be asked: {error}. ./hotline status tells more") from error
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise AsteriskUnusable(
                f"Asterisk does not answer ({said[-1] if said else 'it said nothing'}): ./hotline up starts it"
            )
        return COLOUR.sub("", done.stdout)

    def is_running(self) -> bool:
        """Whether Asterisk answers."""
        try:
            self.command("core show version")
        except AsteriskUnusable:
            return False
        return True

    def queues(self) -> dict[str, LiveQueue]:
        """All queues as they are now. Raises AsteriskUnusable."""
        return read_queue_show(self.command("queue show"))


def read_queue_show(text: str) -> dict[str, LiveQueue]:
    """The queues in what `queue show` prints."""
    found: dict[str, LiveQueue] = {}
    name, waiting, members = "", 0, list[LiveMember]()
    for line in [*text.splitlines(), "end has 0 calls "]:
        if begins := QUEUE.match(line):
            if name:
                found[name] = LiveQueue(name, waiting, tuple(members))
            name, waiting, members = begins[1], int(begins[2]), []
        elif member := MEMBER.match(line):
            members.append(_member(member[1], member[2], member[3]))
    return found


def _member(name: str, phone: str | None, told: str) -> LiveMember:
    penalty = PENALTY.search(told)
    state = next((state for state in STATES if f"({state})" in told), "Unknown")
    return LiveMember(
        name, phone or name, int(penalty[1]) if penalty else 0, state, "(paused" in told, "(dynamic)" in told
    )

"""The queues of all departments and of the operators: as text for Asterisk, read back, and compared."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from ivr.domain.queue_settings import QueueSettings
from ivr.domain.rosters import Seat
from ivr.domain.staffing import Staffing
from ivr.errors import AsteriskUnusable

FILE = "queues_directory.conf"
"""Its name beside Asterisk's other generated files."""
SECTION = re.compile(r"^\[([\w-]+)\]", re.MULTILINE)
HEAD = """; Written by ./hotline ivr asterisk sync from the directory and [queue] of hotline.toml: an edit here is lost.
; A queue that asterisk_conf/queues.conf has, too, is left to you and not written here.

[directory](!)
"""
SERVICE_SECONDS = 15
"""The answer that is asked for; Asterisk's own statistics count by it."""
NOBODY = "unavailable,invalid,unknown,paused"
"""With members of these states only, nobody is there: a caller is led on at once."""
MOST_PLACE = 99
"""Numbers from 100 have no sounds."""
OF_OPERATORS = "context=waiting-operator\nqueue-thankyou=queue-thankyou-operator\n"
"""Who waits for an operator is not sent to the end of the same queue by a key."""
OPENING = re.compile(r"\[([\w-]+)\]\((?:!|directory)\)")
MEMBER = re.compile(r"member => ([^,;\s]+),(\d{1,3}),(\w+),([^,;\s]+)")
SETTING = re.compile(r"[a-z-]+=[\w,./-]*")
Queues = dict[str, tuple[str, ...]]
"""Queue → what its members are told by, sorted."""


def sections(own_queues: str) -> set[str]:
    """The queues and templates that the admin's own file has."""
    return set(SECTION.findall(own_queues))


def queues_text(staffing: Staffing, settings: QueueSettings, theirs: Collection[str], at: datetime) -> str:
    """A queue for each department and the operators, with those to ring at `at`. theirs: queues that are left out."""
    named = {**staffing.queues, staffing.operator_queue: "operators"}
    parameters = _parameters(settings) | _announcements(settings)
    text = HEAD + "".join(f"{key}={value}\n" for key, value in parameters.items())
    for queue, name in sorted(named.items()):
        if queue not in theirs:
            seats = staffing.roster.to_ring(queue, at, staffing.calendar, settings.off_duty_penalty)
            text += f"\n[{queue}](directory)  ; {_comment(name)}\n"
            text += OF_OPERATORS if queue == staffing.operator_queue else ""
            text += "".join(_member(seat, settings) for seat in seats)
    return text


def read_queues(text: str) -> Queues:
    """The queues in a text that `queues_text` made. Raises AsteriskUnusable at a line that is none of its own."""
    found: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.partition(";")[0].strip()
        if opening := OPENING.fullmatch(content):
            if opening[1] in found:
                raise AsteriskUnusable(f"queue {opening[1]} stands twice, again in line {number}")
            found[opening[1]] = []
        elif member := MEMBER.fullmatch(content):
            found[list(found)[-1]].append(f"{member[1]} penalty {member[2]}")
        elif content and not SETTING.fullmatch(content):
            raise AsteriskUnusable(f"line {number} is nothing for a queue: {line[:60]!r}")
    found.pop("directory", None)
    return {queue: tuple(sorted(members)) for queue, members in found.items()}


def difference(old: str, new: str) -> list[str]:
    """What changes from one text to another, in words: settings, queues, members."""
    before, after = _read_leniently(old), read_queues(new)
    told = [f"- {line}" for line in _settings_lines(old) if line not in _settings_lines(new)]
    told += [f"+ {line}" for line in _settings_lines(new) if line not in _settings_lines(old)]
    for queue in sorted(before.keys() | after.keys()):
        told += _difference_of(queue, before.get(queue), after.get(queue))
    return told


def _difference_of(queue: str, before: tuple[str, ...] | None, after: tuple[str, ...] | None) -> Iterator[str]:
    if before is None or after is None:
        sign, members = ("+", after) if before is None else ("-", before)
        yield f"{sign} queue {queue}: {', '.join(members or ()) or 'no member'}"
        return
    yield from (f"- {queue} {member}" for member in before if member not in after)
    yield from (f"+ {queue} {member}" for member in after if member not in before)


def _read_leniently(text: str) -> Queues:
    """The old text may be of an older version, or hurt: it is replaced anyhow."""
    try:
        return read_queues(text)
    except AsteriskUnusable:
        return {}


def _settings_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if SETTING.fullmatch(line)]


def _parameters(settings: QueueSettings) -> dict[str, object]:
    return {
        "strategy": settings.strategy,
        "timeout": settings.ring_seconds,
        "retry": settings.retry_seconds,
        "wrapuptime": settings.wrapup_seconds,
        "servicelevel": SERVICE_SECONDS,
        "ringinuse": "no",
        "joinempty": NOBODY,
        "leavewhenempty": NOBODY,
        "musicclass": "default",
        "context": "waiting",
    }


def _announcements(settings: QueueSettings) -> dict[str, object]:
    """The place and an estimate from the queue's own mean wait; the sounds are in waiting_sounds.py."""
    if not settings.announce_seconds:
        return {}
    return {
        "announce-frequency": settings.announce_seconds,
        "announce-position": "limit",
        "announce-position-limit": MOST_PLACE,
        "announce-holdtime": "yes",
        "announce-round-seconds": 0,
    }


def _member(seat: Seat, settings: QueueSettings) -> str:
    phone = settings.phone.replace("NUMBER", seat.extension)
    return f"member => {phone},{seat.penalty},{seat.extension},{phone}  ; {_comment(seat.name)}\n"


def _comment(text: str) -> str:
    """A name from a spreadsheet: nothing in it may end the comment, or begin one over many lines."""
    return "".join(c if c.isalnum() or c in "（）、" else " " for c in text)

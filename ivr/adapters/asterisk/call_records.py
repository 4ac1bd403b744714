"""One small file for each attempt to call back: the dialplan adds a line for each step, and diallers read it.

The first line decides whether the caller's telephone may ring. The dialplan adds RINGING and rings only if that is the
first line; who gives an attempt up adds a line, too, and knows by the first one whether the caller was rung or never
will be. Lines outlive Asterisk, the dialler and the manager interface; those of before a start of the machine may not.
"""

from __future__ import annotations

import os
import re
import time
from datetime import datetime
from pathlib import Path

from ivr.adapters.store.claim_rows import Claim
from ivr.domain.attempts import Reached
from ivr.errors import TelephoneUnavailable

GIVEN_UP = "dialler GIVEN-UP"
RINGING = "customer RINGING"
ON_THE_WAY = ("RINGING", "PICKEDUP", "TAKEN")
"""What a caller's telephone does before it is known what became of the call; TAKEN: 1 was pressed, agents are rung."""
TAKEN = "customer TAKEN"
NAME = re.compile(r"\d+-\d+")
KEPT_SECONDS = 24 * 3600
SWEEP_SECONDS = 3600
WRONG_NUMBER_CAUSES = ("1", "22", "28")
"""Q.850: unallocated number, number changed, invalid number format."""
REJECTED_CAUSE, BUSY_CAUSE = "21", "17"
NOT_ANSWERED_CAUSES = ("18", "19")


class CallRecords:
    """The files of one Asterisk. Raises TelephoneUnavailable when they cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._swept = folder, 0.0

    def begin(self, claim: Claim) -> str | None:
        """The name of a new record; None when there is one: another dialler has taken the attempt over."""
        self._sweep()
        try:
            os.close(os.open(self._folder / name_of(claim), os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return None
        except OSError as error:
            raise self._unusable(error) from error
        return name_of(claim)

    def give_up(self, name: str) -> None:
        """From now on the caller's telephone does not ring, unless it did before."""
        try:
            descriptor = os.open(self._folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(f"{GIVEN_UP}\n")
        except OSError as error:
            raise self._unusable(error) from error

    def lines(self, name: str) -> list[str]:
        """What was written so far."""
        try:
            return (self._folder / name).read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._unusable(error) from error

    def _sweep(self) -> None:
        """Delete those of yesterday: a record that is gone too early would let a late call ring."""
        now = time.time()
        if now - self._swept < SWEEP_SECONDS:
            return
        self._swept = now
        for file in self._folder.glob("*-*"):
            try:
                if now - file.stat().st_mtime > KEPT_SECONDS:
                    file.unlink(missing_ok=True)
            except FileNotFoundError:
                continue  # another dialler swept it

    def _unusable(self, error: OSError) -> TelephoneUnavailable:
        return TelephoneUnavailable(
            f"the records of callbacks in {self._folder} cannot be used ({error.strerror}):"
            " free space there, let the hotline's user write it, or ./hotline up makes it"
        )


def name_of(claim: Claim) -> str:
    """Of the attempt's record: unlike that of any other, also of another ledger."""
    return f"{claim.attempt}-{int(claim.began_at.timestamp())}"


def began_after_start(claim: Claim) -> bool:
    """Whether the machine has run since: what was written just before it lost its power may be missing."""
    started = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    return claim.began_at > datetime.fromtimestamp(started)


def told_by(lines: list[str], first: str) -> Reached | None:
    """What a record tells; None: it is still being decided. first: whose telephone rang first."""
    if lines and lines[0] == GIVEN_UP:
        return Reached.NO_AGENT
    for line in lines:
        leg, status, cause = f"{line}  ".split(" ")[:3]
        if leg == "customer" and status == "GONE" and first == "customer":
            return Reached.LEFT_ALONE if TAKEN in map(str.strip, lines) else Reached.NO_KEY
        if leg == "customer" and status not in ON_THE_WAY:
            return reached_of(status, cause)
        if leg == "agent":
            return _without_agent(lines[0], first)
    return None


def _without_agent(first_line: str, first: str) -> Reached:
    if first == "customer":
        return Reached.LEFT_ALONE
    return Reached.NO_ANSWER if first_line.strip() == RINGING else Reached.NO_AGENT


def channel_that_answered(lines: list[str]) -> str:
    """The channel on which something answered, customer first; "" when there was none."""
    return next((line.split()[2] for line in lines if line.startswith("customer PICKEDUP ")), "")


def reached_of(status: str, cause: str) -> Reached:
    """What Dial's status and the Q.850 cause of the caller's telephone tell."""
    if status in ("ANSWER", "GONE"):
        return Reached.ANSWERED
    if status == "NOKEY":
        return Reached.NO_KEY
    if status == "FAX":
        return Reached.FAX
    if status == "LATE":
        return Reached.NO_AGENT
    if cause in WRONG_NUMBER_CAUSES:
        return Reached.WRONG_NUMBER
    if cause == REJECTED_CAUSE:
        return Reached.REJECTED
    if status == "BUSY" or cause == BUSY_CAUSE:
        return Reached.BUSY
    if status in ("NOANSWER", "CANCEL") or cause in NOT_ANSWERED_CAUSES:
        return Reached.NO_ANSWER
    return Reached.UNREACHABLE

"""What a crash test found: the figures that `ivr bench callbacks` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.domain.callback_states import Move, State, after
from ivr.errors import MoveUnlawful

SETTLED = (State.CONNECTED, State.UNDECIDED, State.TAKEN, State.REPLIED, State.CLOSED)
"""The diallers have nothing more to do."""
NO_MOVES = ("keep", "plan")
"""Rows of the history that leave a request open."""


@dataclass(frozen=True)
class Verdict:
    """confirmed: told to the caller. calls: that rang. unsettled: not yet come to an end."""

    confirmed: int
    lost: int
    doubled: int
    outside_window: int
    kills: int
    calls: int
    unsettled: int

    @property
    def broken(self) -> int:
        """Promises that were not kept."""
        return self.lost + self.doubled + self.outside_window


@dataclass(frozen=True)
class CalledVerdict(Verdict):
    """Of real calls, counted at the far end.

    at_once: one number rung while another call to it was up. unlawful: requests whose history breaks the table of
    states. answered: requests whose caller picked up; answer_unknown: those the ledger does not know of. killed: how
    often what. faults: of those that were broken, what was agreed, what rang and what the ledger holds.
    """

    at_once: int
    unlawful: int
    answered: int
    answer_unknown: int
    killed: Mapping[str, int]
    seconds: int
    faults: list[str]

    @property
    def broken(self) -> int:
        """See Verdict."""
        return super().broken + self.at_once + self.unlawful


@dataclass(frozen=True)
class TalksVerdict:
    """Of calls to the real bot, as their callers heard it.

    confirmed: heard to the end that it is noted. lost: of those, not in the ledger; doubled: more than once in it.
    untold: kept, but killed before it was told. human: an operator was rung. stranded: neither confirmed nor given a
    human, though Asterisk lived; cut: the same, and Asterisk died under the call. killed: how often what.
    """

    calls: int
    confirmed: int
    lost: int
    doubled: int
    untold: int
    human: int
    stranded: int
    cut: int
    kills: int
    killed: Mapping[str, int]
    seconds: int
    faults: list[str]

    @property
    def broken(self) -> int:
        """Promises that were not kept."""
        return self.lost + self.doubled + self.stranded


def is_lawful(history: Iterable[Mapping[str, str]], state: State) -> bool:
    """Whether a request's moves follow the table of states one by one, up to the state it is in."""
    now = State.OPEN
    for row in history:
        if row["move"] not in NO_MOVES:
            try:
                now = after(now, Move(row["move"]))
            except MoveUnlawful:
                return False
        if State(row["state"]) is not now:
            return False
    return now is state

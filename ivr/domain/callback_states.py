"""The states of a callback request and every lawful move between them, as one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from ivr.errors import MoveUnlawful


class State(Enum):
    """Where a request stands.

    OPEN: waits for its time. DIALLING: a call is being made. CONNECTED: the caller was reached, nothing is written
    down yet. UNDECIDED: a person decides what comes next. TAKEN: a person sees to it. REPLIED: the caller has the
    reply. CLOSED: nothing is left to do.
    """

    OPEN = "open"
    DIALLING = "dialling"
    CONNECTED = "connected"
    UNDECIDED = "undecided"
    TAKEN = "taken"
    REPLIED = "replied"
    CLOSED = "closed"


class Move(Enum):
    """What happens to a request. JOIN: the same number called again about it. RELEASE: nobody called the caller.

    NOT_REACHED: the agent who was connected says that it was a machine.
    """

    JOIN = "join"
    CLAIM = "claim"
    RELEASE = "release"
    MISS = "miss"
    GIVE_UP = "give up"
    CONNECT = "connect"
    NOT_REACHED = "not reached"
    TAKE = "take"
    RESCHEDULE = "reschedule"
    ESCALATE = "escalate"
    REPLY = "reply"
    RATE = "rate"
    CLOSE = "close"
    REOPEN = "reopen"


S = State
LAWFUL: Mapping[Move, Mapping[State, State]] = MappingProxyType(
    {
        Move.JOIN: {S.OPEN: S.OPEN, S.DIALLING: S.DIALLING, S.CONNECTED: S.OPEN, S.UNDECIDED: S.OPEN, S.TAKEN: S.TAKEN},
        Move.CLAIM: {S.OPEN: S.DIALLING},
        Move.RELEASE: {S.DIALLING: S.OPEN},
        Move.MISS: {S.DIALLING: S.OPEN},
        Move.GIVE_UP: {S.OPEN: S.UNDECIDED, S.DIALLING: S.UNDECIDED, S.CONNECTED: S.UNDECIDED},
        Move.CONNECT: {S.DIALLING: S.CONNECTED},
        Move.NOT_REACHED: {S.CONNECTED: S.OPEN},
        Move.TAKE: {S.OPEN: S.TAKEN, S.CONNECTED: S.TAKEN, S.UNDECIDED: S.TAKEN, S.TAKEN: S.TAKEN},
        Move.RESCHEDULE: {S.OPEN: S.OPEN, S.CONNECTED: S.OPEN, S.UNDECIDED: S.OPEN, S.TAKEN: S.OPEN},
        Move.ESCALATE: {S.OPEN: S.OPEN, S.CONNECTED: S.CONNECTED, S.UNDECIDED: S.UNDECIDED, S.TAKEN: S.TAKEN},
        Move.REPLY: {S.OPEN: S.REPLIED, S.CONNECTED: S.REPLIED, S.UNDECIDED: S.REPLIED, S.TAKEN: S.REPLIED,
                     S.REPLIED: S.REPLIED},
        Move.RATE: {S.CONNECTED: S.CONNECTED, S.TAKEN: S.TAKEN, S.REPLIED: S.REPLIED, S.CLOSED: S.CLOSED},
        Move.CLOSE: {S.REPLIED: S.CLOSED},
        Move.REOPEN: {S.CONNECTED: S.UNDECIDED, S.TAKEN: S.UNDECIDED, S.REPLIED: S.UNDECIDED, S.CLOSED: S.UNDECIDED},
    }
)  # fmt: skip
"""Move → state before → state after; what is not here is not done."""
PENDING = tuple(state for state in State if state not in (State.REPLIED, State.CLOSED))
"""The promise is not kept yet."""


def after(state: State, move: Move) -> State:
    """The state that a move leads to. Raises MoveUnlawful, saying which moves there are."""
    try:
        return LAWFUL[move][state]
    except KeyError:
        lawful = ", ".join(other.value for other in Move if state in LAWFUL[other])
        raise MoveUnlawful(f"a callback that is {state.value} cannot {move.value}; it can: {lawful}") from None

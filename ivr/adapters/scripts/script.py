"""A conversation as a tester writes it: who calls where and when, what is said on both sides, how it must end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TypeAlias, assert_never

from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.outcomes import Referral

SPOKEN_SECONDS = 0.25
"""A character takes about so long to say."""
CONFIDENCE = 0.9
"""Of words that a tester writes down: as sure as the recogniser is of clear speech."""
NO_ANSWER_SECONDS = 5.0


class Act(Enum):
    """What a caller does when it is their turn."""

    SAYS = "says"
    PRESSES = "presses"
    IS_SILENT = "is silent"
    HANGS_UP = "hangs up"


@dataclass(frozen=True)
class Turn:
    """The caller's turn. words: what is said, as written, or the keys. is_over: spoken over the prompt.

    line: of the file, from 1; so in all steps.
    """

    line: int
    act: Act
    words: str = ""
    is_over: bool = False

    @property
    def heard(self) -> Heard:
        """As a perfect ear hears it. Who hangs up is not heard any more: that is silence."""
        match self.act:
            case Act.SAYS:
                spoken = "".join(c for c in self.words if c.isalnum())
                return Said(spoken, CONFIDENCE, len(spoken) * SPOKEN_SECONDS)
            case Act.PRESSES:
                return Pressed(self.words.removesuffix("#") or "#")
            case Act.IS_SILENT | Act.HANGS_UP:
                return Silence(NO_ANSWER_SECONDS)
            case _:
                assert_never(self.act)


def is_over_prompt(turn: Turn) -> bool:
    """Whether it answers an announcement, which waits for nobody."""
    return turn.act is Act.PRESSES or turn.is_over


@dataclass(frozen=True)
class Hears:
    """What the bot must say next. name: of the prompt, "" for any; parts: of its text, in this order.

    is_anything: one or more prompts, whatever they are. is_optional: left out, with the turns that follow it,
    when the bot says something else.
    """

    line: int
    name: str = ""
    parts: tuple[str, ...] = ()
    is_anything: bool = False
    is_optional: bool = False


@dataclass(frozen=True)
class Leads:
    """Where the talk must lead. to: "queue", "operator", "ended" or "hung up".

    who: the department of a queue, why the others happen; "" for any. known: what must be known of the referral.
    """

    line: int
    to: str
    who: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Enters:
    """The bot is entered again at this stage of the same call."""

    line: int
    stage: str


@dataclass(frozen=True)
class Keeps:
    """A callback that must be kept when the call is over. known: what must be right about it."""

    line: int
    department_id: str
    known: Mapping[str, str] = field(default_factory=dict)


Step: TypeAlias = Turn | Hears | Leads | Enters


@dataclass(frozen=True)
class Script:
    """One call. stage: where it begins; sent_to: where an earlier talk of the same call had sent it.

    promised: callbacks that this caller was promised in earlier calls, the earliest first.
    on_telephone: whether it also holds as a real call, at any time of any day.
    """

    file: Path
    about: str = ""
    line: str = "12345"
    now: datetime | None = None
    caller: str = "13800138000"
    stage: str = "reception"
    sent_to: Referral | None = None
    promised: tuple[Keeps, ...] = ()
    on_telephone: bool = False
    steps: tuple[Step, ...] = ()
    keeps: tuple[Keeps, ...] = ()

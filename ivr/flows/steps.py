"""What one matter of a talk leads to: the end of the talk, or one more matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ivr.domain.deciding import Decision
from ivr.domain.outcomes import Outcome
from ivr.domain.prompts import Prompt


@dataclass(frozen=True)
class Request:
    """What a caller asked for in their own words, and what to do with it."""

    words: str
    decision: Decision


@dataclass(frozen=True)
class Missed:
    """Nothing could be done yet: ask again what the caller needs, in these words."""

    following: Prompt


@dataclass(frozen=True)
class Served:
    """The matter is dealt with: ask for the next one in these words."""

    following: Prompt


Step: TypeAlias = Outcome | Request | Missed | Served
"""A Request: the caller has said the next matter already."""

"""What came back from a caller after a question: speech, keys, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Said:
    """The caller spoke. `text` has no blanks and may be empty: a voice was heard, no word understood.

    confidence: 0..1, the share of the text among all readings (weak for rejection; see docs).
    seconds: length of the speech.
    alternatives: further readings, best first, where the recogniser gives them.
    """

    text: str
    confidence: float = 1.0
    seconds: float = 0.0
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pressed:
    """The caller pressed keys. `digits`: 0-9, * and #, the closing # left out; never empty."""

    digits: str


@dataclass(frozen=True)
class Silence:
    """Neither voice nor key came within the patience of the question. seconds: how long was waited."""

    seconds: float = 0.0


Heard: TypeAlias = Said | Pressed | Silence

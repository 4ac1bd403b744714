"""What a question expects back: it sets the ear, the patience and the keys of one turn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """The kinds of answer a question can expect."""

    OPEN = "open"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DISTRICT = "district"
    DIGITS = "digits"
    MOMENT = "moment"


@dataclass(frozen=True)
class Expecting:
    """One turn's expectation.

    phrases: for closed questions, what may be said; the ear uses them as a grammar where the model allows.
        Empty: listen openly.
    keys: how many keys complete the answer; more than one is closed by # or by a pause.
    silence_seconds: how long to wait, after the prompt, for a first sound or key.
    pause_seconds: how long a pause ends the caller's speech.
    longest_seconds: the most speech taken in one turn.
    """

    kind: Kind = Kind.OPEN
    phrases: tuple[str, ...] = ()
    keys: int = 1
    silence_seconds: float = 5.0
    pause_seconds: float = 0.7
    longest_seconds: float = 20.0


OPEN = Expecting()
YES_NO_WORDS = (
    "是", "是的", "对", "对的", "好", "好的", "可以", "行", "要", "嗯", "没错",
    "不", "不是", "不对", "不好", "不行", "不要", "不用", "错了", "没有",
)  # fmt: skip
COMMAND_WORDS = ("人工", "人工服务", "转人工", "再说一遍", "没听清", "慢一点", "回电", "再见")
YES_NO = Expecting(Kind.YES_NO, YES_NO_WORDS + COMMAND_WORDS, pause_seconds=0.5, longest_seconds=8.0)
DIGITS = Expecting(Kind.DIGITS, keys=11, silence_seconds=7.0, pause_seconds=1.2, longest_seconds=25.0)
MOMENT = Expecting(Kind.MOMENT, silence_seconds=6.0, pause_seconds=0.8, longest_seconds=12.0)

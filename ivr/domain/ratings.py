"""A caller's rating of how they were served, from 1 to 5."""

from __future__ import annotations

import re

from ivr.domain.heard import Heard, Pressed, Said

KEYS = {str(stars): stars for stars in range(1, 6)}
FIGURES = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
SCORE = re.compile("(?<![一二两三四五])([一二两三四五])(?:分|颗星|星)|^([一二三四五])$")
WORDS = {"非常满意": 5, "很满意": 5, "非常好": 5, "不满意": 1, "不太满意": 2, "很差": 1, "一般": 3, "满意": 4}
"""The longest in a text counts."""
UNSOLVED_KEY = "6"
UNSOLVED = ("没解决", "没有解决", "还没解决", "没有弄好", "还没好", "没修好")


def stars_in(heard: Heard) -> int | None:
    """The rating by key, as a figure or in words; None when there is none."""
    if isinstance(heard, Pressed):
        return KEYS.get(heard.digits)
    if not isinstance(heard, Said):
        return None
    score = SCORE.search(heard.text)
    if score:
        return FIGURES[score[1] or score[2]]
    said = [word for word in WORDS if word in heard.text]
    return WORDS[max(said, key=len)] if said else None


def is_unsolved(heard: Heard) -> bool:
    """Whether the caller says by key or in words that their matter is not solved."""
    if isinstance(heard, Pressed):
        return heard.digits == UNSOLVED_KEY
    return isinstance(heard, Said) and any(words in heard.text for words in UNSOLVED)

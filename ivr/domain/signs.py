"""What points to one meaning: patterns that find it as written, or where a text sounds like it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ivr.domain.homophones import as_heard
from ivr.domain.pinyin import HAN

AS_WRITTEN = "="
"""Begins a pattern that finds nothing by sound."""
FEWEST_BY_SOUND = 3
LEAST_RIGHT = 0.5
"""What is found by sound has at least so many characters, and this share of them is a character of the pattern."""
NOTHING = "(?!)"


class Sign:
    """Any of the patterns. unless: what shows, beside it, that it is none."""

    def __init__(self, patterns: Sequence[str], unless: str = NOTHING) -> None:
        hearable = [pattern for pattern in patterns if not pattern.startswith(AS_WRITTEN)]
        self._written = re.compile("|".join(pattern.removeprefix(AS_WRITTEN) for pattern in patterns))
        self._any_heard = re.compile(as_heard("|".join(hearable) or NOTHING))
        self._heard = [(re.compile(as_heard(pattern)), frozenset(HAN.findall(pattern))) for pattern in hearable]
        self._unless, self._unless_heard = re.compile(unless), re.compile(as_heard(unless))

    def is_in(self, text: str) -> bool:
        """Whether it is written in the text."""
        return self._written.search(text) is not None and not self._unless.search(text)

    def sounds_in(self, text: str, heard: str) -> bool:
        """Whether it sounds in the text and is written in half; heard: the text as_heard."""
        if not self._any_heard.search(heard) or self._unless_heard.search(heard):
            return False
        return any(
            _is_half_right(text[found.start() : found.end()], characters)
            for pattern, characters in self._heard
            for found in pattern.finditer(heard)
        )


def _is_half_right(span: str, characters: frozenset[str]) -> bool:
    return len(span) >= FEWEST_BY_SOUND and sum(c in characters for c in span) >= LEAST_RIGHT * len(span)

"""What else an utterance may have been: Vosk's n-best lists, scaled to shares and joined over its segments."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ivr.adapters.speech.grammar import UNKNOWN

BESIDE_HAN = re.compile(r"\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+")


def join_words(words: Iterable[str]) -> str:
    """Words as they are written: Chinese without blanks, other scripts with."""
    return BESIDE_HAN.sub("", " ".join(words))


@dataclass(frozen=True)
class Alternative:
    """One way to understand an utterance. words: as the model has them, [unk] included.

    share: how likely it is among the alternatives of its reading, 0..1; together they have 1.
    """

    words: tuple[str, ...]
    share: float

    @property
    def text(self) -> str:
        """The words as they are written, without [unk]."""
        return join_words(word for word in self.words if word != UNKNOWN)

    @property
    def has_unknown(self) -> bool:
        """Something was said in it that the grammar has no words for."""
        return UNKNOWN in self.words


def read_alternatives(results: Iterable[dict[str, Any]], most: int) -> tuple[Alternative, ...]:
    """The likeliest readings of the whole utterance, best first, from the parsed n-best results of its segments.

    Vosk cuts an utterance at a second of silence: each segment has a list, and the best of their combinations stay.
    The same characters cut into other words are one alternative. A segment without a word adds nothing.
    """
    whole: tuple[Alternative, ...] = (Alternative((), 1.0),)
    for result in results:
        segment = _shares(result["alternatives"])
        joined = [Alternative(a.words + b.words, a.share * b.share) for a in whole for b in segment]
        whole = _likeliest(joined, most)
    total = sum(alternative.share for alternative in whole)
    found = [Alternative(a.words, a.share / total) for a in whole]
    return tuple(found) if any(a.words for a in found) else ()


def _shares(listed: list[dict[str, Any]]) -> list[Alternative]:
    """Vosk's "confidence" is a log likelihood in nats, of any size: only the distance to the best one counts."""
    best = max(float(entry["confidence"]) for entry in listed)
    return [Alternative(tuple(e["text"].split()), math.exp(float(e["confidence"]) - best)) for e in listed]


def _likeliest(alternatives: list[Alternative], most: int) -> tuple[Alternative, ...]:
    merged: dict[str, Alternative] = {}
    for a in sorted(alternatives, key=lambda a: -a.share):
        first = merged.setdefault(join_words(a.words), Alternative(a.words, 0.0))
        merged[join_words(a.words)] = Alternative(first.words, first.share + a.share)
    return tuple(sorted(merged.values(), key=lambda a: -a.share)[:most])

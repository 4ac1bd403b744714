"""The single words of an utterance: when each was said and how sure the recogniser is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """start, end: seconds from the beginning of the utterance. confidence: 0..1. [unk] is a word, too."""

    word: str
    start: float
    end: float
    confidence: float


def read_words(results: Iterable[str], began_seconds: float) -> tuple[Word, ...]:
    """From the JSON results of one utterance, without alternatives.

    began_seconds: sound the recogniser had heard before; Vosk counts from its own beginning.
    """
    found = [word for result in results for word in json.loads(result).get("result", [])]
    return tuple(
        Word(w["word"], _since(w["start"], began_seconds), _since(w["end"], began_seconds), round(float(w["conf"]), 3))
        for w in found
    )


def _since(seconds: float, began_seconds: float) -> float:
    return round(max(0.0, float(seconds) - began_seconds), 2)

"""What was understood: read from Vosk's JSON, and a closed and an open reading weighed against each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ivr.adapters.speech.grammar import UNKNOWN
from ivr.domain.heard import Said

# An open reading this many characters longer than the closed one: the grammar squeezed a sentence into its words.
SQUEEZED_CHARACTERS = 4
BESIDE_HAN = re.compile(r"\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+")


@dataclass(frozen=True)
class Reading:
    """text: without [unk] and without blanks beside Chinese. confidence: mean over its words, 0..1, 0 for no word.

    has_unknown: something was said that the grammar has no words for.
    """

    text: str = ""
    confidence: float = 0.0
    has_unknown: bool = False


def read_results(results: Iterable[str]) -> Reading:
    """One reading from the JSON results of one utterance, in order; a partial one may be the last."""
    words: list[str] = []
    confidences: list[float] = []
    unknown = False
    for result in map(json.loads, results):
        found = result.get("text", result.get("partial", "")).split()
        unknown = unknown or UNKNOWN in found
        words += [word for word in found if word != UNKNOWN]
        confidences += [float(w["conf"]) for w in result.get("result", []) if w["word"] != UNKNOWN]
    mean = sum(confidences) / len(confidences) if confidences else float(bool(words))
    return Reading(join_words(words), min(1.0, max(0.0, mean)), unknown)


def join_words(words: Iterable[str]) -> str:
    """Words as they are written: Chinese without blanks, other scripts with."""
    return BESIDE_HAN.sub("", " ".join(words))


def weigh(closed: Reading | None, opened: Reading | None, seconds: float) -> Said:
    """The closed reading where all of it fits the question, with the open one as an alternative; else the open one.

    What the grammar made of a part of a sentence is no alternative: it finds a yes in every other one.
    """
    first, second = closed or Reading(), opened or Reading()
    squeezed = first.has_unknown or len(second.text) >= len(first.text) + SQUEEZED_CHARACTERS
    if second.text and (squeezed or not first.text):
        return Said(second.text, second.confidence, round(seconds, 3))
    others = (second.text,) if second.text and second.text != first.text else ()
    return Said(first.text, first.confidence, round(seconds, 3), others)

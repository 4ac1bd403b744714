"""What was understood: read from Vosk's JSON, and what is made of it at a question."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ivr.adapters.speech.alternatives import Alternative, join_words, read_alternatives
from ivr.adapters.speech.grammar import UNKNOWN
from ivr.domain.expecting import Expecting, Kind
from ivr.domain.heard import Said
from ivr.domain.meant import choose
from ivr.domain.number_choice import Guess


@dataclass(frozen=True)
class Reading:
    """text: without [unk] and without blanks beside Chinese. confidence: mean over its words, 0..1, 0 for no word.

    has_unknown: something was said that the grammar has no words for.
    alternatives: the likeliest first, `text` being the first of them; empty unless they were asked for. Then
    confidence is the share of the first, if it has a word.
    """

    text: str = ""
    confidence: float = 0.0
    has_unknown: bool = False
    alternatives: tuple[Alternative, ...] = ()


def read_results(results: Iterable[str], most_alternatives: int = 0) -> Reading:
    """One reading from the JSON results of one utterance, in order; a partial one may be the last.

    most_alternatives: as the recogniser was told, for it decides the shape of the results.
    """
    parsed = [json.loads(result) for result in results]
    if most_alternatives and all("alternatives" in result for result in parsed):
        return _read_best(read_alternatives(parsed, most_alternatives))
    words: list[str] = []
    confidences: list[float] = []
    unknown = False
    for found, confident in map(_words_of, parsed):
        unknown = unknown or UNKNOWN in found
        words += [word for word in found if word != UNKNOWN]
        confidences += confident
    mean = sum(confidences) / len(confidences) if confidences else float(bool(words))
    return Reading(join_words(words), min(1.0, max(0.0, mean)), unknown)


def _words_of(result: dict[str, Any]) -> tuple[list[str], list[float]]:
    """The words of one result, [unk] included, and the confidences of those that have one."""
    if "alternatives" in result:  # a segment that ended before a partial result
        return result["alternatives"][0]["text"].split(), []
    found = result.get("text", result.get("partial", "")).split()
    return found, [float(w["conf"]) for w in result.get("result", []) if w["word"] != UNKNOWN]


def _read_best(alternatives: tuple[Alternative, ...]) -> Reading:
    if not alternatives:
        return Reading()
    best = alternatives[0]
    return Reading(best.text, best.share if best.text else 0.0, best.has_unknown, alternatives)


def weigh(
    expecting: Expecting,
    closed: Reading | None,
    opened: Reading | None,
    seconds: float,
    slowed: Reading | None = None,
) -> Said:
    """What can be meant of the readings of all decoders; what else was heard openly are alternatives."""
    second = opened or Reading()
    chosen = choose(expecting, _guesses(closed), _guesses(opened), _guesses(slowed))
    heard = [a.text for a in second.alternatives] if expecting.kind is Kind.OPEN else [second.text]
    others = tuple(text for text in heard if text and text != chosen.text)
    return Said(chosen.text, chosen.share, round(seconds, 3), others)


def _guesses(reading: Reading | None) -> list[Guess]:
    if reading is None:
        return []
    if reading.alternatives:
        return [Guess(a.text, a.share, a.has_unknown) for a in reading.alternatives]
    is_heard = bool(reading.text) or reading.has_unknown
    return [Guess(reading.text, reading.confidence, reading.has_unknown)] if is_heard else []

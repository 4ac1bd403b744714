"""Turns the phrases of a closed question into a grammar of words the model knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

UNKNOWN = "[unk]"
LONGEST_WORD = 8


@dataclass(frozen=True)
class Grammar:
    """text: the JSON list Vosk takes, "" when no phrase can be said with this model's words.

    missing: phrases left out because the model has no word for a part of them.
    """

    text: str
    missing: tuple[str, ...]


def make_grammar(phrases: Iterable[str], knows: Callable[[str], bool]) -> Grammar:
    """Every phrase in words `knows` accepts, and [unk] for whatever else is said where the model has it."""
    said: list[str] = []
    missing: list[str] = []
    for phrase in dict.fromkeys(phrases):
        words = split_into_words(phrase, knows)
        (said if words else missing).append(" ".join(words) or phrase)
    if said and knows(UNKNOWN):
        said.append(UNKNOWN)
    return Grammar(json.dumps(said, ensure_ascii=False) if said else "", tuple(missing))


def split_into_words(phrase: str, knows: Callable[[str], bool]) -> list[str]:
    """The phrase as known words, as few as possible; [] if impossible. Blanks that are there already may stay."""
    if phrase.split() and all(knows(word) for word in phrase.split()):
        return phrase.split()
    text = "".join(phrase.split())
    best: dict[int, list[str]] = {len(text): []}
    for start in range(len(text) - 1, -1, -1):
        for end in range(min(len(text), start + LONGEST_WORD), start, -1):
            rest = best.get(end)
            if rest is None or not knows(text[start:end]):
                continue
            if start not in best or len(rest) + 1 < len(best[start]):
                best[start] = [text[start:end], *rest]
    return best.get(0, [])

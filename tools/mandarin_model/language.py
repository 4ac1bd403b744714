"""Estimates the word trigram of the open vocabulary: `python -m mandarin_model.language`."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import jieba

from mandarin_model import quantities
from mandarin_model.frames import (
    CLOSED_WORDS,
    COMMANDS,
    LEAD_INS,
    MATTER_FRAMES,
    NAME_FRAMES,
    PLACE_FRAMES,
    TAILS,
    TIME_FRAMES,
)
from mandarin_model.paths import LANGUAGE_MODEL
from mandarin_model.sources import HANZI, directory, forbidden_texts, jieba_words, only_hanzi, unique
from mandarin_model.texts import command, fill, phrase

SEED = 54321
START, END = "<s>", "</s>"
Counts = dict[str, Counter[str]]
"""How often each word comes after each history."""
JIEBA_WORDS = 40_000
JIEBA_SHARE = 0.2
"""How much of a word's probability comes from jieba's frequencies instead of our texts."""
RAREST_NAME = 3e-6
FEWEST_PAIRS = 1.9
FEWEST_TRIPLES = 1.9
PHRASES_ONCE = 9_778
"""How many phrases there were when the weights were chosen. What callers answer with keeps its share as they grow."""
FRAMES = ((MATTER_FRAMES, 12_000), (NAME_FRAMES, 4_000), (PLACE_FRAMES, 9_000), (TIME_FRAMES, 5_000))


@dataclass
class Trigram:
    """Probabilities of words after one or two words, with a back-off to what is known after fewer.

    The keys of `after` and `back_off` are one or two words with a blank between.
    """

    alone: dict[str, float]
    after: dict[str, dict[str, float]] = field(default_factory=dict)
    back_off: dict[str, float] = field(default_factory=dict)

    def words(self) -> list[str]:
        """The vocabulary, sorted."""
        return sorted(word for word in self.alone if word != END)

    def probability(self, history: str, word: str) -> float:
        """Of the word after a history of up to two words."""
        if not history:
            return self.alone[word]
        shorter = history.partition(" ")[2]
        if history not in self.after:
            return self.probability(shorter, word)
        if word in self.after[history]:
            return self.after[history][word]
        return self.back_off[history] * self.probability(shorter, word)


def own_words() -> set[str]:
    """Commands and names that stay whole: a caller's grammar can then hold them as single words."""
    names = directory()
    places = names.districts + names.streets + names.landmarks
    words = set(places) | {command for command in (*CLOSED_WORDS, *COMMANDS) if len(command) <= 5}
    for place in places:
        for ending in ("街道", "地区", "镇", "乡"):
            words.add(place.removesuffix(ending))
    return {word for word in words if len(word) > 1}


def weighted_texts() -> list[tuple[float, str]]:
    """Everything the trigram learns from, with its weight; nothing of the bench but names and commands."""
    rng, names, forbidden = random.Random(SEED), directory(), forbidden_texts()
    grown = max(1.0, len(names.phrases) / PHRASES_ONCE)
    texts = [(4.0, text) for text in names.phrases] + [(1.0, phrase(rng, names)) for _ in range(6_000)]
    texts += [(1.0, fill(rng, rng.choice(frames), names)) for frames, count in FRAMES for _ in range(count)]
    texts += [(1.0, quantities.number(rng)) for _ in range(round(5_000 * grown))]
    texts += [(1.0, quantities.time(rng)) for _ in range(round(4_000 * grown))]
    texts += [(1.0, command(rng)) for _ in range(round(4_000 * grown))]
    texts = [(weight, text) for weight, text in texts if only_hanzi(text) not in forbidden]
    texts += [(20.0 * grown, text) for text in CLOSED_WORDS] + [(8.0 * grown, text) for text in COMMANDS]
    texts += [(3.0 * grown, text) for text in (*LEAD_INS, *TAILS)]
    return texts + [(6.0 * grown, text) for text in unique(names.matters + names.names())]


def is_digits(word: str) -> bool:
    """Whether a word is a run of digits, which the model hears one by one."""
    return len(word) > 1 and not set(word) - set(quantities.DIGITS + "幺")


def cut(text: str) -> list[str]:
    """The words of a text."""
    words = [word for part in HANZI.findall(text) for word in jieba.lcut(part)]
    return [piece for word in words for piece in (word if is_digits(word) else [word])]


def vocabulary(cuts: list[tuple[float, list[str]]], frequencies: dict[str, int]) -> set[str]:
    """Jieba's frequent words, our own, every word heard often enough and every single character of them."""
    counts: Counter[str] = Counter()
    for weight, words in cuts:
        for word in words:
            counts[word] += weight
    known = set(frequencies) | own_words() | {word for word, count in counts.items() if count >= 2}
    return known | {character for word in known | set(counts) for character in word}


def count_runs(cuts: list[tuple[float, list[str]]], known: set[str], length: int) -> Counts:
    """How often each word follows each history of `length` words; unknown words count as their characters."""
    runs: Counts = defaultdict(Counter)
    for weight, words in cuts:
        spelled = [START, *(piece for word in words for piece in ([word] if word in known else word)), END]
        for end in range(length, len(spelled)):
            runs[" ".join(spelled[end - length : end])][spelled[end]] += weight
    return runs


def single_probabilities(pairs: Counts, known: set[str], frequencies: dict[str, int]) -> dict[str, float]:
    """The probability of each word alone."""
    counts: Counter[str] = Counter()
    for after in pairs.values():
        counts.update(after)
    ours, theirs = sum(counts.values()), sum(frequencies.values())
    alone = {
        word: (1 - JIEBA_SHARE) * counts[word] / ours + JIEBA_SHARE * frequencies.get(word, 0.3) / theirs
        for word in known | {END}
    }
    for word in own_words():
        alone[word] = max(alone[word], RAREST_NAME)
    total = sum(alone.values())
    return {word: probability / total for word, probability in alone.items()}


def add_runs(model: Trigram, runs: Counts, fewest: float) -> None:
    """Adds one more order, Witten-Bell interpolated, without what hardly differs from the shorter history's."""
    for history, after in runs.items():
        shorter, total = history.partition(" ")[2], sum(after.values()) + 2 * len(after)
        if shorter and shorter not in model.after:
            continue
        shares = {
            word: count / total
            for word, count in after.items()
            if count >= fewest and count / total > 0.3 * model.probability(shorter, word)
        }
        if shares:
            rest = 1 - sum(shares.values())
            new = {word: share + rest * model.probability(shorter, word) for word, share in shares.items()}
            model.after[history], model.back_off[history] = new, rest


def main() -> None:
    """Writes the trigram into the work directory."""
    for word in own_words():
        jieba.add_word(word)
    frequencies = {word: count for word, count in jieba_words(JIEBA_WORDS) if not is_digits(word)}
    cuts = [(weight, cut(text)) for weight, text in weighted_texts()]
    known = vocabulary(cuts, frequencies)
    pairs = count_runs(cuts, known, 1)
    model = Trigram(single_probabilities(pairs, known, frequencies))
    add_runs(model, pairs, FEWEST_PAIRS)
    number = sum(map(len, model.after.values()))
    add_runs(model, count_runs(cuts, known, 2), FEWEST_TRIPLES)
    LANGUAGE_MODEL.write_text(json.dumps(vars(model), ensure_ascii=False), encoding="utf-8")
    triples = sum(map(len, model.after.values())) - number
    print(f"{len(known)} words, {number} pairs, {triples} triples -> {LANGUAGE_MODEL}")


if __name__ == "__main__":
    main()

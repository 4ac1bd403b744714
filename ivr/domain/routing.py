"""The router: a linear classifier over character and folded-pinyin n-grams, so that a mis-heard word still counts."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.domain.directory import Candidate
from ivr.domain.pinyin import fold, syllables

BUCKETS = 1 << 16
LONGEST_GRAM = 2
"""Characters or syllables: three gained nothing at 0, 20 or 30 % errors, and take twice as long to train."""
MOST_CANDIDATES = 5
SHARPNESS = 10.0
"""Softmax factor on the margins: with it a score is about the share of right answers (bench/routing.py)."""
NOTHING_MARGIN = -0.65
"""A rival margin for "no department at all": what is below it (你好) scores low however far the others are behind."""


def features(text: str) -> Counter[int]:
    """Hashed n-grams of characters and of folded syllables, with their counts."""
    characters = [c for c in text if c.isalnum()]
    folded = [fold(s) for s in syllables(text)]
    return Counter(zlib.crc32(gram.encode()) % BUCKETS for gram in (*_grams("c", characters), *_grams("p", folded)))


def _grams(kind: str, units: list[str]) -> Iterator[str]:
    edged = ["^", *units, "$"]
    for size in range(1, LONGEST_GRAM + 1):
        for i in range(len(edged) - size + 1):
            yield kind + " ".join(edged[i : i + size])


def vector(counts: Counter[int], rarity: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The buckets of a text and its weight in each, of length 1 together. Rare n-grams weigh more."""
    columns = np.fromiter(counts.keys(), np.int64)
    values = (1 + np.log(np.fromiter(counts.values(), np.float32))) * rarity[columns]
    return columns, (values / np.linalg.norm(values)).astype(np.float32)


@dataclass(frozen=True)
class LinearRouter:
    """See Router. weights: BUCKETS × departments, in steps of `step`; bias: departments; rarity: BUCKETS."""

    departments: tuple[str, ...]
    weights: NDArray[np.int8]
    step: float
    bias: NDArray[np.float32]
    rarity: NDArray[np.float32]

    def margins(self, text: str) -> NDArray[np.float32]:
        """How far the text lies on each department's side; negative is outside."""
        columns, values = vector(features(text), self.rarity)
        margins: NDArray[np.float32] = values @ self.weights[columns].astype(np.float32) * self.step + self.bias
        return margins

    def rank(self, text: str) -> tuple[Candidate, ...]:
        """See Router."""
        if not any(c.isalnum() for c in text):
            return ()
        margins = self.margins(text)
        top = max(float(margins.max()), NOTHING_MARGIN)
        likelihoods = np.exp(SHARPNESS * (margins.astype(np.float64) - top))
        scores = likelihoods / (likelihoods.sum() + np.exp(SHARPNESS * (NOTHING_MARGIN - top)))
        best = np.argsort(-scores, kind="stable")[:MOST_CANDIDATES]
        return tuple(Candidate(self.departments[i], float(scores[i])) for i in best)

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
MOST_CANDIDATES = 5
SHARPNESS = 6.0
"""Softmax factor on the classifier's margins; chosen so that scores match precision (bench/routing.py)."""


def features(text: str) -> Counter[int]:
    """Hashed n-grams of 1 to 3 characters and of 1 to 3 folded syllables, with their counts."""
    characters = [c for c in text if c.isalnum()]
    folded = [fold(s) for s in syllables(text)]
    return Counter(zlib.crc32(gram.encode()) % BUCKETS for gram in (*_grams("c", characters), *_grams("p", folded)))


def _grams(kind: str, units: list[str]) -> Iterator[str]:
    edged = ["^", *units, "$"]
    for size in (1, 2, 3):
        for i in range(len(edged) - size + 1):
            yield kind + " ".join(edged[i : i + size])


@dataclass(frozen=True)
class LinearRouter:
    """See Router. weights: departments × BUCKETS; bias: departments."""

    departments: tuple[str, ...]
    weights: NDArray[np.float16]
    bias: NDArray[np.float32]

    def rank(self, text: str) -> tuple[Candidate, ...]:
        """See Router."""
        counts = features(text)
        if not text:
            return ()
        columns = np.fromiter(counts.keys(), np.int64)
        values = np.log1p(np.fromiter(counts.values(), np.float32))
        values /= np.linalg.norm(values)
        margins = self.weights[:, columns].astype(np.float32) @ values + self.bias
        scores = np.exp(SHARPNESS * (margins - margins.max()))
        scores /= scores.sum()
        best = np.argsort(-scores)[:MOST_CANDIDATES]
        return tuple(Candidate(self.departments[i], float(scores[i])) for i in best)

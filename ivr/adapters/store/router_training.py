"""Trains the router on the directory's phrases, names and matters, with mis-hearings; repeatable."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ivr.adapters.store.mishearing import Mishearing
from ivr.domain.grams import BUCKETS, features, vector
from ivr.domain.routing import LinearPart

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NOISES = (0.2, 0.4)
"""Shares of wrong characters, one for each mis-heard copy of a text; three copies gained nothing over two."""
NOISY_WEIGHT = 0.5
SOFTNESS = 0.15
"""LinearSVC's C."""
LEAST_WEIGHT = 0.05
"""Smaller weights are dropped: nothing lost on any bench set, and the file is 40 % smaller."""
SEED = 12345


@dataclass(frozen=True)
class Example:
    """A text that belongs to a city-level line. weight: how much it counts, a phrase being 1."""

    line: str
    text: str
    weight: float = 1.0


def train(examples: Sequence[Example]) -> LinearPart:
    """Some 30 seconds on one core for 20,000 examples; the same examples give the same weights."""
    from sklearn.svm import LinearSVC  # takes a second and 60 MB, of which a build without training needs nothing

    rows = [*examples, *_noisy_copies(examples)]
    lines = tuple(sorted({row.line for row in rows}))
    counted = [features(row.text) for row in rows]
    rarity = _rarity(counted)
    classifier = LinearSVC(C=SOFTNESS, random_state=SEED, tol=0.01)
    classifier.fit(
        _matrix(counted, rarity),
        [lines.index(row.line) for row in rows],
        sample_weight=[row.weight for row in rows],
    )
    weights, step = _packed(classifier.coef_)
    return LinearPart(lines, weights, step, classifier.intercept_.astype(np.float32), rarity)


def _noisy_copies(examples: Sequence[Example]) -> list[Example]:
    mishearing, chance = Mishearing(row.text for row in examples), random.Random(SEED)
    return [
        Example(row.line, mishearing.heard(row.text, chance, noise), row.weight * NOISY_WEIGHT)
        for row in examples
        for noise in NOISES
    ]


def _rarity(counted: Sequence[Counter[int]]) -> NDArray[np.float32]:
    texts_with = np.zeros(BUCKETS)
    for counts in counted:
        texts_with[list(counts)] += 1
    return (np.log((1 + len(counted)) / (1 + texts_with)) + 1).astype(np.float16).astype(np.float32)


def _matrix(counted: Sequence[Counter[int]], rarity: NDArray[np.float32]) -> csr_matrix:
    from scipy.sparse import csr_matrix

    vectors = [vector(counts, rarity) for counts in counted]
    starts = np.cumsum([0, *(len(columns) for columns, _ in vectors)])
    columns = np.concatenate([columns for columns, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    return csr_matrix((values, columns, starts), shape=(len(vectors), BUCKETS), dtype=np.float64)


def _packed(weights: NDArray[np.float64]) -> tuple[NDArray[np.int8], float]:
    step = float(np.float32(np.abs(weights).max() / 127))
    kept = np.where(np.abs(weights) < LEAST_WEIGHT, 0, weights)
    return np.ascontiguousarray(np.round(kept / step).astype(np.int8).T), step

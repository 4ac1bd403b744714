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
from ivr.domain.labels import EMERGENCY, NO_EMERGENCY
from ivr.domain.routing import AlarmPart, LinearPart

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NOISES = (0.2, 0.4)
"""Shares of wrong characters, one for each mis-heard copy of a text; three copies gained nothing over two."""
NOISY_WEIGHT = 0.5
SOFTNESS = 0.15
"""LinearSVC's C."""
ALARM_SOFTNESS = 0.5
"""The same for telling emergencies from everything else."""
NEVER = np.zeros((1, BUCKETS)), np.array([-1.0])
"""An alarm without a single emergency to learn from."""
LEAST_WEIGHT = 0.05
"""Smaller weights are dropped: nothing lost on any bench set, and the file is 40 % smaller."""
SEED = 12345


@dataclass(frozen=True)
class Example:
    """A text that belongs to a city-level line. weight: how much it counts, a phrase being 1."""

    line: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Trained:
    """What was learned: which line a text belongs to, and whether it is an emergency."""

    linear: LinearPart
    alarm: AlarmPart


def train(examples: Sequence[Example]) -> Trained:
    """Some 30 seconds on one core for 20,000 examples; the same examples give the same weights."""
    rows = [*examples, *_noisy_copies(examples)]
    counted = [features(row.text) for row in rows]
    rarity = _rarity(counted)
    matrix, weights = _matrix(counted, rarity), np.array([row.weight for row in rows])
    routed = np.flatnonzero([row.line != NO_EMERGENCY for row in rows])
    lines = tuple(sorted({rows[i].line for i in routed}))
    places = [lines.index(rows[i].line) for i in routed]
    lined, line_bias = _fitted(matrix[routed], places, weights[routed], SOFTNESS)
    urgent = [row.line.startswith(EMERGENCY) for row in rows]
    alarming, alarm_bias = _fitted(matrix, urgent, weights, ALARM_SOFTNESS) if any(urgent) else NEVER
    line_weights, line_step = _packed(lined)
    alarm_weights, alarm_step = _packed(alarming)
    return Trained(
        LinearPart(lines, line_weights, line_step, line_bias.astype(np.float32), rarity),
        AlarmPart(alarm_weights[:, 0], alarm_step, float(alarm_bias[0])),
    )


def _fitted(
    matrix: csr_matrix, classes: Sequence[int], weights: NDArray[np.float64], softness: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (classes × BUCKETS, one row for two classes) and biases."""
    from sklearn.svm import LinearSVC  # takes a second and 60 MB, of which a build without training needs nothing

    classifier = LinearSVC(C=softness, random_state=SEED, tol=0.01)
    classifier.fit(matrix, classes, sample_weight=weights)
    return classifier.coef_, classifier.intercept_


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
    step = float(np.float32(np.abs(weights).max() / 127)) or 1.0
    kept = np.where(np.abs(weights) < LEAST_WEIGHT, 0, weights)
    return np.ascontiguousarray(np.round(kept / step).astype(np.int8).T), step

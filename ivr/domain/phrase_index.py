"""Everyday phrases by their n-grams, to find those most like what a caller said: new ones count without training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.domain.grams import BUCKETS, Grams, vectors

MOST_NEAR = 30


@dataclass(frozen=True)
class Near:
    """Phrases near a text, the nearest first. owners: whose each one is; likeness: 0..1, the cosine."""

    owners: NDArray[np.int64]
    likeness: NDArray[np.float64]


@dataclass(frozen=True)
class PhraseIndex:
    """Phrases by their n-grams. owner_of: whose each phrase is, a matter's number or an answer's.

    starts: BUCKETS + 1, where each n-gram's part of phrases and values begins; values: its weight in the phrase.
    """

    owner_of: NDArray[np.int64]
    starts: NDArray[np.int64]
    phrases: NDArray[np.int32]
    values: NDArray[np.float32]

    def near(self, columns: NDArray[np.int64], values: NDArray[np.float32]) -> Near:
        """The phrases most like a text, of the buckets and weights of `grams.vector`."""
        starts, ends = self.starts[columns], self.starts[columns + 1]
        counts = ends - starts
        if not counts.sum():
            return Near(np.empty(0, np.int64), np.empty(0, np.float64))
        where = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) + np.arange(counts.sum())
        products = self.values[where] * np.repeat(values, counts)
        likeness = np.bincount(self.phrases[where], products, minlength=len(self.owner_of))
        most = min(MOST_NEAR, len(likeness))
        best = np.argpartition(-likeness, most - 1)[:most]
        best = best[np.lexsort((best, -likeness[best]))]
        return Near(self.owner_of[best], likeness[best])


def index_of(owner_of: Sequence[int] | NDArray[np.int64], grams: Grams, rarity: NDArray[np.float32]) -> PhraseIndex:
    """The index of these phrases' n-grams."""
    owners, columns, values = vectors(grams, rarity)
    order = np.argsort(columns, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(columns, minlength=BUCKETS)))).astype(np.int64)
    return PhraseIndex(np.asarray(owner_of, np.int64), starts, owners[order].astype(np.int32), values[order])

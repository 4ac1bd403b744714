"""Everyday phrases by their n-grams, alone and all of an owner together: new ones count without training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.domain.gram_index import GramIndex, gram_index
from ivr.domain.grams import BUCKETS, Grams, vectors

MOST_NEAR = 30
COMMON, SELDOM = 0.1, 100
"""An n-gram of more phrases than this share, and than so many, says nothing (的, 我): left out, a seventh of them."""


@dataclass(frozen=True)
class Near:
    """Phrases near a text, the nearest first. owners: whose each one is; likeness: 0..1, the cosine."""

    owners: NDArray[np.int64]
    likeness: NDArray[np.float64]


@dataclass(frozen=True)
class PhraseIndex:
    """The phrases of matters, labels or answers: their owners.

    owner_of: whose each phrase is. phrases: each one alone. profiles: of each owner, what its phrases share; an n-gram
    that every phrase has counts little more than one that two have, so that many sayings count, not one word.
    """

    owner_of: NDArray[np.int64]
    phrases: GramIndex
    profiles: GramIndex

    def near(self, columns: NDArray[np.int64], values: NDArray[np.float32]) -> Near:
        """The phrases most like a text, of the buckets and weights of `grams.vector`."""
        likeness = self.phrases.likeness(columns, values)
        most = min(MOST_NEAR, int(np.count_nonzero(likeness)))
        if not most:
            return Near(np.empty(0, np.int64), np.empty(0, np.float64))
        best = np.argpartition(-likeness, most - 1)[:most]
        best = best[np.lexsort((best, -likeness[best]))]
        return Near(self.owner_of[best], likeness[best])


def index_of(
    owner_of: Sequence[int] | NDArray[np.int64], grams: Grams, rarity: NDArray[np.float32], owners: int
) -> PhraseIndex:
    """The index of these phrases' n-grams; owners: how many there are, some perhaps without a phrase."""
    owned = np.asarray(owner_of, np.int64)
    texts, columns, values = vectors(grams, rarity)
    return PhraseIndex(
        owned,
        gram_index(len(owned), *_telling(texts, columns, values, len(owned))),
        gram_index(owners, *_profiles(owned[texts], columns, values, owners)),
    )


def _telling(
    texts: NDArray[np.int64], columns: NDArray[np.int64], values: NDArray[np.float32], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    kept = np.bincount(columns, minlength=BUCKETS)[columns] <= max(COMMON * count, SELDOM)
    return texts[kept], columns[kept], values[kept]


def _profiles(
    owners: NDArray[np.int64], columns: NDArray[np.int64], values: NDArray[np.float32], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Owners, buckets and weights in turn: the square roots of the sums of their phrases' weights, of length 1."""
    pairs, place = np.unique(owners * BUCKETS + columns, return_inverse=True)
    sums = np.bincount(place, values, minlength=len(pairs))
    whose, column = np.divmod(pairs, BUCKETS)
    lengths = np.sqrt(np.bincount(whose, sums, minlength=count))
    return whose, column, (np.sqrt(sums) / lengths[whose]).astype(np.float32)

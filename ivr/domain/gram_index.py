"""Texts by their n-grams: how like each of them a caller's words are, in about a millisecond for twenty thousand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.domain.grams import BUCKETS


@dataclass(frozen=True)
class GramIndex:
    """What texts, numbered from 0 to `count`, are made of.

    starts: BUCKETS + 1, where each n-gram's part of texts and values begins; values: its weight in the text.
    """

    count: int
    starts: NDArray[np.int64]
    texts: NDArray[np.int32]
    values: NDArray[np.float32]

    def likeness(self, columns: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.float64]:
        """The cosine of each text with the one of these buckets and weights, 0..1."""
        likeness = np.zeros(self.count)
        for column, value in zip(columns.tolist(), values.tolist(), strict=True):
            part = slice(self.starts[column], self.starts[column + 1])
            likeness[self.texts[part]] += self.values[part] * value  # no text stands twice in one part
        return likeness


def gram_index(
    count: int, texts: NDArray[np.int64], columns: NDArray[np.int64], values: NDArray[np.float32]
) -> GramIndex:
    """The index of `count` texts, given as texts, buckets and weights in turn; each text's weights of length 1."""
    order = np.argsort(columns, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(columns, minlength=BUCKETS)))).astype(np.int64)
    return GramIndex(count, starts, texts[order].astype(np.int32), values[order].astype(np.float32))

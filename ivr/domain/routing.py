"""The router: what it was taught about lines, joined with the phrases nearest to what the caller said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.domain.directory import Asked, Candidate, Matter
from ivr.domain.grams import features, vector
from ivr.domain.phrase_index import Near, PhraseIndex

MOST_CANDIDATES = 5
SHARPNESS = 6.0
"""Softmax factor on the margins: with it a score is about the share of right answers (bench/routing.py)."""
NOTHING_MARGIN = -0.65
"""A rival margin for "no line at all": what is below it (你好) scores low however far the others are behind."""
NEARNESS_POWER = 3.0
"""One phrase that is very near counts more than several that are a little."""
NEARNESS_WEIGHT = 1.0
SAME = 0.7
"""Likeness from which a phrase is nearly the same: then it decides, also one that was never trained on."""
SAME_WEIGHT = 4.0


@dataclass(frozen=True)
class LinearPart:
    """The trained part. lines: city-level departments; weights: BUCKETS × lines, in steps of `step`; bias: lines."""

    lines: tuple[str, ...]
    weights: NDArray[np.int8]
    step: float
    bias: NDArray[np.float32]
    rarity: NDArray[np.float32]

    def margins(self, columns: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.float64]:
        """How far a text lies on each line's side; negative is outside."""
        found = values @ self.weights[columns].astype(np.float32) * self.step + self.bias
        return found.astype(np.float64)


@dataclass(frozen=True)
class TwoPartRouter:
    """See Router. phrases, questions: those of matters and of answers, whose owners are places in the two tuples.

    line_of: the city-level line of each department, itself for one of the city.
    """

    linear: LinearPart
    matters: tuple[Matter, ...]
    phrases: PhraseIndex
    answers: tuple[str, ...]
    questions: PhraseIndex
    line_of: Mapping[str, str]

    def rank(self, text: str) -> tuple[Candidate, ...]:
        """See Router."""
        if not any(c.isalnum() for c in text):
            return ()
        columns, values = vector(features(text), self.linear.rarity)
        near = self.phrases.near(columns, values)
        scores = _scores(self.linear.margins(columns, values) + self._nearness(near))
        best = np.argsort(-scores, kind="stable")[:MOST_CANDIDATES]
        return tuple(self._candidate(self.linear.lines[i], float(scores[i]), near) for i in best)

    def asked(self, text: str) -> Asked | None:
        """See Router."""
        if not any(c.isalnum() for c in text):
            return None
        columns, values = vector(features(text), self.linear.rarity)
        question, phrase = self.questions.near(columns, values), self.phrases.near(columns, values)
        if not question.likeness.size or (phrase.likeness.size and phrase.likeness[0] > question.likeness[0]):
            return None
        return Asked(self.answers[question.owners[0]], min(float(question.likeness[0]), 1.0))

    def _nearness(self, near: Near) -> NDArray[np.float64]:
        """What the nearest phrases say for each line."""
        place = {line: i for i, line in enumerate(self.linear.lines)}
        votes, most = np.zeros(len(place)), np.zeros(len(place))
        for matter, likeness in zip(near.owners, near.likeness, strict=True):
            column = place.get(self._line(int(matter)))
            if column is not None:
                votes[column] += likeness**NEARNESS_POWER
                most[column] = max(most[column], likeness)
        return NEARNESS_WEIGHT * votes ** (1 / NEARNESS_POWER) + SAME_WEIGHT * np.maximum(most - SAME, 0)

    def _line(self, matter: int) -> str:
        answered_by = self.matters[matter].answered_by
        return self.line_of.get(answered_by, answered_by)

    def _candidate(self, line: str, score: float, near: Near) -> Candidate:
        """The line's most likely matter says who answers: the city's body or the districts' own."""
        votes: dict[int, float] = {}
        for matter, likeness in zip(near.owners.tolist(), near.likeness.tolist(), strict=True):
            if self._line(matter) == line:
                votes[matter] = votes.get(matter, 0.0) + likeness**NEARNESS_POWER
        if not votes:
            return Candidate(line, score)
        matter = self.matters[max(votes, key=lambda index: votes[index])]
        return Candidate(matter.answered_by, score, matter)


def _scores(margins: NDArray[np.float64]) -> NDArray[np.float64]:
    top = max(float(margins.max()), NOTHING_MARGIN)
    likelihoods = np.exp(SHARPNESS * (margins - top))
    scores: NDArray[np.float64] = likelihoods / (likelihoods.sum() + np.exp(SHARPNESS * (NOTHING_MARGIN - top)))
    return scores

"""The router: what it was taught about lines, joined with the phrases and matters nearest to what the caller said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ivr.domain.directory import Asked, Candidate, Labelled, Matter, Reading
from ivr.domain.grams import features, vector
from ivr.domain.labels import EMERGENCY, LABELS, NO_EMERGENCY
from ivr.domain.phrase_index import Near, PhraseIndex

MOST_CANDIDATES = 5
MOST_OTHERS = 2
"""Further readings of the recogniser that count as much as its first: real ones differ in a word or two."""
SHARPNESS = 6.0
"""Softmax factor on the margins: with it a score is about the share of right answers (ivr bench routing)."""
NOTHING_MARGIN = -0.4
"""A rival margin for "no line at all": what is below it (你好) scores low however far the others are behind."""
NEARNESS_POWER = 3.0
"""One phrase that is very near counts more than several that are a little."""
NEARNESS_WEIGHT = 1.0
PROFILE_WEIGHT = 5.0
"""Of the likeness to all phrases of a matter together. It earns 1.4 points on clean text, 2.7 at 30 % errors."""
WHOLE_VOTE = 1.5
"""Of the squared likeness to all phrases of a matter together, beside its nearest phrases, where a line's matter is
chosen. It earns half a point of right actions on routing_own and routing_spoken."""
SAME = 0.7
"""Likeness from which a phrase is nearly the same: then it decides, also one that was never trained on."""
SAME_WEIGHT = 4.0
NEARLY_AS_LIKE = 0.8
"""Of the nearest question's likeness: from there on a text may be another question as well. Of the directory's own
phrases, each left out in turn, it is then more often the second than the first."""
FAR_FROM_ALARM = -1.0
OPEN_LIKENESS = 0.6
"""Likeness from which phrases tell whether a text is said of several lines' matters: 补贴怎么领 is."""


@dataclass(frozen=True)
class LinearPart:
    """The trained part. lines: city-level departments and labels.

    weights: BUCKETS × lines, in steps of `step`; bias: one for each line; rarity: one for each bucket.
    """

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
class AlarmPart:
    """What was learned about emergencies of every kind together, against all else.

    weights: one for each of BUCKETS, in steps of `step`.
    """

    weights: NDArray[np.int8]
    step: float
    bias: float

    def margin(self, columns: NDArray[np.int64], values: NDArray[np.float32]) -> float:
        """How far a text lies on the side of emergencies; negative is outside."""
        return float(values @ self.weights[columns].astype(np.float32)) * self.step + self.bias


@dataclass(frozen=True)
class JoinedRouter:
    """See Router. phrases: those of matters, and after them of labels; questions: those of answers, by their places.

    lines: of each owner of phrases, a city-level department or a label.
    """

    linear: LinearPart
    alarm: AlarmPart
    matters: tuple[Matter, ...]
    lines: tuple[str, ...]
    phrases: PhraseIndex
    answers: tuple[str, ...]
    questions: PhraseIndex

    def read(self, text: str, others: tuple[str, ...] = ()) -> Reading:
        """See Router."""
        if not any(c.isalnum() for c in text):
            return Reading()
        columns, values = vector(features(text), self.linear.rarity)
        near, whole = self.phrases.near(columns, values), self.phrases.profiles.likeness(columns, values)
        margins = [
            self._margins(columns, values, near, whole),
            *map(self._margins_of, _with_words(others)[:MOST_OTHERS]),
        ]
        scores = _scores(np.mean(margins, axis=0))
        best = [(self.linear.lines[i], float(scores[i])) for i in np.argsort(-scores, kind="stable")]
        ranked = [pair for pair in best if pair[0] not in LABELS][:MOST_CANDIDATES]
        is_calm = self._is_calm(near)
        labels = [pair for pair in best if pair[0] in LABELS and not (is_calm and pair[0].startswith(EMERGENCY))]
        return Reading(
            tuple(self._candidate(line, score, near, whole) for line, score in ranked),
            tuple(Labelled(label, score) for label, score in labels),
            self._asked(self.questions.near(columns, values), near),
            self._spread(near),
            FAR_FROM_ALARM if is_calm else self.alarm.margin(columns, values),
        )

    def rank_matters(self, text: str, matters: Collection[Matter]) -> tuple[Matter, ...]:
        """See Router."""
        columns, values = vector(features(text), self.linear.rarity)
        likeness = self.phrases.profiles.likeness(columns, values)[: len(self.matters)].tolist()
        nearness = dict(zip(self.matters, likeness, strict=True))
        return tuple(sorted(matters, key=lambda matter: -nearness[matter]))

    def _asked(self, question: Near, phrase: Near) -> Asked | None:
        if not question.likeness.size or (phrase.likeness.size and phrase.likeness[0] > question.likeness[0]):
            return None
        likely = question.owners[question.likeness >= NEARLY_AS_LIKE * question.likeness[0]]
        answer, *rivals = dict.fromkeys(self.answers[owner] for owner in likely.tolist())
        return Asked(answer, min(float(question.likeness[0]), 1.0), tuple(rivals))

    @cached_property
    def _columns(self) -> NDArray[np.int64]:
        """Of each owner of phrases, its line's place among the trained; the place after them when it is not trained."""
        place = {line: i for i, line in enumerate(self.linear.lines)}
        return np.array([place.get(line, len(place)) for line in self.lines], np.int64)

    @cached_property
    def _matters_of(self) -> dict[str, list[int]]:
        """The places of each line's matters."""
        places: dict[str, list[int]] = {}
        for place, line in enumerate(self.lines[: len(self.matters)]):
            places.setdefault(line, []).append(place)
        return places

    def _nearness(self, near: Near) -> NDArray[np.float64]:
        """What the nearest phrases say for each line."""
        columns, count = self._columns[near.owners], len(self.linear.lines)
        votes = np.bincount(columns, near.likeness**NEARNESS_POWER, count + 1)[:count]
        most = _most(columns, near.likeness, count)
        return NEARNESS_WEIGHT * votes ** (1 / NEARNESS_POWER) + SAME_WEIGHT * np.maximum(most - SAME, 0)

    def _margins_of(self, text: str) -> NDArray[np.float64]:
        columns, values = vector(features(text), self.linear.rarity)
        whole = self.phrases.profiles.likeness(columns, values)
        return self._margins(columns, values, self.phrases.near(columns, values), whole)

    def _margins(
        self, columns: NDArray[np.int64], values: NDArray[np.float32], near: Near, whole: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """How far a text lies on each line's side, all three parts together. whole: likeness to each profile."""
        return self.linear.margins(columns, values) + self._nearness(near) + self._profile(whole)

    def _spread(self, near: Near) -> float:
        if not near.likeness.size or near.likeness[0] < OPEN_LIKENESS:
            return 0.0
        most = np.sort(_most(self._columns[near.owners], near.likeness, len(self.linear.lines)))
        return float(most[-3] / most[-1]) if most.size > 2 and most[-1] else 0.0

    def _is_calm(self, near: Near) -> bool:
        """Whether somebody said nearly the same, and it was no emergency."""
        return bool(near.likeness.size and near.likeness[0] >= SAME and self.lines[int(near.owners[0])] == NO_EMERGENCY)

    def _profile(self, likeness: NDArray[np.float64]) -> NDArray[np.float64]:
        """What its likest matter says for each line."""
        return PROFILE_WEIGHT * _most(self._columns, likeness, len(self.linear.lines))

    def _candidate(self, line: str, score: float, near: Near, whole: NDArray[np.float64]) -> Candidate:
        """The line's most likely matter says who answers: the city's body or the districts' own."""
        votes = {owner: WHOLE_VOTE * float(whole[owner]) ** 2 for owner in self._matters_of.get(line, ())}
        for owner, likeness in zip(near.owners.tolist(), near.likeness.tolist(), strict=True):
            if self.lines[owner] == line:
                votes[owner] = votes.get(owner, 0.0) + likeness**NEARNESS_POWER
        likest = max(votes, key=lambda owner: votes[owner], default=None)
        if likest is None or not votes[likest]:
            return Candidate(line, score)
        matter, nearest = self.matters[likest], near.likeness[near.owners == likest]
        return Candidate(matter.answered_by, score, matter, float(nearest.max(initial=0.0)))


def _with_words(texts: tuple[str, ...]) -> list[str]:
    return [text for text in texts if any(c.isalnum() for c in text)]


def _most(columns: NDArray[np.int64], values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The greatest value of each column, 0 where there is none."""
    most = np.zeros(count + 1)
    np.maximum.at(most, columns, values)
    return most[:count]


def _scores(margins: NDArray[np.float64]) -> NDArray[np.float64]:
    top = max(float(margins.max()), NOTHING_MARGIN)
    likelihoods = np.exp(SHARPNESS * (margins - top))
    scores: NDArray[np.float64] = likelihoods / (likelihoods.sum() + np.exp(SHARPNESS * (NOTHING_MARGIN - top)))
    return scores

"""The router's arithmetic, on weights set by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ivr.domain.routing import BUCKETS, MOST_CANDIDATES, LinearRouter, features

WORDS = {"M16": "暖气不热", "M65": "停水", "M67": "燃气", "M68": "供暖", "M69": "停电", "M70": "公交", "M71": "地铁"}


@pytest.fixture(scope="module")
def router() -> LinearRouter:
    weights = np.zeros((BUCKETS, len(WORDS)), np.int8)
    for column, word in enumerate(WORDS.values()):
        for bucket in features(word) - features(""):  # without the edges, which every text has
            weights[bucket, column] = 100
    return LinearRouter(tuple(WORDS), weights, 0.01, np.full(len(WORDS), -1, np.float32), np.ones(BUCKETS, np.float32))


@pytest.mark.parametrize(("department", "word"), list(WORDS.items()))
def test_the_department_of_the_words_comes_first(router: LinearRouter, department: str, word: str) -> None:
    assert router.rank(f"我家{word}了")[0].department_id == department


def test_a_misheard_word_still_counts_by_its_sound(router: LinearRouter) -> None:
    """燃气 → 然器, 停水 → 听谁: other characters, the same folded syllables."""
    assert router.rank("然器")[0].department_id == "M67"
    assert router.rank("听谁")[0].department_id == "M65"


def test_at_most_five_best_first_and_their_scores_are_shares_of_one(router: LinearRouter) -> None:
    ranked = router.rank("停水还停电")
    scores = [candidate.score for candidate in ranked]
    assert len(ranked) == MOST_CANDIDATES and scores == sorted(scores, reverse=True)
    assert min(scores) >= 0 and sum(scores) <= 1


def test_words_of_no_department_score_low(router: LinearRouter) -> None:
    assert router.rank("你好吗")[0].score < 0.12 < router.rank("停水")[0].score


@pytest.mark.parametrize("text", ["", " ", "，。？！"])
def test_nothing_said_is_ranked_nowhere(router: LinearRouter, text: str) -> None:
    assert router.rank(text) == ()


@pytest.mark.parametrize("text", ["a", "12345", "𠮷", "停水" * 5000, "\x00停水"])
def test_strange_text_is_ranked_all_the_same(router: LinearRouter, text: str) -> None:
    ranked = router.rank(text)
    assert ranked and all(np.isfinite(candidate.score) for candidate in ranked)


def test_the_same_text_has_the_same_features_whatever_its_punctuation() -> None:
    assert features("停水了，怎么办？") == features("停水了怎么办")

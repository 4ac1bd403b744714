"""The router's arithmetic, on weights and phrases set by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ivr.domain.directory import Asked, Matter, PlaceNeed
from ivr.domain.grams import BUCKETS, features, grams_of
from ivr.domain.labels import NO_EMERGENCY
from ivr.domain.phrase_index import PhraseIndex, index_of
from ivr.domain.routing import FAR_FROM_ALARM, MOST_CANDIDATES, AlarmPart, JoinedRouter, LinearPart

WORDS = {"M16": "暖气不热", "M65": "停水", "M67": "燃气", "M68": "供暖", "M69": "停电", "M70": "公交", "M71": "地铁"}
SQUARE_DANCE = Matter("M07", "广场舞", "D02", PlaceNeed.DISTRICT, (), "M07")
METER = Matter("M65", "水表", "M65", PlaceNeed.NONE, (), "M01")
PHRASES = {"大妈们跳舞的音响震得慌": 0, "水表自己一个劲儿地转": 1, "表不走字": 1}
CALM = "忙得跟着火了一样"
QUESTIONS = {"水表归谁换": 0}
RARITY = np.ones(BUCKETS, np.float32)


def index(phrases: dict[str, int]) -> PhraseIndex:
    return index_of(list(phrases.values()), grams_of(phrases), RARITY, len(set(phrases.values())))


@pytest.fixture(scope="module")
def router() -> JoinedRouter:
    lines = (*WORDS, "M07")
    weights = np.zeros((BUCKETS, len(lines)), np.int8)
    for column, word in enumerate(WORDS.values()):
        for bucket in features(word) - features(""):  # without the edges, which every text has
            weights[bucket, column] = 100
    linear = LinearPart(lines, weights, 0.01, np.full(len(lines), -1, np.float32), RARITY)
    matters = (SQUARE_DANCE, METER)
    urgent = np.zeros(BUCKETS, np.int8)
    urgent[list(features("着火") - features(""))] = 100
    phrases = index({**PHRASES, CALM: 2})
    lines_of = ("M07", "M65", NO_EMERGENCY)
    return JoinedRouter(linear, AlarmPart(urgent, 0.02, -1.0), matters, lines_of, phrases, ("换表",), index(QUESTIONS))


@pytest.mark.parametrize(("department", "word"), list(WORDS.items()))
def test_the_department_of_the_words_comes_first(router: JoinedRouter, department: str, word: str) -> None:
    assert router.read(f"我家{word}了").ranked[0].department_id == department


def test_a_misheard_word_still_counts_by_its_sound(router: JoinedRouter) -> None:
    """燃气 → 然器, 停水 → 听谁: other characters, the same folded syllables."""
    assert router.read("然器").ranked[0].department_id == "M67"
    assert router.read("听谁").ranked[0].department_id == "M65"


def test_what_may_have_been_heard_instead_counts_as_much(router: JoinedRouter) -> None:
    """停谁 alone is less clearly 停水 than with the readings beside it; readings without a word change nothing."""
    alone, beside = router.read("停谁了"), router.read("停谁了", ("停水了", "停水啦"))
    assert alone.ranked[0].department_id == beside.ranked[0].department_id == "M65"
    assert beside.ranked[0].score > alone.ranked[0].score
    assert router.read("停谁了", ("", "。")) == alone


def test_a_phrase_counts_though_nothing_was_trained_on_it(router: JoinedRouter) -> None:
    """The matter says who answers: the districts' department, not the city's body that the matter is filed under."""
    first = router.read("大妈跳舞的音响震得慌").ranked[0]
    assert (first.department_id, first.matter) == ("D02", SQUARE_DANCE)


def test_several_phrases_of_a_matter_are_one_matter(router: JoinedRouter) -> None:
    assert router.read("水表不走字").ranked[0].matter == METER


def test_a_line_without_a_phrase_nearby_has_no_matter(router: JoinedRouter) -> None:
    assert router.read("停电").ranked[0].matter is None


def test_a_question_is_found_unless_a_matters_phrase_is_nearer(router: JoinedRouter) -> None:
    asked = router.read("水表归谁换呀").asked
    assert isinstance(asked, Asked) and asked.answer == "换表" and 0.5 < asked.likeness <= 1
    assert router.read("水表自己转").asked is None and router.read("。").asked is None


def test_without_any_phrase_the_trained_part_decides_alone(router: JoinedRouter) -> None:
    bare = replace(router, matters=(), lines=(), phrases=index({}), answers=(), questions=index({}))
    assert bare.read("停水").ranked[0].department_id == "M65" and bare.read("停水").asked is None


def test_at_most_five_best_first_and_their_scores_are_shares_of_one(router: JoinedRouter) -> None:
    ranked = router.read("停水还停电").ranked
    scores = [candidate.score for candidate in ranked]
    assert len(ranked) == MOST_CANDIDATES and scores == sorted(scores, reverse=True)
    assert min(scores) >= 0 and sum(scores) <= 1


def test_words_of_no_department_score_low(router: JoinedRouter) -> None:
    assert router.read("你好吗").ranked[0].score < 0.12 < router.read("停水").ranked[0].score


@pytest.mark.parametrize("text", ["", " ", "，。？！"])
def test_nothing_said_is_ranked_nowhere(router: JoinedRouter, text: str) -> None:
    assert router.read(text).ranked == ()


@pytest.mark.parametrize("text", ["a", "12345", "𠮷", "停水" * 5000, "\x00停水"])
def test_strange_text_is_ranked_all_the_same(router: JoinedRouter, text: str) -> None:
    ranked = router.read(text).ranked
    assert ranked and all(np.isfinite(candidate.score) for candidate in ranked)


def test_the_same_text_has_the_same_features_whatever_its_punctuation() -> None:
    assert features("停水了，怎么办？") == features("停水了怎么办")


def test_emergencies_of_any_kind_raise_one_alarm(router: JoinedRouter) -> None:
    assert router.read("楼下着火了").alarm > 0 > router.read("楼下停水了").alarm
    assert router.read("").alarm == FAR_FROM_ALARM


def test_what_somebody_said_when_there_was_no_emergency_raises_no_alarm_without_training(router: JoinedRouter) -> None:
    assert router.read(CALM).alarm == FAR_FROM_ALARM < router.read("忙着火").alarm


def test_given_matters_are_ranked_by_what_their_phrases_share_and_far_ones_stay(router: JoinedRouter) -> None:
    given = (SQUARE_DANCE, METER)
    assert router.rank_matters("水表自己转得飞快", given) == (METER, SQUARE_DANCE)
    assert router.rank_matters("大妈跳舞太吵", given[::-1]) == given
    assert router.rank_matters("水表自己转得飞快", given[:1]) == given[:1]
    assert router.rank_matters("", ()) == ()

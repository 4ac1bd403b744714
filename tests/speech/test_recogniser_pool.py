"""The pool: recognisers made ahead and used again, never more of them kept than asked for, and nobody ever waits."""

from __future__ import annotations

import logging
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from ivr.adapters.speech.model_layout import Layout
from ivr.adapters.speech.recognisers import MOST_GRAMMARS, Recognisers
from tests.speech.conftest import clip
from tests.speech.kinds import decode

KEPT = 2
NAMES = ("commands-05", "commands-11", "times-03", "directory-03", "directory-07")


@pytest.fixture(scope="module")
def pool(layout: Layout) -> Recognisers:
    return Recognisers(layout, keep=KEPT)


def test_recognisers_made_ahead_wait_for_callers_and_are_no_more_than_may_be_kept(pool: Recognisers) -> None:
    pool.warm(1)
    assert pool.waiting == 1
    pool.warm(5)
    assert pool.waiting == KEPT


def test_a_recogniser_given_back_is_the_next_callers(pool: Recognisers) -> None:
    first = pool.take_open()
    decode(first, clip("commands-05"))
    pool.give_back(first)
    second = pool.take_open()
    assert second is first
    pool.give_back(second)


def test_callers_beyond_those_kept_are_served_at_once_and_as_well(pool: Recognisers) -> None:
    alone = pool.take_open()
    before = decode(alone, clip("directory-03"))
    pool.give_back(alone)
    taken = [pool.take_open() for _ in range(4 * KEPT)]
    assert len(set(map(id, taken))) == 4 * KEPT and pool.waiting == 0
    for recogniser in taken:
        assert decode(recogniser, clip("directory-03")) == before
        pool.give_back(recogniser)
    assert pool.waiting == KEPT


def test_a_recogniser_that_has_heard_enough_is_not_kept(layout: Layout) -> None:
    """Its memory of the graph grows with all it hears."""
    short_lived = Recognisers(layout, keep=1, retire_seconds=4)
    first = short_lived.take_open()
    decode(first, clip("commands-05"))
    short_lived.give_back(first)
    assert short_lived.waiting == 1 and first.heard_seconds < 4
    assert short_lived.take_open() is first
    decode(first, clip("times-03"))
    decode(first, clip("directory-03"))
    short_lived.give_back(first)
    assert short_lived.waiting == 0 and first.heard_seconds >= 4


def test_what_is_not_kept_is_freed(pool: Recognisers) -> None:
    taken = [pool.take_open() for _ in range(KEPT + 1)]
    for recogniser in taken:
        pool.give_back(recogniser)
    thrown_away = weakref.ref(taken[-1])
    taken.clear()
    del recogniser
    assert thrown_away() is None and pool.waiting == KEPT


def test_many_callers_in_threads_leave_the_pool_as_large_as_it_may_be(pool: Recognisers) -> None:
    def call(name: str) -> str:
        recogniser = pool.take_open()
        text = decode(recogniser, clip(name)).text
        pool.give_back(recogniser)
        return text

    with ThreadPoolExecutor(8) as callers:
        heard = list(callers.map(call, NAMES * 4))
    assert heard == heard[: len(NAMES)] * 4
    assert pool.waiting <= KEPT


def test_decoding_for_one_caller_does_not_hold_up_another(pool: Recognisers) -> None:
    """Decoders run side by side: the short one is done while the long one still works."""
    long, short = pool.take_open(), pool.take_open()
    sound, began, done = np.tile(clip("directory-03"), 20), Event(), Event()

    def hear_at_length() -> None:
        began.set()
        long.hear(sound)
        done.set()

    with ThreadPoolExecutor(1) as caller:
        heard = caller.submit(hear_at_length)
        began.wait()
        decode(short, clip("commands-05"))
        assert not done.is_set()
        heard.result()


def test_a_pool_that_keeps_none_serves_too(layout: Layout) -> None:
    empty = Recognisers(layout, keep=0)
    empty.warm(2)
    recogniser = empty.take_open()
    assert "民政局" in decode(recogniser, clip("directory-03")).text
    empty.give_back(recogniser)
    assert empty.waiting == 0


def test_a_closed_recogniser_is_freed_after_its_utterance(pool: Recognisers) -> None:
    closed = pool.make_closed(("是的", "不是"))
    assert closed is not None
    decode(closed, clip("commands-11"))
    gone = weakref.ref(closed)
    del closed
    assert gone() is None


def test_grammars_of_questions_long_past_are_forgotten_and_the_latest_kept(
    pool: Recognisers, caplog: pytest.LogCaptureFixture
) -> None:
    first = weakref.ref(pool.grammar(("是的", "qqq")))
    kept = pool.grammar(("不是",))
    for number in range(MOST_GRAMMARS):
        pool.grammar(("是的",) * (number + 2))
        assert pool.grammar(("不是",)) is kept
    assert first() is None
    caplog.clear()
    assert pool.grammar(("是的", "qqq")).missing == ("qqq",)
    assert caplog.messages == [], "what a model cannot hear is told once, not once for each question"


def test_a_static_graph_tells_once_that_closed_questions_are_heard_openly(
    layout: Layout, caplog: pytest.LogCaptureFixture
) -> None:
    static = Recognisers(replace(layout, takes_grammar=False), keep=0)
    with caplog.at_level(logging.WARNING):
        assert [static.make_closed(("是的",)) for _ in range(3)] == [None] * 3
    assert len(caplog.messages) == 1 and "static" in caplog.messages[0]

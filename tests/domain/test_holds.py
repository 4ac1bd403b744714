"""Whose turn it is among those on the line and those who hold a place."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.domain.holds import places_of


def at(second: int) -> datetime:
    return datetime(2026, 3, 2, 9, 30) + timedelta(seconds=second)


def places(waiting: list[int], agents: int, holders: list[int]) -> list[int]:
    return places_of([at(second) for second in waiting], agents, [at(second) for second in holders])


def test_who_has_waited_longest_stands_at_the_head() -> None:
    assert places([20, 30], 1, [10]) == [1]


def test_with_one_agent_nobody_enters_before_those_who_have_waited_longer_are_gone() -> None:
    assert places([10, 30], 1, [20]) == []
    assert places([30], 1, [20]) == [1]


def test_with_more_agents_one_enters_early_behind_those_who_have_waited_longer() -> None:
    assert places([10, 30], 2, [20]) == [2]
    assert places([10, 30], 3, [40, 20]) == [2]


def test_of_several_the_one_who_has_waited_longest_is_first() -> None:
    assert places([], 1, [30, 20]) == [1]
    assert places([25], 4, [30, 20]) == [1, 3]


def test_where_no_agent_could_be_rung_nobody_enters() -> None:
    assert places([], 0, [20]) == []


def test_who_came_in_the_same_second_as_somebody_on_the_line_is_behind_them() -> None:
    assert places([20], 2, [20]) == [2]


arrivals = st.lists(st.booleans(), min_size=1, max_size=12)
"""Who comes, second by second: whether they hold a place."""


@settings(deadline=None, max_examples=200)
@given(arrivals, st.integers(1, 4), st.data())
def test_whoever_comes_is_served_in_the_order_of_coming_however_many_agents_become_free_at_once(
    holding: list[bool], agents: int, data: st.DataObject
) -> None:
    """Asterisk gives free agents to the first in the queue; the dialler looks in between."""
    queue = [second for second, holds in enumerate(holding) if not holds]
    holders = [second for second, holds in enumerate(holding) if holds]
    served: list[int] = []
    while len(served) < len(holding):
        for place in places(queue, agents, holders):
            queue.insert(place - 1, holders.pop(0))
        free = data.draw(st.integers(1, agents))
        served += queue[:free]
        del queue[:free]
    assert served == list(range(len(holding)))

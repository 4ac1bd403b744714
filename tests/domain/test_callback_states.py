"""The table of states: what may follow what."""

from __future__ import annotations

import pytest

from ivr.domain.callback_states import LAWFUL, PENDING, Move, State, after
from ivr.errors import MoveUnlawful


def test_every_move_is_in_the_table_and_every_state_can_be_left() -> None:
    assert set(LAWFUL) == set(Move)
    for state in State:
        assert [move for move in Move if LAWFUL[move].get(state, state) is not state], state


def test_a_promise_ends_closed_only_by_way_of_a_reply() -> None:
    assert [(move, before) for move in Move for before, then in LAWFUL[move].items() if then is State.CLOSED
            and before is not State.CLOSED] == [(Move.CLOSE, State.REPLIED)]  # fmt: skip
    assert {before for move in Move for before, then in LAWFUL[move].items() if then is State.REPLIED} == {
        State.OPEN, State.CONNECTED, State.UNDECIDED, State.TAKEN, State.REPLIED}  # fmt: skip


def test_only_an_open_request_is_dialled_and_dialling_always_ends() -> None:
    assert LAWFUL[Move.CLAIM] == {State.OPEN: State.DIALLING}
    ways_out = {LAWFUL[move].get(State.DIALLING) for move in Move} - {None, State.DIALLING}
    assert ways_out == {State.OPEN, State.UNDECIDED, State.CONNECTED}


def test_every_state_can_be_reached_and_from_each_the_promise_can_still_be_kept() -> None:
    for start in State:
        reached, news = {start}, [start]
        while news:
            state = news.pop()
            for then in {LAWFUL[move][state] for move in Move if state in LAWFUL[move]} - reached:
                reached.add(then)
                news.append(then)
        assert reached == set(State), start


def test_an_unlawful_move_says_what_is_lawful_instead() -> None:
    with pytest.raises(MoveUnlawful, match=r"that is closed cannot take; it can: rate, reopen"):
        after(State.CLOSED, Move.TAKE)


def test_replied_and_closed_are_no_longer_pending() -> None:
    assert set(State) - set(PENDING) == {State.REPLIED, State.CLOSED}

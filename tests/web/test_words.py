"""Staff read states, moves, outcomes and reasons in their own language, whatever the ledger calls them."""

from __future__ import annotations

import pytest

from ivr.dialling import STEPS
from ivr.domain.attempts import Reached
from ivr.domain.callback_states import Move, State
from ivr.web.words import MOVES, OUTCOMES, STATES, lasting, reason


def test_everything_the_ledger_can_hold_has_a_word() -> None:
    assert {state.value for state in State} <= STATES.keys()
    assert {move.value for move in Move} <= MOVES.keys()
    assert {reached.value for reached in Reached} <= OUTCOMES.keys()
    assert all(reason(f"overdue: to {step}").startswith("逾期") for step in STEPS)


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("attempt 7, agent PJSIP/811", "第7号拨打，话机 PJSIP/811"),
        ("attempt 7: no answer", "第7号拨打：无人接听"),
        ("called again: any time", "再次来电：任何时间"),
        ("called again: 2026-03-02 16:00 to 17:00", "再次来电：2026-03-02 16:00 to 17:00"),
        ("市民要求", "市民要求"),
        ("", ""),
    ],
)
def test_a_reason_of_the_hotline_is_translated_and_a_persons_own_is_not(why: str, told: str) -> None:
    assert reason(why) == told


def test_how_long_somebody_waits_is_told_in_minutes_and_seconds() -> None:
    assert (lasting(9), lasting(60), lasting(605)) == ("9秒", "1分00秒", "10分05秒")

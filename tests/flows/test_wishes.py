"""What callers may wish for at any question, whatever it asks."""

from __future__ import annotations

import pytest

from ivr.domain.outcomes import ToOperator, Why
from tests.fakes.call import ScriptedCall, says
from tests.flows.talks import hold


@pytest.mark.parametrize("wish", ["慢一点", "您大点儿声", "再说一遍"])
def test_slower_louder_or_again_plays_the_prompt_once_more(wish: str) -> None:
    held = hold(ScriptedCall(says(wish), says("人工")))
    assert held.call.said == ["greeting.city", "greeting.city", "transfer.operator"]


@pytest.mark.parametrize("wish", ["do you speak english", "有会说英语的吗"])
def test_another_language_gets_a_human(wish: str) -> None:
    held = hold(ScriptedCall(says(wish)))
    assert held.call.said == ["greeting.city", "transfer.operator"]
    assert held.call.outcome == ToOperator(Why.ASKED)


def test_an_emergency_known_by_sound_is_told_its_number() -> None:
    held = hold(ScriptedCall(says("有人运倒了")))
    assert held.call.said == ["greeting.city", "emergency.120"]
    assert held.call.outcome == ToOperator(Why.EMERGENCY)

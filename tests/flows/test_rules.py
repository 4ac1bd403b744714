"""What a site sets: notices, priority, how often is asked."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ivr.domain.outcomes import Ended, Referral, ToOperator, Why
from ivr.domain.rules import Rules
from tests.fakes.call import SILENT, ScriptedCall, presses, says
from tests.flows.talks import Held, hold

ELDERLY = Rules(priority_lines=frozenset({"12345"}))


def with_priority(*script: object, rules: Rules = ELDERLY) -> Held:
    return hold(ScriptedCall(*script), rules=rules)  # type: ignore[arg-type]


def test_notices_come_before_the_first_question() -> None:
    rules = Rules(privacy_notice=True, recording_notice=True)
    assert hold(ScriptedCall(), rules=rules).call.said == ["notice.privacy", "notice.recording", "greeting.city"]


def test_a_priority_caller_gets_a_human_after_one_sentence_who_knows_what_was_said() -> None:
    line = with_priority(says("有人在路边摆摊"))
    number = with_priority(says("有人在路边摆摊"), rules=Rules(priority_numbers=frozenset({"13800138000"})))
    for held in (line, number):
        assert held.call.said == ["greeting.city", "transfer.operator"]
        assert held.call.outcome == ToOperator(Why.ASKED, Referral("D07", "dept-D07", words="有人在路边摆摊"))


@pytest.mark.parametrize("heard", [SILENT, says("啦啦啦"), says("转人工"), presses("7"), says("聊聊星座")])
def test_whatever_a_priority_caller_says_a_human_comes(heard: object) -> None:
    assert with_priority(heard).call.outcome == ToOperator(Why.ASKED)


def test_a_priority_caller_may_have_the_greeting_again_and_is_told_of_emergencies() -> None:
    again = with_priority(says("没听清"), says("想办驾照"))
    assert again.call.said == ["greeting.city", "greeting.city", "transfer.operator"]
    for words in ("我家着火了", "这边锅炉炸开花了"):
        assert with_priority(says(words)).call.said == ["greeting.city", "emergency.119"]
    assert with_priority(says("打错了再见")).call.outcome == Ended(Why.GOODBYE)


def test_a_site_may_ask_less_often() -> None:
    held = hold(ScriptedCall(SILENT, SILENT), rules=Rules(most_failures=1))
    assert held.call.said == ["greeting.city", "ask.open.shorter", "ending.silent"]


def test_a_site_may_ask_more_often_and_never_the_same_twice_in_a_row() -> None:
    held = hold(ScriptedCall(*[says("啦啦啦")] * 5), rules=Rules(most_failures=4))
    said = held.call.said
    assert len(said) == 6 and all(first != second for first, second in pairwise(said))


def test_a_prompt_is_repeated_so_often_and_then_put_differently() -> None:
    held = hold(ScriptedCall(*[says("再说一遍")] * 2), rules=Rules(most_repeats=1))
    assert held.call.said == ["greeting.city", "greeting.city", "not_understood.open"]


@pytest.mark.parametrize("wish", [presses("9"), says("English please")])
def test_a_priority_caller_who_speaks_another_language_hears_it(wish: object) -> None:
    held = with_priority(wish, rules=Rules(priority_lines=frozenset({"12345"}), foreign_language="en"))
    assert held.call.said == ["greeting.city", "foreign.menu"]


def test_a_priority_caller_may_ask_for_it_slower_and_again() -> None:
    held = with_priority(says("慢一点"), says("再说一遍"), says("有人在路边摆摊"))
    assert held.call.said == ["greeting.city"] * 3 + ["transfer.operator"]
    assert isinstance(held.call.outcome, ToOperator) and held.call.outcome.referral is not None

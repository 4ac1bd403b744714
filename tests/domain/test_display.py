"""What an agent's display shows is short and harmless."""

from __future__ import annotations

import pytest

from ivr.domain.display import MOST_SHOWN, harmless, shown_to_agent
from ivr.domain.outcomes import Referral


def test_matter_district_and_own_words_are_shown() -> None:
    referral = Referral("D09", "dept-D09", "噪音", "朝阳区", "楼上天天半夜装修")
    assert shown_to_agent(referral, "区生态环境局") == "噪音 朝阳区 楼上天天半夜装修"


def test_without_a_matter_the_department_is_shown_and_long_words_are_cut() -> None:
    shown = shown_to_agent(Referral("M07", "dept-M07", words="我" * 100), "市公安局")
    assert shown.startswith("市公安局 我我") and len(shown) == MOST_SHOWN


@pytest.mark.parametrize(
    ("hostile", "left"),
    [
        ('"quoted" \\ <sip:1@x>', "quoted sip 1 x"),
        ("a\r\nAction: Originate\x00\x1b[0m", "a Action Originate 0m"),
        ("${SHELL(id)},b;c|d&e=f:g", "SHELL id b c d e f g"),
        ("你\u202e好\ud800", "你 好"),
        ("  ", ""),
    ],
)
def test_nothing_is_left_that_means_something_elsewhere(hostile: str, left: str) -> None:
    assert harmless(hostile, 40) == left

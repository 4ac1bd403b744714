"""What speaks for an emergency and what against it, with readings made by hand."""

from __future__ import annotations

import pytest

from ivr.domain.directory import Labelled, Reading
from ivr.domain.urgency import weighed_emergency

FIRE = ("EMERGENCY_119",)


def reading(alarm: float, like: float = 0.0) -> Reading:
    return Reading((), (Labelled("EMERGENCY_119", like),), alarm=alarm)


@pytest.mark.parametrize(
    ("text", "alarm", "like", "expected"),
    [
        ("老爷子眼珠子往上瞪着", 0.5, 0.0, FIRE),  # no rule, no phrase like it: the alarm alone
        ("老爷子眼珠子往上瞪着", 0.2, 0.0, ()),
        ("老爷子眼珠子往上瞪着", -0.5, 0.8, FIRE),  # phrases like it
        ("我家着火了", -0.5, 0.0, FIRE),  # the rules
        ("我家着火了", -1.2, 0.0, ()),  # the rules against all that was learned
        ("去年我家着火了", 0.6, 0.0, ()),  # long over
        ("去年我家着火了", 1.3, 0.0, FIRE),
    ],
)
def test_all_that_is_known_is_added_up(text: str, alarm: float, like: float, expected: tuple[str, ...]) -> None:
    assert weighed_emergency(text, (), reading(alarm, like)) == expected


def test_what_only_sounds_like_an_emergency_must_be_a_little_like_one() -> None:
    """天然气充了 sounds like 天然气冲了."""
    assert weighed_emergency("生产找和了", ("商场着火了",), reading(-0.6, 0.05)) == FIRE
    assert weighed_emergency("生产找和了", ("商场着火了",), reading(-0.6)) == ()


def test_the_rules_name_the_number_before_the_likest_phrase_does() -> None:
    likest = Reading((), (Labelled("EMERGENCY_110", 0.5),), alarm=0.0)
    assert weighed_emergency("我家着火了", (), likest) == FIRE
    assert weighed_emergency("他在楼下那个样子", (), likest) == ("EMERGENCY_110",)

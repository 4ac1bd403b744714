"""How alike texts sound."""

from __future__ import annotations

import pytest

from ivr.domain.likeness import likeness, most_alike


def test_the_same_syllables_are_one_and_nothing_in_common_is_none() -> None:
    assert likeness("税务局", "水务局") == 1
    assert likeness("好", "政务") == 0
    assert likeness("", "好") == likeness("", "") == 0


@pytest.mark.parametrize(
    ("near", "far"),
    [
        (("都不是", "东部是"), ("都不是", "不知道")),
        (("没错", "没做"), ("没错", "没有")),
        (("人工", "认购"), ("人工", "公园")),
    ],
)
def test_confused_sounds_are_nearer_than_others(near: tuple[str, str], far: tuple[str, str]) -> None:
    assert likeness(*near) > 0.8 > likeness(*far)


def test_it_is_the_same_both_ways() -> None:
    assert likeness("我要找民政局", "民政局") == likeness("民政局", "我要找民政局")


def test_the_most_alike_of_several() -> None:
    assert most_alike("东部是", ("不是", "都不是", "是"))[0] == "都不是"
    assert most_alike("东部是", ()) == ("", 0.0)

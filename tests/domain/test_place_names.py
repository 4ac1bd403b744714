"""What callers call a street or community."""

from __future__ import annotations

import pytest

from ivr.domain.place_names import community_names, spoken_numbers, street_names


@pytest.mark.parametrize(
    ("street", "names"),
    [
        ("方庄街道", ("方庄街道", "方庄")),
        ("桥梓镇", ("桥梓镇", "桥梓")),
        ("于家务回族乡", ("于家务回族乡", "于家务")),
        ("张镇", ("张镇",)),
    ],
)
def test_a_street_is_called_with_and_without_its_ending(street: str, names: tuple[str, ...]) -> None:
    assert street_names(street) == names


@pytest.mark.parametrize(
    ("community", "said"),
    [
        ("银闸社区居委会", {"银闸社区", "银闸"}),
        ("北街家园第三社区居委会", {"北街家园第三社区", "北街家园三社区", "北街家园"}),
        ("许各庄村委会", {"许各庄村", "许各庄"}),
        ("李村村委会", {"李村"}),
        ("复兴路32号社区居委会", {"复兴路三十二号", "复兴路"}),
        ("甘露园南里社区居委会", {"甘露园南里", "甘露园"}),
    ],
)
def test_a_community_is_called_without_what_its_office_is_called(community: str, said: set[str]) -> None:
    assert said <= set(community_names(community))


def test_a_name_of_numbers_and_directions_alone_needs_its_ending() -> None:
    assert community_names("西里社区居委会") == ("西里社区",)


def test_figures_are_spoken() -> None:
    assert [spoken_numbers(text) for text in ("12号", "20号", "798", "1201")] == [
        "十二号",
        "二十号",
        "七九八",
        "一二零一",
    ]

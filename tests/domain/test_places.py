"""Districts in what callers say."""

from __future__ import annotations

import pytest

from ivr.domain.places import districts_in
from tests.fakes.directory import SMALL


@pytest.mark.parametrize(
    ("text", "districts"),
    [
        ("海淀", ("海淀区",)),
        ("我在海淀区", ("海淀区",)),
        ("在孩店区", ("海淀区",)),
        ("十景山", ("石景山区",)),
        ("中关村那边", ("海淀区",)),
        ("望京街道", ("朝阳区",)),
        ("我住朝阳门", ("东城区",)),
        ("朝阳区八里庄", ("朝阳区",)),
        ("八里庄", ("朝阳区", "海淀区")),
        ("中官村", ("海淀区",)),
        ("西城还是海淀我也说不清", ("西城区", "海淀区")),
        ("我也不知道", ()),
        ("", ()),
    ],
)
def test_a_place_tells_its_district(text: str, districts: tuple[str, ...]) -> None:
    assert set(districts_in(text, SMALL)) == set(districts)


def test_a_likeness_of_sound_in_a_long_sentence_is_chance() -> None:
    assert districts_in("他们村里中官村主任把我家那几亩地给别人种了也没商量", SMALL) == ()

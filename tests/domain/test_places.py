"""Where a caller says that the matter is."""

from __future__ import annotations

import pytest

from ivr.domain.place_index import Spot
from ivr.domain.places import Where, place_in
from tests.fakes.directory import SMALL

EAST, WEST = Spot("朝阳区", "八里庄街道"), Spot("海淀区", "八里庄街道")


@pytest.mark.parametrize(
    ("text", "districts"),
    [
        ("海淀", ("海淀区",)),
        ("我在海淀区", ("海淀区",)),
        ("朝阳那边儿老停电", ("朝阳区",)),
        ("在孩店区", ("海淀区",)),
        ("十景山", ("石景山区",)),
        ("中关村那边", ("海淀区",)),
        ("望京街道", ("朝阳区",)),
        ("我住朝阳门", ("东城区",)),
        ("朝阳区八里庄", ("朝阳区",)),
        ("八里庄", ("朝阳区", "海淀区")),
        ("中官村", ("海淀区",)),
        ("西城还是海淀我也说不清", ("西城区", "海淀区")),
        ("我住东城，在海淀上班", ("东城区", "海淀区")),
        ("从五道口到金融街", ("海淀区", "西城区")),
        ("我也不知道", ()),
        ("", ()),
    ],
)
def test_a_place_tells_its_district(text: str, districts: tuple[str, ...]) -> None:
    assert set(place_in(text, SMALL).districts) == set(districts)


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("朝阳八里庄那边", EAST),
        ("八里庄，海淀的", WEST),
        ("海淀八里装", WEST),
        ("我家住望京", Spot("朝阳区", "望京街道")),
        ("金融街停车太贵", Spot("西城区", "金融街街道")),
        ("朝洋往京", Spot("朝阳区", "望京街道")),
    ],
)
def test_a_street_is_found_too_and_a_district_beside_it_tells_which(text: str, spot: Spot) -> None:
    found = place_in(text, SMALL)
    assert (found.district, found.street) == (spot.district, spot.street)


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("不是海淀，是朝阳", "朝阳区"),
        ("我说的不是海淀是朝阳", "朝阳区"),
        ("不在东城，在西城", "西城区"),
        ("海淀，不对，石景山的", "石景山区"),
        ("是不是归海淀管", "海淀区"),
    ],
)
def test_a_district_that_is_denied_or_taken_back_does_not_count(text: str, district: str) -> None:
    assert place_in(text, SMALL).districts == (district,)


def test_what_is_denied_alone_leaves_nothing() -> None:
    assert place_in("不在朝阳", SMALL) == Where()


@pytest.mark.parametrize("text", ["山东城里来的亲戚", "超阳台灯坏了", "三间平房塌了一间"])
def test_a_name_within_another_word_or_that_is_a_word_is_no_place(text: str) -> None:
    assert place_in(text, SMALL) == Where()


@pytest.mark.parametrize("text", ["平房那边停水了", "我住平房", "朝阳平房地区", "平房"])
def test_a_word_is_a_place_with_what_only_places_have_around_it(text: str) -> None:
    assert place_in(text, SMALL).districts == ("朝阳区",)


@pytest.mark.parametrize("text", ["我在燕郊住", "燕郊", "燕郊那边的房子烂尾了"])
def test_a_place_beyond_the_city_is_told_as_such(text: str) -> None:
    assert place_in(text, SMALL) == Where(outside=("燕郊",))


@pytest.mark.parametrize("text", ["我是燕郊人", "燕郊户口能上学吗", "从燕郊搬回来的"])
def test_where_somebody_comes_from_is_not_where_the_matter_is(text: str) -> None:
    assert place_in(text, SMALL) == Where()


def test_an_ambiguous_name_offers_its_districts() -> None:
    assert place_in("八里庄", SMALL).choices == ("朝阳区", "海淀区")


def test_two_streets_of_one_district_offer_the_streets() -> None:
    found = place_in("朝阳，望京还是八里庄我也说不准", SMALL)
    assert found.district == "朝阳区" and found.street is None
    assert found.choices == ("望京街道", "八里庄街道")


def test_nothing_is_to_be_asked_about_one_place() -> None:
    assert place_in("海淀", SMALL).choices == ()


def test_a_likeness_of_sound_in_a_long_sentence_is_chance() -> None:
    assert place_in("他们村里中官村主任把我家那几亩地给别人种了也没商量", SMALL).districts == ()


def test_the_streets_of_a_district_are_there_for_its_question() -> None:
    assert SMALL.streets_of("海淀区") == ("中关村街道", "八里庄街道")
    assert SMALL.streets_of("南城区") == ()

"""What goes with a caller into the dialplan."""

from __future__ import annotations

from dataclasses import replace

from ivr.adapters.asterisk.escort import escort_of
from ivr.domain.directory import Matter, PlaceNeed
from ivr.domain.outcomes import Referral
from tests.fakes.directory import SMALL

SMOKE = Matter("M08", "油烟", "D09", PlaceNeed.DISTRICT, ("D07",), "M01")
DIRECTORY = replace(SMALL, matters={("M08", "油烟"): SMOKE})


def helper_of(referral: Referral) -> str:
    return escort_of(referral, DIRECTORY)["HOTLINE_HELPER"]


def test_the_matters_helper_is_found_where_it_is_filed_and_where_it_is_answered() -> None:
    assert helper_of(Referral("M08", "dept-M08", "油烟")) == "dept-M01"
    assert (
        helper_of(Referral("D09", "dept-D09", "油烟")) == helper_of(Referral("D07", "dept-D07", "油烟")) == "dept-M01"
    )


def test_nobody_helps_without_a_matter_or_where_the_caller_has_been() -> None:
    assert helper_of(Referral("D09", "dept-D09")) == helper_of(Referral("M37", "dept-M37", "油烟")) == ""
    assert helper_of(Referral("M08", "dept-M01", "油烟")) == ""


def test_a_department_that_the_directory_lost_is_no_trouble() -> None:
    assert escort_of(Referral("X1", "dept-X1", words="喂"), DIRECTORY)["HOTLINE_SHOWN"] == "喂"


def test_every_variable_is_always_there_so_that_none_is_left_of_an_earlier_matter() -> None:
    full = escort_of(Referral("M08", "dept-M08", "油烟", "朝阳区", "楼下，烧烤"), DIRECTORY)
    bare = escort_of(Referral("M08", "dept-M08"), DIRECTORY)
    assert full.keys() == bare.keys()
    assert (full["HOTLINE_SHOWN"], bare["HOTLINE_SHOWN"]) == ("油烟 朝阳区 楼下，烧烤", "市交管局")
    assert (bare["HOTLINE_MATTER"], bare["HOTLINE_WORDS"]) == ("", "")

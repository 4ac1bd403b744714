"""Places of the sources become names of the directory; faults in them are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from ivr.adapters.store.directory_sources import read_sources
from ivr.adapters.store.place_rows import place_rows, read_places, street_rows
from ivr.domain.place_index import Places, Spot, Trust
from ivr.errors import DirectoryInvalid
from tests.store.sources import write_sources


def _places(folder: Path, **changed: str) -> Places:
    sources = read_sources(write_sources(folder, **changed))
    db: Any = sqlite_utils.Database(memory=True)
    db["places"].insert_all(place_rows(sources))
    db["streets"].insert_all(street_rows(sources))
    return read_places(db)


def test_a_landmark_has_its_street_in_each_of_its_districts(tmp_path: Path) -> None:
    landmarks = "landmark,district,street\n老桥,东城区;西城区,八里庄街道;\n"
    assert _places(tmp_path, landmarks=landmarks).names["老桥"] == (Spot("东城区", "八里庄街道"), Spot("西城区"))


def test_a_landmark_wins_over_a_community_of_its_name(tmp_path: Path) -> None:
    places = _places(tmp_path, landmarks="landmark,district,street\n银闸,西城区,\n")
    assert places.names["银闸"] == (Spot("西城区"),)
    assert places.names["银闸社区"] == (Spot("东城区", "八里庄街道"),)


def test_a_word_that_is_a_place_is_trusted_less(tmp_path: Path) -> None:
    places = _places(tmp_path, place_words="word,ordinary\n鼓楼,yes\n老城,\n过街天桥,yes\n")
    assert places.by_name["鼓楼"].trust is Trust.NONE and places.by_name["老城"].trust is Trust.SOME
    assert places.by_name["过街天桥"].spots == ()


@pytest.mark.parametrize(
    ("table", "text", "fault"),
    [
        ("landmarks", "landmark,district,street\n老桥,东城区;西城区,八里庄街道\n", "one street for each district"),
        ("landmarks", "landmark,district,street\n老桥,东城区,没有街道\n", "'没有街道' is no street of 东城区"),
        ("landmarks", "landmark,district,street\n老桥,南城区,\n", "'南城区' is not in districts.csv"),
        ("place_aliases", "name,places\n老城,南城区\n", "'南城区' is not in streets.csv"),
    ],
)
def test_a_place_that_is_nowhere_is_told(tmp_path: Path, table: str, text: str, fault: str) -> None:
    with pytest.raises(DirectoryInvalid, match=fault):
        read_sources(write_sources(tmp_path, **{table: text}))

"""The frozen snapshot, and how a running bot takes a newer one."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import threading
import time as clock
from contextlib import closing
from datetime import datetime, time
from pathlib import Path

import pytest

from ivr.adapters.store.directory import LOOK_SECONDS, CurrentDirectory, open_directory
from ivr.adapters.store.directory_build import build_directory
from ivr.adapters.store.directory_service import open_staffing
from ivr.domain.answers import AskFact, Tell, answer_for
from ivr.domain.directory import PlaceNeed
from ivr.domain.hours import Hours
from ivr.domain.place_index import Spot
from ivr.domain.staffing import staffing_of
from ivr.errors import DepartmentNotFound, DirectoryInvalid, LineNotFound
from ivr.settings import ROOT
from tests.store.sources import FILES, write_sources


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build_directory(write_sources(folder / "one"), folder / "one.db")
    more = FILES["departments"] + "M67,燃气集团,燃气公司,公用,燃气\n"
    build_directory(write_sources(folder / "two", departments=more), folder / "two.db")
    return folder


@pytest.fixture
def file(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(built / "one.db", tmp_path / "directory.db"))


def _replace(file: Path, content: bytes) -> None:
    part = file.with_name("part")
    part.write_bytes(content)
    os.replace(part, file)


def test_lines_departments_and_places_are_as_the_sources_say(file: Path) -> None:
    found = open_directory(file)
    assert found.line("6612345").hours == Hours(time(8, 30), time(20, 30))
    assert found.line("12345").hours is None and found.line("12345").district is None
    heating = found.department("M16")
    assert (heating.spoken, heating.aliases, heating.queue) == ("城管委", ("市政市容委",), "dept-M16")
    assert not heating.per_district and found.department("D06").per_district
    assert found.districts == ("东城区", "西城区")


def test_a_place_in_two_districts_has_both(file: Path) -> None:
    places = open_directory(file).places
    at = (Spot("东城区", "八里庄街道"), Spot("西城区", "八里庄地区"))
    assert places.names["八里庄"] == at and places.names["鼓楼"] == (Spot("东城区"), Spot("西城区"))
    assert places.names["银闸社区"] == at[:1] and places.names["老城"] == (Spot("西城区"),)
    assert places.outside == ("燕郊",) and "燕郊" not in places.names
    assert places.streets["西城区"] == ("八里庄地区",)


def test_its_router_knows_the_phrases(file: Path) -> None:
    best = open_directory(file).router.read("我家没水了").ranked[0]
    assert best.department_id == "M65"


def test_matters_hours_rosters_and_answers_are_as_the_sources_say(file: Path) -> None:
    found = open_directory(file)
    heating = found.matters["M16", "供暖"]
    assert (heating.answered_by, heating.place, heating.also, heating.helper) == (
        "D06", PlaceNeed.DISTRICT, ("M16", "M01"), "M01",
    )  # fmt: skip
    noon, national_day = datetime(2026, 11, 26, 12, 30), datetime(2026, 10, 1, 10)
    assert (
        found.hours.is_open("M65", noon) and not found.hours.is_open("M16", noon) and found.hours.is_open("M01", noon)
    )
    assert not found.hours.is_open("M01", national_day) and not found.hours.is_open("M01", datetime(2026, 10, 10, 10))
    assert [seat.extension for seat in found.roster.on_duty("dept-M65", noon, found.hours.calendar)] == ["832", "833"]
    assert [s.extension for s in found.roster.on_duty("dept-M65", national_day, found.hours.calendar)] == ["832"]
    meter = found.answers["换表"]
    assert answer_for(meter, {}) == AskFact("对象") and found.facts["对象"].value_in("我们公司的") == "企业"
    told = answer_for(meter, {"对象": "企业"})
    assert isinstance(told, Tell) and told.case.text == "单位换水表请到营业厅。"


def test_a_watched_directory_is_taken_without_any_call(file: Path, built: Path) -> None:
    current = CurrentDirectory(file)
    current.watch()
    _replace(file, (built / "two.db").read_bytes())
    deadline = clock.monotonic() + 5
    while "M67" not in current.get().departments and clock.monotonic() < deadline:
        threading.Event().wait(0.05)
    assert "M67" in current.get().departments


def test_what_is_not_there_is_named(file: Path) -> None:
    found = open_directory(file)
    with pytest.raises(LineNotFound, match="'999'"):
        found.line("999")
    with pytest.raises(DepartmentNotFound, match="'M99'"):
        found.department("M99")


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(200)])
def test_a_broken_file_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "directory.db").write_bytes(content)
    with pytest.raises(DirectoryInvalid, match=r"\./hotline ivr directory build"):
        open_directory(tmp_path / "directory.db")


def test_a_torn_file_is_refused(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(DirectoryInvalid):
        open_directory(file)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ("DELETE FROM departments WHERE id = 'M01'", "no department M01"),
        ("DELETE FROM lines", "no line"),
        ("DELETE FROM departments WHERE id = 'D06'", "departments that it does not have: D06"),
        ("UPDATE hours SET days = '平时'", "names no days"),
        ("DROP TABLE duty", "duty"),
    ],
)
def test_a_directory_that_contradicts_itself_is_refused(file: Path, edit: str, says: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(edit)
    with pytest.raises(DirectoryInvalid, match=says):
        open_directory(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DirectoryInvalid, match="there is no directory"):
        open_directory(tmp_path / "directory.db")


def test_a_newer_directory_is_taken_by_the_next_talk(file: Path, built: Path) -> None:
    clock = Clock()
    current = CurrentDirectory(file, clock)
    old = current.get()
    _replace(file, (built / "two.db").read_bytes())
    assert current.get() is old
    clock.now += LOOK_SECONDS
    assert "M67" in current.get().departments and "M67" not in old.departments


def test_a_broken_newer_one_is_refused_and_the_old_one_stays(
    file: Path, built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    current = CurrentDirectory(file, clock)
    old = current.get()
    _replace(file, b"broken")
    clock.now += LOOK_SECONDS
    with caplog.at_level(logging.ERROR):
        assert current.get() is old
    assert "the old directory stays" in caplog.text
    _replace(file, (built / "two.db").read_bytes())
    clock.now += LOOK_SECONDS
    assert "M67" in current.get().departments


def test_a_directory_that_vanished_is_missed_by_nobody(file: Path) -> None:
    clock = Clock()
    current = CurrentDirectory(file, clock)
    file.unlink()
    clock.now += LOOK_SECONDS
    assert current.get().line("12345").number == "12345"


def test_thirty_talks_at_once_get_a_directory_while_it_changes(file: Path, built: Path) -> None:
    clock = Clock()
    current = CurrentDirectory(file, clock)
    _replace(file, (built / "two.db").read_bytes())
    clock.now += LOOK_SECONDS
    got: list[str] = []
    talks = [threading.Thread(target=lambda: got.append(current.get().version)) for _ in range(30)]
    for talk in talks:
        talk.start()
    for talk in talks:
        talk.join()
    assert len(got) == 30 and len(set(got)) == 1


def test_who_answers_where_is_read_without_the_rest_and_is_the_same() -> None:
    assert open_staffing(ROOT / "directory.db") == staffing_of(open_directory(ROOT / "directory.db"))


@pytest.mark.parametrize("content", [b"", b"no database" * 100, None])
def test_a_broken_directory_tells_nothing_of_who_answers(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "directory.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DirectoryInvalid, match="directory build"):
        open_staffing(file)

"""The directory's queues as Asterisk's file: written, compared, checked, taken back; and shifts by a moved clock."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from ivr.adapters.asterisk.console import LiveMember, LiveQueue, read_queue_show
from ivr.adapters.asterisk.queue_sync import apply, prepare
from ivr.adapters.asterisk.queues import difference, queues_text, read_queues
from ivr.adapters.store.directory_service import open_staffing
from ivr.domain.calendar import Calendar, parse_days
from ivr.domain.hours import Opening, OpeningTimes, parse_hours
from ivr.domain.queue_settings import QueueSettings, fault_in
from ivr.domain.rosters import Duty, Roster, Seat
from ivr.domain.staffing import Staffing, staffing_of
from ivr.errors import AsteriskUnusable
from ivr.settings import ROOT, Settings
from ivr.shifts import Shifts
from tests.fakes.console import FakeConsole
from tests.fakes.directory import SMALL

MORNING, NOON, EVENING = datetime(2026, 11, 26, 10), datetime(2026, 11, 26, 12), datetime(2026, 11, 26, 20)


def at_window(extension: str, opens: str, closes: str) -> Duty:
    return Duty("dept-M12", extension, Opening(parse_days("工作日"), parse_hours(opens, closes)))


SEATS = (
    Seat("operator", "801", "人工一席"),
    Seat("dept-M12", "821", "社保窗口"),
    Seat("dept-M12", "822", "劳动;--窗口\n[x]", 2),
)
DUTIES = (at_window("821", "08:30", "12:00"), at_window("822", "12:00", "18:00"))
STAFFING = staffing_of(replace(SMALL, roster=Roster(SEATS, DUTIES), hours=OpeningTimes(calendar=Calendar())))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An admin's own files, and Asterisk's folder without queues of the directory yet."""
    shutil.copytree(ROOT / "asterisk_conf", tmp_path / "asterisk_conf")
    (tmp_path / "var" / "asterisk" / "etc").mkdir(parents=True)
    return Settings(root=tmp_path, var=tmp_path / "var")


@pytest.fixture
def asterisk(settings: Settings) -> FakeConsole:
    return FakeConsole(settings.var / "asterisk" / "etc" / "queues_directory.conf")


def test_every_department_has_a_queue_and_who_is_on_duty_is_rung_first() -> None:
    made = read_queues(queues_text(STAFFING, QueueSettings(), (), MORNING))
    assert set(made) == {*STAFFING.queues, "operator"}
    assert made["dept-M12"] == ("PJSIP/821 penalty 0", "PJSIP/822 penalty 12")
    assert read_queues(queues_text(STAFFING, QueueSettings(), (), NOON))["dept-M12"] == (
        "PJSIP/821 penalty 10",
        "PJSIP/822 penalty 2",
    )


def test_a_site_may_leave_out_who_is_not_on_duty_and_reach_seats_in_its_own_way() -> None:
    settings = QueueSettings(off_duty_penalty=-1, phone="PJSIP/NUMBER@pbx", strategy="rrmemory", wrapup_seconds=20)
    text = queues_text(STAFFING, settings, (), MORNING)
    assert read_queues(text)["dept-M12"] == ("PJSIP/821@pbx penalty 0",)
    assert "strategy=rrmemory\n" in text and "wrapuptime=20\n" in text


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        (QueueSettings(strategy="loudest"), "strategy = 'loudest'"),
        (QueueSettings(phone="PJSIP/NUMBER\nmember => x"), "must hold NUMBER"),
        (QueueSettings(phone="PJSIP/801"), "must hold NUMBER"),
        (QueueSettings(ring_seconds=0), "ring_seconds must be at least 5"),
        (QueueSettings(off_duty_penalty=-2), "off_duty_penalty must be at least -1"),
        (QueueSettings(), ""),
    ],
)
def test_settings_that_asterisk_could_not_use_are_refused(settings: QueueSettings, fault: str) -> None:
    assert fault in fault_in(settings) and bool(fault) == bool(fault_in(settings))


@pytest.mark.parametrize("line", ["exec => rm", "[dept-M12](directory)", "member => PJSIP/1", "#exec /bin/sh"])
def test_a_text_that_is_no_queue_is_refused(line: str) -> None:
    text = queues_text(STAFFING, QueueSettings(), (), MORNING)
    with pytest.raises(AsteriskUnusable, match="line"):
        read_queues(f"{text}{line}\n")


def test_the_difference_names_settings_queues_and_members() -> None:
    old = queues_text(STAFFING, QueueSettings(), ("dept-M08",), MORNING)
    told = difference(old, queues_text(STAFFING, QueueSettings(retry_seconds=5), (), NOON))
    assert told == [
        "- retry=2",
        "+ retry=5",
        "+ queue dept-M08: no member",
        "- dept-M12 PJSIP/821 penalty 0",
        "- dept-M12 PJSIP/822 penalty 12",
        "+ dept-M12 PJSIP/821 penalty 10",
        "+ dept-M12 PJSIP/822 penalty 2",
    ]


def test_a_sync_is_written_and_taken_and_a_second_one_changes_nothing(
    settings: Settings, asterisk: FakeConsole
) -> None:
    assert apply(prepare(settings, STAFFING, MORNING), asterisk)
    assert asterisk.penalties("dept-M12") == {"PJSIP/821": 0, "PJSIP/822": 12}
    assert prepare(settings, STAFFING, MORNING).difference() == []
    assert asterisk.file.stat().st_mode & 0o777 == 0o600


def test_a_queue_of_the_admins_own_is_left_alone(settings: Settings) -> None:
    own = settings.root / "asterisk_conf" / "queues.conf"
    own.write_text(own.read_text(encoding="utf-8") + "[dept-M12](agents)\n", encoding="utf-8")
    assert "dept-M12" not in read_queues(prepare(settings, STAFFING, MORNING).new)


def test_a_directory_without_operators_changes_nothing(settings: Settings) -> None:
    nobody = replace(STAFFING, roster=Roster(SEATS[1:], DUTIES))
    with pytest.raises(AsteriskUnusable, match="the operators have no seat"):
        prepare(settings, nobody, MORNING)


def test_queues_that_asterisk_does_not_take_are_taken_back(settings: Settings, asterisk: FakeConsole) -> None:
    apply(prepare(settings, STAFFING, MORNING), asterisk)
    before = asterisk.file.read_text(encoding="utf-8")
    asterisk.is_deaf = True
    with pytest.raises(AsteriskUnusable, match="the old ones are in use"):
        apply(prepare(settings, STAFFING, NOON), asterisk)
    assert asterisk.file.read_text(encoding="utf-8") == before


def test_while_asterisk_is_down_the_file_waits_for_it(settings: Settings, asterisk: FakeConsole) -> None:
    asterisk.is_up = False
    assert not apply(prepare(settings, STAFFING, MORNING), asterisk)
    assert read_queues(asterisk.file.read_text(encoding="utf-8"))


@dataclass
class Clock:
    """A clock that is moved."""

    at: datetime = MORNING

    def now(self) -> datetime:
        return self.at


def shifts(settings: Settings, asterisk: FakeConsole, clock: Clock, staffing: Staffing = STAFFING) -> Shifts:
    return Shifts(settings, lambda: staffing, asterisk, clock.now, lambda seconds: True)


def test_shifts_change_by_themselves_also_after_a_restart(settings: Settings, asterisk: FakeConsole) -> None:
    clock = Clock()
    worker = shifts(settings, asterisk, clock)
    assert worker.step() and not worker.step()
    clock.at = NOON
    assert worker.step()
    assert asterisk.penalties("dept-M12") == {"PJSIP/821": 10, "PJSIP/822": 2}
    clock.at = EVENING
    assert shifts(settings, asterisk, clock).step()  # another process: the first one died
    assert asterisk.penalties("dept-M12") == {"PJSIP/821": 10, "PJSIP/822": 12}
    assert asterisk.commands.count("queue reload all") == 3


def test_a_file_that_asterisk_has_not_read_is_read_by_the_next_look(settings: Settings, asterisk: FakeConsole) -> None:
    clock = Clock()
    worker = shifts(settings, asterisk, clock)
    worker.step()
    clock.at = NOON
    asterisk.file.write_text(prepare(settings, STAFFING, NOON).new, encoding="utf-8")  # as ./hotline up does
    assert worker.step() and not worker.step()
    assert asterisk.penalties("dept-M12") == {"PJSIP/821": 10, "PJSIP/822": 2}


def test_trouble_leaves_the_queues_is_told_once_and_tried_again(
    settings: Settings, asterisk: FakeConsole, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    nobody = replace(STAFFING, roster=Roster())
    worker = shifts(settings, asterisk, clock, nobody)
    with caplog.at_level(logging.INFO):
        assert not worker.step() and not worker.step()
    assert caplog.text.count("the operators have no seat") == 1 and asterisk.commands == []
    broken = partial(open_staffing, settings.root / "no directory.db")
    assert not Shifts(settings, broken, asterisk, clock.now, lambda seconds: True).step() and asterisk.commands == []
    asterisk.is_up = False
    assert not shifts(settings, asterisk, clock).step()
    asterisk.is_up = True
    assert shifts(settings, asterisk, clock).step()


SHOWN = """dept-M01 has 0 calls (max unlimited) in 'ringall' strategy (0s holdtime, 0s talktime), W:0, C:0, A:0, SL:0.0%
   No Members
   No Callers

dept-M07 has 1 calls (max unlimited) in 'ringall' strategy (3s holdtime, 9s talktime), W:0, C:2, A:1, SL:50.0%
   Members: 
      811 (PJSIP/811) (ringinuse disabled) (In use) has taken 2 calls (last was 9 secs ago)
      812 (PJSIP/812) with penalty 10 (ringinuse disabled) (paused:lunch was 4 secs ago) (Unavailable) has taken no
      PJSIP/813 (ringinuse enabled) (dynamic) (Not in use) has taken no calls yet
   Callers: 
      1. PJSIP/900-00000001 (wait: 0:03, prio: 0)

"""  # noqa: W291  as Asterisk prints it


def test_what_asterisk_shows_of_its_queues_is_read() -> None:
    busy = LiveMember("811", "PJSIP/811", 0, "In use", False)
    away = LiveMember("812", "PJSIP/812", 10, "Unavailable", True)
    added = LiveMember("PJSIP/813", "PJSIP/813", 0, "Not in use", False, is_added=True)
    assert read_queue_show(SHOWN) == {
        "dept-M01": LiveQueue("dept-M01", 0, ()),
        "dept-M07": LiveQueue("dept-M07", 1, (busy, away, added)),
    }
    assert (busy.is_there, away.is_there) == (True, False)

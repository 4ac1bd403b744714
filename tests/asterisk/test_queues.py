"""Queues in a real Asterisk with real phones: members that come and go, while callers talk and wait."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from demo.leg import ANSWERED, ENDED
from demo.phone import Manners, Phone
from ivr.adapters.asterisk.config import asterisk_prefix
from ivr.adapters.asterisk.console import AsteriskConsole
from ivr.adapters.asterisk.queue_sync import apply, prepare
from ivr.adapters.store.directory_service import open_staffing
from ivr.domain.rosters import Roster, Seat
from ivr.domain.staffing import Staffing
from ivr.settings import ROOT
from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.scripted_bot import ScriptedBot

PATIENCE_SECONDS = 10.0


@pytest.fixture(scope="module")
def staffing(asterisk: RunningAsterisk) -> Staffing:
    return open_staffing(asterisk.settings.directory_db)


@pytest.fixture
def console(asterisk: RunningAsterisk, staffing: Staffing) -> Iterator[AsteriskConsole]:
    """The queues are as they were afterwards."""
    made = AsteriskConsole(asterisk.settings)
    yield made
    apply(prepare(asterisk.settings, staffing, datetime.now()), made)


def with_seats(staffing: Staffing, *seats: Seat) -> Staffing:
    """The same staffing with these seats besides the operators', always on duty."""
    operators = [seat for seat in staffing.roster.seats if seat.queue == "operator"]
    return replace(staffing, roster=Roster((*operators, *seats)))


def synced(asterisk: RunningAsterisk, staffing: Staffing) -> bool:
    return apply(prepare(asterisk.settings, staffing, datetime.now()), AsteriskConsole(asterisk.settings))


def test_a_running_asterisk_has_what_the_staffing_says(asterisk: RunningAsterisk, console: AsteriskConsole) -> None:
    live = console.queues()
    assert len(live) == 103  # with the admin's own queue `foreign`
    assert sorted(member.phone for member in live["operator"].members) == ["PJSIP/801", "PJSIP/802"]
    assert not live["dept-M01"].members and live["dept-M07"].members[0].name == "811"


def test_new_members_are_rung_and_a_call_that_is_up_goes_on(
    asterisk: RunningAsterisk,
    console: AsteriskConsole,
    staffing: Staffing,
    caller: Phone,
    agent: Phone,
    socket_path: Path,
) -> None:
    endings = [{"HOTLINE_QUEUE": "dept-M07", "HOTLINE_NEXT": "queue"}, {"HOTLINE_NEXT": "hangup"}]
    with ScriptedBot(socket_path, endings):
        leg = caller.call("12345")
        agent.next_call(PATIENCE_SECONDS).wait(ANSWERED, PATIENCE_SECONDS)
        assert synced(asterisk, with_seats(staffing, Seat("dept-M01", "812", "新来的", 3)))
        live = console.queues()
        assert not live["dept-M07"].members
        assert [(member.phone, member.penalty) for member in live["dept-M01"].members] == [("PJSIP/812", 3)]
        assert synced(asterisk, staffing)
        assert console.queues()["dept-M07"].members[0].state == "In use"
        assert leg.state == agent.incoming[0].state == ANSWERED
        agent.hang_up(agent.incoming[0])
        leg.wait(ENDED, PATIENCE_SECONDS)


def test_a_caller_who_waits_is_put_through_to_a_member_who_comes(
    asterisk: RunningAsterisk, console: AsteriskConsole, staffing: Staffing, caller: Phone, socket_path: Path
) -> None:
    with (
        asterisk.phone("811") as slow,
        asterisk.phone("812") as new,
        ScriptedBot(socket_path, [{"HOTLINE_NEXT": "operator"}]),
        asterisk.phone("801") as operator,
    ):
        for phone in (slow, new, operator):
            phone.register()
        new.manners = Manners(answer_after=0.1)
        caller.call("12345")
        operator.next_call(PATIENCE_SECONDS)
        assert console.queues()["operator"].waiting == 1
        seat = Seat("operator", "812", "新来的", 0)
        assert synced(asterisk, replace(staffing, roster=Roster((*staffing.roster.seats, seat))))
        operator.hang_up(operator.incoming[0])  # busy: the queue rings again, and now the new one
        new.next_call(PATIENCE_SECONDS).wait(ANSWERED, PATIENCE_SECONDS)


def test_the_queues_now_and_today_are_told(
    asterisk: RunningAsterisk, caller: Phone, agent: Phone, operator: Phone, socket_path: Path
) -> None:
    before = rows(asterisk)
    endings = [{"HOTLINE_QUEUE": "dept-M07", "HOTLINE_NEXT": "queue"}, {"HOTLINE_NEXT": "hangup"}]
    with ScriptedBot(socket_path, endings):
        leg = caller.call("12345")
        ringing = agent.next_call(PATIENCE_SECONDS)
        ringing.wait(ANSWERED, PATIENCE_SECONDS)
        agent.hang_up(ringing)
        leg.wait(ENDED, PATIENCE_SECONDS)
    with ScriptedBot(socket_path, [{"HOTLINE_NEXT": "operator"}]):
        leg = caller.call("12345")
        ringing = operator.next_call(PATIENCE_SECONDS)
        assert rows(asterisk)["operator"]["waiting"] == 1
        caller.hang_up(leg)
        ringing.wait(ENDED, PATIENCE_SECONDS)
    after = rows(asterisk)
    gained = {key: after["dept-M07"][key] - before["dept-M07"][key] for key in ("came", "answered", "in_time")}
    assert gained == {"came": 1, "answered": 1, "in_time": 1}
    assert after["operator"]["abandoned"] - before["operator"]["abandoned"] == 1
    assert after["operator"]["waiting"] == 0 and after["operator"]["on_duty"] == ["801", "802"]
    assert [m["name"] for m in after["operator"]["members"] if m["there"]] == ["801"]
    assert after["dept-M01"]["in_time_share"] is None


def test_sync_shows_asks_and_changes_nothing_where_nothing_is_to_change(
    asterisk: RunningAsterisk, console: AsteriskConsole, staffing: Staffing
) -> None:
    assert "nothing to change" in ivr(asterisk, "asterisk", "sync").stdout
    assert synced(asterisk, with_seats(staffing, Seat("dept-M01", "812", "新来的")))
    shown = ivr(asterisk, "asterisk", "sync", "--dry-run")
    assert "- dept-M01 PJSIP/812 penalty 0\n" in shown.stdout and shown.returncode == 0
    refused = ivr(asterisk, "asterisk", "sync")
    assert "give --yes where nobody can be asked" in refused.stderr and refused.returncode == 1
    assert len(console.queues()["dept-M01"].members) == 1
    assert "changes are in use" in ivr(asterisk, "asterisk", "sync", "--yes").stdout
    assert not console.queues()["dept-M01"].members


def test_a_member_that_somebody_added_by_hand_stays(
    asterisk: RunningAsterisk, console: AsteriskConsole, staffing: Staffing
) -> None:
    console.command("queue add member PJSIP/812 to dept-M01")
    assert synced(asterisk, with_seats(staffing, Seat("dept-M02", "812", "新来的")))
    assert [member.is_added for member in console.queues()["dept-M01"].members] == [True]
    console.command("queue remove member PJSIP/812 from dept-M01")


def ivr(asterisk: RunningAsterisk, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of `./hotline ivr` for this Asterisk, where nobody can be asked."""
    prefix = str(asterisk_prefix(asterisk.settings))
    environment = os.environ | {"HOTLINE_VAR": str(asterisk.settings.var), "HOTLINE_ASTERISK_PREFIX": prefix}
    environment |= {"HOTLINE_QUEUE_ANNOUNCE_SECONDS": "15"}
    command = [sys.executable, "-m", "ivr", *words]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def rows(asterisk: RunningAsterisk) -> dict[str, dict[str, Any]]:
    """What `ivr queues --json` prints, by queue."""
    return {row["queue"]: row for row in json.loads(ivr(asterisk, "queues", "--json").stdout)}

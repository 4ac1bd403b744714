"""Overdue callbacks are told to people, once for each step: by mail to a real server, and by a command."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ivr.adapters.notify.command import Command
from ivr.adapters.notify.mail import Mail
from ivr.adapters.store.callback_claims import Claims
from ivr.adapters.store.callbacks import Callbacks
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.notices import LEASE, Notices
from ivr.dialling import Dialling
from ivr.domain.attempts import Rules
from ivr.domain.hours import OpeningTimes
from ivr.domain.notices import Notice
from ivr.domain.notify_settings import NotifySettings, fault_in
from ivr.errors import NoticeFailed
from ivr.notifying import Notifying, Way
from tests.fakes.mail_server import MailServer
from tests.fakes.telephone import FakeTelephone
from tests.store.wishes import AT, HEATING, wish

CITY = "desk@city.example"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as made:
        yield made


class Office:
    """A ledger with one promise, a dialler that escalates it, a notifier that tells, and a clock."""

    def __init__(self, ledger: SqlLedger, ways: dict[str, Way]) -> None:
        self.time, self.ledger, self.callbacks, self.ways = AT, ledger, Callbacks(ledger), ways
        words = replace(HEATING, words="没暖气\r\nBcc: x@y 打13900139000", matter="供暖\nX: y")
        ledger.keep_callback(replace(wish(), referral=words))
        claims = Claims(ledger, "one", timedelta(minutes=3))
        self.dialling = Dialling(claims, FakeTelephone({}), Rules(), OpeningTimes, lambda: self.time)

    def notifier(self) -> Notifying:
        url = "https://hotline.example"
        return Notifying(Notices(self.ledger, self.ways), self.ways, lambda _: "热力集团", lambda: self.time, url)

    def passes(self, hours: float) -> int:
        """The clock goes on, both work; how many notices went out."""
        self.time += timedelta(hours=hours)
        self.dialling.step()
        return self.notifier().step()

    def history(self) -> list[str]:
        return [row["why"] for row in self.callbacks.show(1)["history"] if row["move"] == "notify"]


def mail(port: int, tmp_path: Path) -> Mail:
    leads = tmp_path / "leads.csv"
    leads.write_text("department,address\nM16,lead@heat.example\n", encoding="utf-8-sig")
    settings = NotifySettings("127.0.0.1", port, sender="hotline@city.example", city_desk=CITY)
    return Mail(settings, leads)


def test_the_lead_then_the_city_desk_get_one_mail_each(ledger: SqlLedger, server: MailServer, tmp_path: Path) -> None:
    office = Office(ledger, {"mail": mail(server.port, tmp_path)})
    assert [office.passes(hours) for hours in (1, 60, 1, 1, 24, 24, 24)] == [0, 1, 0, 0, 1, 0, 0]
    assert [to for to, _ in server.taken] == [["lead@heat.example"], [CITY]]
    _, message = server.taken[0]
    text = message.get_content()
    assert message["Subject"] == "回电 1 号逾期：供暖 X: y 朝阳区" and message["Bcc"] is None and message["X"] is None
    assert "热力集团（M16）" in text and "https://hotline.example/callbacks/1" in text and "报部门负责人" in text
    assert "13900139000" not in text and "13800138000" not in text
    assert office.history() == ["mail: lead@heat.example", f"mail: {CITY}"]


def test_what_the_server_refused_is_sent_later_with_the_same_id(
    ledger: SqlLedger, server: MailServer, tmp_path: Path
) -> None:
    office = Office(ledger, {"mail": mail(server.port, tmp_path)})
    server.refuses = "451 try later"
    tries = [office.passes(hours) for hours in (60, 0, 0.01, 0.02, 0.04)]
    assert tries == [0] * 5 and server.taken == []
    with ledger.transaction() as connection:
        row = connection.exec_driver_sql("SELECT tries, error FROM callback_notices").one()
    assert row[0] == 3 and "451" in row[1]
    server.refuses = ""
    assert [office.passes(1), office.passes(1)] == [1, 0]
    assert len(server.taken) == 1


def test_a_server_that_is_away_is_tried_for_two_days_and_holds_nobody_up(ledger: SqlLedger, tmp_path: Path) -> None:
    office = Office(ledger, {"mail": mail(1, tmp_path)})
    office.passes(60)
    assert office.callbacks.show(1)["escalated"] == 1
    office.passes(24)
    assert office.callbacks.show(1)["escalated"] == 2 and office.history() == []
    office.time += timedelta(hours=49)
    assert office.notifier().notices.next(office.time) is None


def test_a_department_without_a_lead_is_told_of_to_the_city_desk(
    ledger: SqlLedger, server: MailServer, tmp_path: Path
) -> None:
    sender = mail(server.port, tmp_path)
    (tmp_path / "leads.csv").unlink()
    assert Office(ledger, {"mail": sender}).passes(60) == 1
    assert server.taken[0][0] == [CITY]


def test_many_notifiers_at_once_send_each_notice_once(
    ledger: SqlLedger, server: MailServer, tmp_path: Path, url: str
) -> None:
    office = Office(ledger, {"mail": mail(server.port, tmp_path)})
    for call in range(11):
        ledger.keep_callback(wish(f"more-{call}", f"1370013{call:04}"))
    office.time += timedelta(hours=60)
    office.dialling.step()

    def work() -> None:
        notices = Notices(SqlLedger(url), ("mail",))
        Notifying(notices, office.ways, str, lambda: office.time).step()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len({message["Message-ID"] for _, message in server.taken}) == len(server.taken) == 12


def test_a_notifier_that_died_while_it_sent_is_followed_by_another(
    ledger: SqlLedger, server: MailServer, tmp_path: Path
) -> None:
    office = Office(ledger, {"mail": mail(server.port, tmp_path)})
    office.time += timedelta(hours=60)
    office.dialling.step()
    assert office.notifier().notices.next(office.time) is not None  # and no more is heard of it
    assert office.passes(0) == 0
    assert office.passes((LEASE + timedelta(seconds=1)) / timedelta(hours=1)) == 1


def test_a_command_gets_the_notice_and_only_what_failed_is_tried_again(
    ledger: SqlLedger, server: MailServer, tmp_path: Path
) -> None:
    script, got = tmp_path / "page lead.sh", tmp_path / "got"
    script.write_text(f'#!/bin/sh\ncat >>"{got}"\n[ -e "{tmp_path}/well" ] || {{ echo "pager is off" >&2; exit 3; }}\n')
    script.chmod(0o755)
    office = Office(ledger, {"mail": mail(server.port, tmp_path), "command": Command(f"'{script}' --now")})
    assert office.passes(60) == 0
    (tmp_path / "well").touch()
    assert office.passes(1) == 1
    assert len(server.taken) == 1
    told = [json.loads(line) for line in got.read_text(encoding="utf-8").splitlines()]
    assert [(one["id"], one["callback"], one["department"], one["step"]) for one in told] == [(1, 1, "M16", 1)] * 2
    assert office.history() == ["mail: lead@heat.example", f"command: {script}"]


def test_a_command_that_fails_says_why_and_one_that_hangs_is_ended(tmp_path: Path, ledger: SqlLedger) -> None:
    office = Office(ledger, {})
    office.ways = {"command": Command("/bin/sh -c 'sleep 60'", timeout=0.3)}
    assert office.passes(60) == 0
    for words, told in (("/nowhere/at-all", "cannot be run"), ("/bin/sh -c 'echo off >&2; exit 3'", "3: off")):
        office.ways = {"command": Command(words)}
        office.passes(1)
        with ledger.transaction() as connection:
            assert told in connection.exec_driver_sql("SELECT error FROM callback_notices").one()[0]


def test_a_list_of_leads_that_is_none_is_told(tmp_path: Path) -> None:
    sender = mail(1, tmp_path)
    (tmp_path / "leads.csv").write_text("who,where\nM16,x@y\n")
    with pytest.raises(NoticeFailed, match="columns department and address"):
        sender.address_of(Notice(1, 1, "M16", 1, AT, "", ""))


@pytest.mark.parametrize(
    "settings",
    [
        NotifySettings(smtp_security="ssl"),
        NotifySettings("mail.example"),
        NotifySettings(smtp_port=0),
        NotifySettings(command="page 'lead"),
    ],
)
def test_settings_that_cannot_be_used_are_told(settings: NotifySettings) -> None:
    assert fault_in(settings) and fault_in(NotifySettings()) is None

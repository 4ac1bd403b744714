"""`ivr callbacks` as department staff type it, on a machine of their own."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from ivr.adapters.store.ledger import SqlLedger
from ivr.cli import app
from ivr.errors import HotlineError
from tests.store.wishes import HEATING, wish

FORMULA = '=HYPERLINK("http://192.0.2.1","x")'


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def ivr(var: Path, *words: object) -> Done:
    """The command in this process: a process for each would take long."""
    environment = {"HOTLINE_VAR": str(var), "COLUMNS": "240"}
    done = CliRunner().invoke(app, ["callbacks", *map(str, words)], env=environment)
    if isinstance(done.exception, HotlineError):
        return Done(1, done.stdout, f"hotline: {done.exception}\n")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A ledger with two promises, the second one by somebody who speaks in formulas and numbers."""
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.keep_callback(wish())
    words = replace(HEATING, words=FORMULA + "打13900139000", department_id="M17", matter="停水")
    ledger.keep_callback(replace(wish("c2", "13900139000"), referral=words, window=None, made_at=datetime.now()))
    return tmp_path


def test_a_day_of_the_departments_staff(var: Path) -> None:
    assert "is yours" in ivr(var, "take", 1, "--by", "li").stdout
    refused = ivr(var, "close", 1)
    assert refused.returncode == 1
    assert refused.stderr == (
        "hotline: a callback that is taken cannot close; "
        "it can: join, take, reschedule, escalate, reply, rate, reopen\n"
    )
    assert ivr(var, "close", 1, "--reply", "今晚恢复", "--by", "li").returncode == 0
    assert "a person decides" in ivr(var, "rate", 1, 2, "--not-solved", "--why", "还是冷").stdout
    shown = json.loads(ivr(var, "show", 1, "--json").stdout)
    assert (shown["state"], shown["reply"], shown["satisfaction"]) == ("undecided", "今晚恢复", 2)
    assert [row["move"] for row in shown["history"]] == ["keep", "take", "reply", "close", "rate", "reopen"]
    assert "还是冷" in ivr(var, "show", 1).stdout


def test_without_a_command_all_are_listed_and_numbers_are_masked(var: Path) -> None:
    listed = ivr(var).stdout
    assert "138…00" in listed and "M17" in listed and "13800138000" not in listed
    assert "13800138000" in ivr(var, "--full").stdout and "13800138000" in ivr(var, "list", "--numbers").stdout


def test_lists_are_filtered_and_given_as_json(var: Path) -> None:
    def ids(*words: str) -> list[int]:
        return [row["id"] for row in json.loads(ivr(var, "list", "--json", *words).stdout)]

    assert ids() == [1, 2]
    assert ids("--overdue") == [1]
    assert ids("--department", "M17") == ids("--number", "13900139000") == [2]
    assert ids("--state", "closed") == []


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json"])
def test_an_export_holds_no_formula_no_number_and_is_private(var: Path, suffix: str) -> None:
    file = var / f"out{suffix}"
    file.touch(mode=0o644)
    assert "2 callbacks are in" in ivr(var, "export", file).stdout
    assert file.stat().st_mode & 0o077 == 0
    if suffix == ".json":
        rows = json.loads(file.read_text(encoding="utf-8"))
        assert rows[1]["words"].startswith(FORMULA)
    elif suffix == ".csv":
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
        assert rows[1]["words"].startswith("'=")
    else:
        head, *cells = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
        rows = [dict(zip(map(str, head), map(str, row), strict=True)) for row in cells]
        assert rows[1]["words"].startswith("'=")
    assert rows[0]["number"] == "138…00" and "13900139000" not in str(rows)


def test_an_export_of_another_kind_is_refused(var: Path) -> None:
    assert "must end with one of .csv, .xlsx, .json" in ivr(var, "export", var / "out.pdf").stderr


def test_a_person_adds_a_callback_and_agrees_on_another_time(var: Path) -> None:
    begin = next_monday().replace(hour=10)
    added = ivr(var, "add", "88123456", "--department", "M16", "--words", "没水", "--from", f"{begin:%Y-%m-%d %H:%M}")
    assert added.stdout == "callback 3 is kept\n", added.stderr
    later = begin + timedelta(hours=4)
    assert ivr(var, "reschedule", 3, "--from", f"{later:%Y-%m-%d %H:%M}", "--why", "caller asked").returncode == 0
    shown = json.loads(ivr(var, "show", 3, "--full", "--json").stdout)
    assert (shown["number"], shown["window_start"]) == ("01088123456", f"{later:%Y-%m-%d %H:%M:%S}")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "12a45", "--department", "M16"), "12a45 is no telephone number"),
        (("add", "+8413800138000", "--department", "M16"), "is no telephone number"),
        (("add", "13800138000", "--department", "M99x"), "no department 'M99x'"),
        (("reschedule", "1", "--from", "2020-03-02 10:00"), "that is over"),
        (("reschedule", "1", "--from", "2030-03-02 23:00"), "outside its hours"),
        (("add", "13800138000", "--department", "M16", "--matter", "没有的事"), "M16 has no matter '没有的事'"),
        (("add", "13800138000", "--department", "M16", "--district", "火星区"), "no district '火星区'"),
        (("add", "13800138000", "--department", "M16", "--line", "999"), "no line '999'"),
        (("reschedule", "9"), "there is no callback 9"),
        (("show", "99999999999999999999"), "there is no callback 99999999999999999999"),
        (("take", "3000000000"), "there is no callback 3000000000"),
        (("reply", "1", " "), "needs the reply in words"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(var: Path, words: tuple[str, ...], told: str) -> None:
    done = ivr(var, *words)
    assert done.returncode == 1 and told in done.stderr and done.stderr.count("\n") == 1


def next_monday() -> datetime:
    """At least three days ahead."""
    day = datetime.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    return day + timedelta(days=-day.weekday() % 7)

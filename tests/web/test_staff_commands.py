"""`ivr staff` as an admin types it: accounts, and a page whose port is taken."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.adapters.store.staff_accounts import StaffAccounts
from ivr.cli.staff import group
from ivr.domain.staff_settings import StaffSettings, fault_in
from ivr.errors import DepartmentNotFound, StaffPageUnusable
from ivr.web.app import serve
from tests.web.conftest import Page


def ivr(var: Path, *words: str) -> str:
    done = CliRunner().invoke(group, words, env={"HOTLINE_VAR": str(var)})
    if done.exception is not None:
        raise done.exception
    return done.stdout


def test_an_account_is_made_shown_given_another_password_and_removed(tmp_path: Path) -> None:
    told = ivr(tmp_path, "add", "li", "--department", "M16", "--department", "M17")
    accounts = StaffAccounts(tmp_path / "staff")
    assert accounts.check("li", told.split()[-1])
    ivr(tmp_path, "add", "desk", "--all")
    assert ivr(tmp_path, "list") == "desk all departments\nli M16 M17\n"
    other = ivr(tmp_path, "password", "li").split()[-1]
    assert not accounts.check("li", told.split()[-1]) and accounts.check("li", other)
    ivr(tmp_path, "remove", "li")
    assert ivr(tmp_path, "list") == "desk all departments\n"


def test_a_department_that_does_not_exist_gets_no_account(tmp_path: Path) -> None:
    with pytest.raises(DepartmentNotFound, match="M99x"):
        ivr(tmp_path, "add", "li", "--department", "M99x")
    assert ivr(tmp_path, "list") == ""


def test_a_port_that_is_taken_is_named_with_the_setting_to_change(page: Page) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = StaffSettings(port=port)
        with pytest.raises(StaffPageUnusable, match=rf"127.0.0.1 port {port}.*\[staff\]"):
            serve(replace(page.parts, settings=settings))


@pytest.mark.parametrize("settings", [StaffSettings(port=80), StaffSettings(session_hours=0)])
def test_settings_that_cannot_be_used_are_told(settings: StaffSettings) -> None:
    assert fault_in(settings) and fault_in(StaffSettings()) is None

"""A staff page with a ledger, accounts and a clock of its own, and browsers without a screen that ask it."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ivr.adapters.asterisk.live_calls import LiveCall
from ivr.adapters.store.callbacks import Callbacks
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.staff_accounts import ALL, StaffAccounts
from ivr.callback_work import CallbackWork
from ivr.domain.callback_settings import CallbackSettings
from ivr.domain.directory import Department
from ivr.domain.outcomes import ToQueue
from ivr.domain.staff_settings import StaffSettings
from ivr.web.app import make_app
from ivr.web.parts import Parts
from tests.fakes.board import FakeBoard
from tests.fakes.directory import SMALL
from tests.store.conftest import postgresql, url  # noqa: F401
from tests.store.wishes import AT, HEATING, wish

EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>\'"&打13900139000'
PASSWORD = "heating-is-on"
FORM = re.compile(r'name="form" value="([^"]+)"')
SEEN = re.compile(r'name="seen" value="(\d+)"')
QUEUE = "dept-M16"


@dataclass
class Staff:
    """One person's browser. text: of the page it shows."""

    client: FlaskClient
    text: str = ""

    def get(self, path: str) -> TestResponse:
        return self._shows(self.client.get(path))

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Fill in a form of the page that is shown, and follow where it leads."""
        hidden = {"form": FORM.search(self.text)[1]}  # type: ignore[index]
        if found := SEEN.search(self.text):
            hidden["seen"] = found[1]
        return self._shows(self.client.post(path, data=hidden | fields, follow_redirects=True))

    def _shows(self, response: TestResponse) -> TestResponse:
        self.text = unescape(response.text) if response.mimetype == "text/html" else ""
        self.html = response.text if response.mimetype == "text/html" else ""
        return response


class Page:
    """The staff page. Departments M16 and M17; li is of M16, wang of M17, desk sees all. AT is Monday 09:30."""

    def __init__(self, folder: Path, ledger_url: str) -> None:
        self.time = AT + timedelta(hours=1)
        self.ledger, self.board = SqlLedger(ledger_url), FakeBoard()
        self.callbacks, self.accounts = Callbacks(self.ledger), StaffAccounts(folder / "staff", cost=2)
        for name, departments in {"li": ("M16",), "wang": ("M17",), "desk": (ALL,)}.items():
            self.accounts.add(name, departments, PASSWORD)
        directory = SMALL
        known = {id: Department(id, name, name, f"dept-{id}") for id, name in (("M16", "热力集团"), ("M17", "水务局"))}
        directory = replace(directory, departments={**directory.departments, **known})
        self.recordings = folder / "recordings"
        self.recordings.mkdir()
        work = CallbackWork(self.callbacks, lambda: directory, CallbackSettings())
        self.parts = Parts(
            work, self.ledger, self.accounts, self.board, lambda: directory, self.recordings, StaffSettings(),
            lambda: self.time, renewed_every_ms=200,
        )  # fmt: skip
        self.app: Flask = make_app(self.parts)

    def browser(self) -> Staff:
        return Staff(self.app.test_client())

    def signed_in(self, name: str = "li") -> Staff:
        """The browser of somebody who has signed in."""
        staff = self.browser()
        staff.get("/sign-in")
        assert staff.post("/sign-in", name=name, password=PASSWORD).status_code == 200
        return staff

    def calls(self, call_id: str = "live-1", words: str = "家里没暖气", queue: str = QUEUE, place: int = 1) -> None:
        """Somebody whom the bot has understood waits in a queue."""
        self.ledger.begin_call(call_id, "12345", "13900001234", AT)
        self.ledger.close_talk(call_id, AT, "handed over", ToQueue(replace(HEATING, words=words, queue=queue)))
        self.board.calls.append(LiveCall(call_id, queue, "13900001234", place, 75, ("811",)))

    def leaves_message(self, call_id: str) -> None:
        """Half a second of sound, as the bot keeps it."""
        name = f"message-{call_id}.wav"
        sound = struct.pack("<4000h", *([0] * 4000))
        head = struct.pack("<4sI8sIHHIIHH4sI", b"RIFF", 36 + len(sound), b"WAVEfmt ", 16, 1, 1, 8000, 16000, 2, 16,
                           b"data", len(sound))  # fmt: skip
        (self.recordings / name).write_bytes(head + sound)
        self.ledger.begin_recording(call_id, name, AT)
        self.ledger.end_recording(name, 0.5)

    def moves(self, number: int = 1) -> list[tuple[str, str]]:
        return [(row["who"], row["move"]) for row in self.callbacks.show(number)["history"]]


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """With one promise for M16, and one for M17 by somebody who speaks in HTML and numbers."""
    made = Page(tmp_path, f"sqlite:///{tmp_path / 'ledger.db'}")
    fill(made)
    return made


def fill(page: Page) -> None:
    page.ledger.keep_callback(wish())
    words = replace(HEATING, words=EVIL, department_id="M17", matter=EVIL[:27], district=EVIL[:27])
    page.ledger.keep_callback(replace(wish("c2", "13900139000"), referral=words, window=None))

"""The staff page as it is served, to many browsers at once."""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing
from dataclasses import replace
from http.client import HTTPConnection
from socket import SOCK_STREAM

from ivr.benches.private_asterisk import free_port
from ivr.domain.staff_settings import StaffSettings
from ivr.web.app import server_of
from tests.web.conftest import Page

BROWSERS = 150


def test_many_browsers_keep_their_connections_and_all_are_answered(page: Page) -> None:
    port = free_port(SOCK_STREAM)
    server = server_of(replace(page.parts, settings=StaffSettings(port=port)))
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    with ExitStack() as open_ones:
        for _ in range(BROWSERS):
            browser = open_ones.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=20)))
            browser.request("GET", "/sign-in")
            assert browser.getresponse().read()
    server.close()

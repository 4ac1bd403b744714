"""The staff page in a real browser: worked on by keyboard, renewed by itself, and no word of a caller runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from waitress.server import create_server

from tests.web.conftest import EVIL, PASSWORD, Page
from tests.web.webkit import ENTER, TAB, Browser, window


@pytest.fixture
def address(page: Page) -> Iterator[str]:
    """The page as it is served to staff."""
    server = create_server(page.app, host="127.0.0.1", port=0, threads=4)
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with window() as made:
        yield made


def test_staff_sign_in_and_work_by_keyboard_and_see_who_calls_without_doing_anything(
    browser: Browser, address: str, page: Page
) -> None:
    page.leaves_message("c1")
    browser.open(f"{address}/callbacks/1")
    browser.type("input[name=name]", f"li{TAB}{PASSWORD}{ENTER}")
    browser.wait_for("回电 1 号")
    browser.wait_for("138…00")
    assert browser.run("return document.querySelector('audio').canPlayType('audio/wav')") != ""
    browser.type("form[aria-label=记录答复] textarea", f"今晚恢复{TAB}{ENTER}")
    browser.wait_for("答复已记录")
    assert page.moves()[-1] == ("li", "reply")
    browser.open(f"{address}/calls")
    browser.wait_for("现在没有来电")
    page.calls(words=EVIL)
    browser.wait_for("第1位")
    assert EVIL[:-11] in browser.text()
    assert browser.run("return document.querySelectorAll('#live script, #live img').length") == 0
    browser.run("document.getElementById('open-live-1').focus()")
    page.calls("live-2", "水管漏水", place=2)
    browser.wait_for("水管漏水")
    assert browser.run("return document.activeElement.id") == "open-live-1", "the keyboard's place is kept"
    browser.press(ENTER)
    browser.wait_for("来电 13900001234")
    browser.open(f"{address}/calls")
    page.accounts.remove("li")
    browser.wait_for("登录")

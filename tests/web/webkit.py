"""A real browser, WebKit, on a screen that nobody sees; asked by the W3C's WebDriver protocol."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

START_SECONDS = 60.0
PATIENCE_SECONDS = 60.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which the protocol names an element."""
TAB, ENTER = "\ue004", "\ue007"


class Browser:
    """One window. Elements are found by CSS selectors."""

    def __init__(self, port: int) -> None:
        self._at = f"http://127.0.0.1:{port}"
        _until(lambda: self._is_ready(), START_SECONDS)
        self._session = "/session/" + self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {}}})["sessionId"]

    def open(self, address: str) -> None:
        self._command("POST", "/url", {"url": address})

    def text(self) -> str:
        """What a person reads in the window."""
        return str(self.run("return document.body.innerText"))

    def run(self, script: str) -> Any:
        return self._command("POST", "/execute/sync", {"script": script, "args": []})

    def wait_for(self, text: str) -> None:
        """Until a person can read this."""
        _until(lambda: text in self.text(), PATIENCE_SECONDS, lambda: f"{text!r} in {self.text()!r}")

    def type(self, css: str, keys: str) -> None:
        """Type into an element."""
        found = self._command("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]
        self._command("POST", f"/element/{found}/value", {"text": keys})

    def press(self, keys: str) -> None:
        """Press keys wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._command("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def close(self) -> None:
        self._command("DELETE", "")

    def _is_ready(self) -> bool:
        try:
            return bool(self._ask("GET", "/status"))
        except OSError:
            return False

    def _command(self, method: str, path: str, body: object = None) -> Any:
        return self._ask(method, self._session + path, body)

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._at + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode()}") from error


@contextmanager
def window() -> Iterator[Browser]:
    """A browser, while it is needed. Fails, naming the package, when there is none."""
    home, programs = tempfile.mkdtemp(prefix="hotline-webkit-"), list[subprocess.Popen[bytes]]()
    try:
        told, tell = os.pipe()
        screen = [_find("Xvfb", "xvfb"), "-displayfd", str(tell), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
        programs.append(subprocess.Popen(screen, pass_fds=(tell,), stderr=subprocess.DEVNULL))
        os.close(tell)
        with os.fdopen(told) as display:
            environment = {
                "PATH": os.environ["PATH"], "DISPLAY": f":{display.readline().strip()}", "HOME": home,
                "XDG_RUNTIME_DIR": home, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1", "LIBGL_ALWAYS_SOFTWARE": "1",
                "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            }  # fmt: skip
        port = _free_port()
        driver = [_find("WebKitWebDriver", "webkit2gtk-driver"), f"--port={port}"]
        programs.append(subprocess.Popen(driver, env=environment))
        browser = Browser(port)
        try:
            yield browser
        finally:
            browser.close()
    finally:
        for program in reversed(programs):
            program.terminate()
            program.wait(PATIENCE_SECONDS)
        shutil.rmtree(home, ignore_errors=True)


def _find(program: str, package: str) -> str:
    found = shutil.which(program)
    assert found, f"{program} is missing: install the package {package}, or run ./hotline setup test"
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until(is_so: Callable[[], bool], seconds: float, told: Callable[[], str] = lambda: "the browser's start") -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"waited {seconds} s for {told()}"
        time.sleep(0.05)

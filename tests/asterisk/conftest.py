"""A real Asterisk with the repository's dialplan, on ports of its own and without a bot."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from demo.phone import Manners, Phone
from ivr.adapters.asterisk.config import asterisk_prefix, read_passwords, write_config
from ivr.domain.queue_settings import QueueSettings
from ivr.settings import ROOT, AsteriskSettings, Settings

START_SECONDS = 30.0


class RunningAsterisk:
    """Asterisk on loopback. Phones it makes are closed with it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._binary = asterisk_prefix(settings) / "sbin" / "asterisk"
        self._file = settings.var / "asterisk" / "etc" / "asterisk.conf"

    def command(self, text: str) -> str:
        """What `asterisk -rx` prints."""
        words = [str(self._binary), "-C", str(self._file), "-rx", text]
        return str(subprocess.run(words, capture_output=True, text=True, timeout=20).stdout)

    def phone(self, account: str, password: str = "") -> Phone:
        """A phone of this account; not registered."""
        a = self.settings.asterisk
        return Phone(account, password or read_passwords(self.settings)[account], (a.address, a.sip_port))

    def start(self) -> subprocess.Popen[bytes]:
        """The process, once it is fully booted."""
        write_config(self.settings)
        with (self.settings.var / "asterisk" / "log" / "console.log").open("wb") as log:
            process = subprocess.Popen([self._binary, "-C", self._file, "-f"], stdout=log, stderr=log, cwd="/")
        until = time.monotonic() + START_SECONDS
        while "fully booted" not in self.command("core waitfullybooted"):
            assert process.poll() is None and time.monotonic() < until, f"Asterisk did not start: see {log.name}"
            time.sleep(0.1)
        return process


def free_port(kind: socket.SocketKind) -> int:
    """A port of loopback nobody uses now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="package")
def asterisk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAsterisk]:
    """One Asterisk for all tests of the dialplan; departments ring for 2 s."""
    sip, manager = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_STREAM)
    own = AsteriskSettings("127.0.0.1", sip, 15000, 15199, manager)
    var = tmp_path_factory.mktemp("asterisk")
    running = RunningAsterisk(
        Settings(ROOT, var, own, queue=QueueSettings(wait_seconds=2, helper_wait_seconds=2, announce_seconds=15))
    )
    process = running.start()
    yield running
    process.terminate()
    process.wait(20)


@pytest.fixture
def caller(asterisk: RunningAsterisk) -> Iterator[Phone]:
    """The telephone of someone who calls."""
    with asterisk.phone("900") as phone:
        yield phone


@pytest.fixture
def operator(asterisk: RunningAsterisk) -> Iterator[Phone]:
    """An operator who rings but is slow to pick up."""
    with asterisk.phone("801") as phone:
        phone.register()
        yield phone


@pytest.fixture
def agent(asterisk: RunningAsterisk) -> Iterator[Phone]:
    """The agent of queue dept-M07, who picks up at once."""
    with ExitStack() as stack:
        phone = stack.enter_context(asterisk.phone("811"))
        phone.manners = Manners(answer_after=0.1)
        phone.register()
        yield phone


@pytest.fixture
def socket_path(asterisk: RunningAsterisk) -> Path:
    """Where the launcher looks for the bot."""
    return asterisk.settings.socket

"""A real Asterisk with the repository's dialplan, on ports of its own and without a bot."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from demo.phone import Manners, Phone
from ivr.adapters.asterisk.config import read_passwords
from ivr.adapters.asterisk.telephone import AsteriskTelephone
from ivr.benches.private_asterisk import PrivateAsterisk, free_port
from ivr.domain.queue_settings import QueueSettings
from ivr.settings import ROOT, AsteriskSettings, Settings
from tests.asterisk.callback_calls import telephone


class RunningAsterisk(PrivateAsterisk):
    """Asterisk on loopback. Phones it makes are closed with it."""

    def phone(self, account: str, password: str = "") -> Phone:
        """A phone of this account; not registered."""
        a = self.settings.asterisk
        return Phone(account, password or read_passwords(self.settings)[account], (a.address, a.sip_port))


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


@pytest.fixture
def callee(asterisk: RunningAsterisk) -> Iterator[Phone]:
    """The telephone of the caller who is called back."""
    with asterisk.phone("901") as phone:
        phone.manners = Manners(answer_after=0.1)
        phone.register()
        yield phone


@pytest.fixture
def agent_first(asterisk: RunningAsterisk) -> Iterator[AsteriskTelephone]:
    """Calls back with the agent first."""
    made = telephone(asterisk.settings, "agent")
    yield made
    made.close()


@pytest.fixture
def customer_first(asterisk: RunningAsterisk) -> Iterator[AsteriskTelephone]:
    """Calls back with the caller first."""
    made = telephone(asterisk.settings, "customer")
    yield made
    made.close()

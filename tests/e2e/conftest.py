"""One hotline for all end-to-end tests, and the phones that call it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.phone import Manners, Phone
from demo.scenarios import Stage
from tests.e2e.station import Station


@pytest.fixture(scope="session")
def station() -> Iterator[Station]:
    with tempfile.TemporaryDirectory(prefix="hotline-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        running = Station(Path(folder))
        try:
            running.start()
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="session")
def agents(station: Station) -> Iterator[dict[str, Phone]]:
    phones = {account: station.phone(account) for account in ("801", "802", "811", "812")}
    yield phones
    for phone in phones.values():
        phone.close()


@pytest.fixture
def stage(station: Station, agents: dict[str, Phone]) -> Stage:
    """Agents that answer when the script says so."""
    for phone in agents.values():
        phone.manners = Manners()
    return Stage(agents, station.book, station.ledger, station.var / "demo")


@pytest.fixture
def quick_operators(agents: dict[str, Phone]) -> dict[str, Phone]:
    """Operators who answer at once and are brief."""
    for account in ("801", "802"):
        agents[account].manners = Manners(answer_after=0.1, hang_up_after=0.5)
    return agents


@pytest.fixture
def caller(station: Station) -> Iterator[Phone]:
    with station.phone("900") as phone:
        yield phone

"""A bot that is absent, dies, hangs or drains: the caller gets a human within three seconds."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from demo.leg import ANSWERED, ENDED, Leg
from demo.phone import Phone
from tests.e2e.station import Station

IN_TIME_SECONDS = 3.0


@pytest.fixture(autouse=True)
def working_bot(station: Station) -> Iterator[None]:
    """However a test leaves the bot, the next one finds it working."""
    yield
    station.until(lambda: station.channels() == 0, "every channel to be gone", 15)
    if station.workers():
        station.wait_for_workers()
    else:
        station.start_bot()


def rings_at_operator(operator: Phone, known: int, since: float) -> Leg:
    """The call at the operator's phone, rung in time."""
    ringing = operator.next_call(IN_TIME_SECONDS + 5, known)
    assert ringing.invited - since <= IN_TIME_SECONDS, f"{ringing.invited - since:.2f} s"
    return ringing


def greeted(station: Station, caller: Phone) -> Leg:
    leg = caller.call("12345")
    leg.wait(ANSWERED, 5)
    leg.hearing.first_audible(leg.invited, time.time() + 5)
    return leg


def test_a_worker_killed_in_mid_call_gives_its_callers_to_the_operator(
    station: Station, caller: Phone, quick_operators: dict[str, Phone]
) -> None:
    operator = quick_operators["801"]
    known = len(operator.incoming)
    leg = greeted(station, caller)
    station.until(lambda: station.calls_of_bot() == 1, "the bot to count its call", 3)
    busy = next(worker["pid"] for worker in station.workers() if worker["calls"])
    killed = time.time()
    os.kill(busy, signal.SIGKILL)
    rings_at_operator(operator, known, killed)
    leg.wait(ENDED, 10)
    station.until(lambda: busy not in [worker["pid"] for worker in station.workers()], "a new worker")


def test_a_bot_that_hangs_gives_its_callers_to_the_operator(
    station: Station, caller: Phone, quick_operators: dict[str, Phone]
) -> None:
    operator = quick_operators["801"]
    known = len(operator.incoming)
    everyone = [worker["pid"] for worker in station.workers()]
    station.signal_bot(signal.SIGSTOP)
    for pid in everyone:
        os.kill(pid, signal.SIGSTOP)
    leg = caller.call("12345")
    rings_at_operator(operator, known, leg.invited)
    for pid in everyone:
        os.kill(pid, signal.SIGCONT)
    station.signal_bot(signal.SIGCONT)
    leg.wait(ENDED, 10)


def test_sigterm_lets_a_running_call_finish_and_sends_new_ones_to_the_operator(
    station: Station, caller: Phone, quick_operators: dict[str, Phone]
) -> None:
    operator = quick_operators["801"]
    running = greeted(station, caller)
    station.signal_bot(signal.SIGTERM)
    station.until(lambda: not (station.var / "run/bot.sock").exists(), "the bot to drain", 5)
    known = len(operator.incoming)
    late = caller.call("12345")
    rings_at_operator(operator, known, late.invited)
    late.wait(ENDED, 10)
    assert station.book.next_prompt(running.hearing, running.invited, time.time() + 8).name == "greeting.city"
    assert running.state == ANSWERED
    known = len(operator.incoming)
    running.press("0")
    operator.next_call(10, known)
    running.wait(ENDED, 10)
    assert station.bot_ended(15) == 0

    known = len(operator.incoming)
    nobody = caller.call("12345")  # no bot at all
    rings_at_operator(operator, known, nobody.invited)
    nobody.wait(ENDED, 10)

"""Measures the staff page with many viewers: python -m bench.staff_page [--viewers N…] [--seconds S] [--json].

The real page is served on a port of its own, over a ledger of its own with 30 callers in the queues and 500 callbacks.
Each viewer signs in, opens 来电 and has its table renewed every two seconds on a connection that stays, as a browser
does; half of them see one department, half see all. CPU is the page's share of one processor.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import SOCK_STREAM
from urllib.parse import urlencode

from ivr.adapters.asterisk.live_calls import LiveCall
from ivr.adapters.store.callbacks import Callbacks
from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.staff_accounts import ALL, StaffAccounts
from ivr.benches.private_asterisk import free_port
from ivr.callback_work import CallbackWork
from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.outcomes import Referral, ToQueue
from ivr.domain.staff_settings import StaffSettings
from ivr.settings import read_settings
from ivr.web.app import serve
from ivr.web.parts import Parts

CALLERS, CALLBACKS, EVERY_SECONDS = 30, 500, 2.0
DEPARTMENTS = ("M07", "M16", "M17", "M30", "M45")
ACCOUNTS = {"one": ("M16",), "all": (ALL,)}
PASSWORD = "bench-bench"
WORDS = "楼上天天装修，晚上十一点还在钻墙，孩子没法睡觉"
FORM = re.compile(r'name="form" value="([^"]+)"')
PATIENCE_SECONDS = 15.0


@dataclass(frozen=True)
class Board:
    """See ivr.web.parts.Board: callers whom no Asterisk has, for it is asked once a second whoever looks."""

    calls: list[LiveCall]

    def now(self) -> list[LiveCall]:
        """See Board."""
        return self.calls


@dataclass
class Seen:
    """By all viewers. took: seconds of each renewal; failed: renewals that failed or were no table."""

    took: list[float] = field(default_factory=list)
    failed: int = 0


def serve_page(folder: Path, port: int) -> None:
    """Until it is killed."""
    settings, ledger = read_settings(), SqlLedger(f"sqlite:///{folder / 'ledger.db'}")
    directory = open_directory(settings.directory_db)
    work = CallbackWork(Callbacks(ledger), lambda: directory, settings.callbacks)
    board = Board([_caller(ledger, number) for number in range(CALLERS)])
    accounts = StaffAccounts(folder / "staff", cost=2)
    for name, departments in ACCOUNTS.items():
        accounts.add(name, departments, PASSWORD)
    serve(Parts(work, ledger, accounts, board, lambda: directory, folder, StaffSettings(port=port)))


def _caller(ledger: SqlLedger, number: int) -> LiveCall:
    call_id, now = f"live-{number}", datetime.now()
    department = DEPARTMENTS[number % len(DEPARTMENTS)]
    referral = Referral(department, f"dept-{department}", "噪音", "朝阳区", WORDS)
    ledger.begin_call(call_id, "12345", f"1390000{number:04}", now)
    ledger.close_talk(call_id, now, "handed over", ToQueue(referral))
    return LiveCall(call_id, referral.queue, f"1390000{number:04}", 1 + number // len(DEPARTMENTS), 30, ("811",))


def fill(folder: Path) -> None:
    """Callbacks that were promised before."""
    ledger, now = SqlLedger(f"sqlite:///{folder / 'ledger.db'}"), datetime.now()
    window = Window(now + timedelta(hours=3), now + timedelta(hours=4))
    asked = CallbackRequest("", "12345", "", "", Referral("M16", "dept-M16", "供暖", "朝阳区", WORDS), window, now)
    for number in range(CALLBACKS):
        ledger.keep_callback(replace(asked, call_id=f"c{number}", number=f"1380000{number:04}"))


@contextmanager
def page() -> Iterator[tuple[int, int]]:
    """A page that is served: its port, and its process."""
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as name:
        folder, port = Path(name), free_port(SOCK_STREAM)
        fill(folder)
        process = multiprocessing.get_context("spawn").Process(target=serve_page, args=(folder, port))
        process.start()
        try:
            _wait_for(port)
            yield port, process.pid or 0
        finally:
            process.kill()
            process.join()


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS * 4
    while True:
        try:
            HTTPConnection("127.0.0.1", port, timeout=1).connect()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def view(port: int, name: str, begins: float, ends: float, seen: Seen) -> None:
    """One browser: sign in, then renew the table until it is over. begins, ends: of what is counted."""
    time.sleep(random.Random(f"{threading.get_ident()}").uniform(0, EVERY_SECONDS))
    try:
        connection, cookie = _signed_in(port, name)
    except (OSError, HTTPException):
        seen.failed += 1
        return
    while time.monotonic() < ends:
        asked = time.monotonic()
        try:
            connection.request("GET", "/calls/now", headers={"Cookie": cookie})
            answer = connection.getresponse()
            is_table = answer.status == 200 and b"<table>" in answer.read()
        except (OSError, HTTPException):
            is_table = False
        if asked >= begins:
            seen.took.append(time.monotonic() - asked)
            seen.failed += not is_table
        time.sleep(EVERY_SECONDS)


def _signed_in(port: int, name: str) -> tuple[HTTPConnection, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/sign-in")
    form = connection.getresponse()
    cookie = str(form.getheader("Set-Cookie")).partition(";")[0]
    hidden = FORM.search(form.read().decode())
    fields = urlencode({"form": hidden[1] if hidden else "", "name": name, "password": PASSWORD})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in", fields, headers)
    answer = connection.getresponse()
    answer.read()
    return connection, str(answer.getheader("Set-Cookie")).partition(";")[0]


def measure(viewers: int, seconds: float) -> dict[str, float]:
    """The figures of so many viewers, once all have signed in."""
    seen, names = Seen(), list(ACCOUNTS)
    with page() as (port, process):
        begins = time.monotonic() + 2 * EVERY_SECONDS + viewers / 50
        ends = begins + seconds
        threads = [
            threading.Thread(target=view, args=(port, names[number % 2], begins, ends, seen))
            for number in range(viewers)
        ]
        for thread in threads:
            thread.start()
        time.sleep(begins - time.monotonic())
        before = _cpu_seconds(process)
        time.sleep(seconds)
        used = _cpu_seconds(process) - before
        for thread in threads:
            thread.join()
    cuts = statistics.quantiles(seen.took, n=100, method="inclusive")
    named = {"median": cuts[49], "p95": cuts[94], "longest": max(seen.took)}
    rounded = {f"{name} ms": round(1000 * value, 1) for name, value in named.items()}
    share = {"renewals": len(seen.took), "failed": seen.failed, "cpu %": round(100 * used / seconds, 1)}
    return {"viewers": viewers, **rounded, **share}


def _cpu_seconds(process: int) -> float:
    """Of all its threads, as the kernel counts."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--viewers", type=int, nargs="+", default=[50, 200])
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    for viewers in chosen.viewers:
        figures = measure(viewers, chosen.seconds)
        print(json.dumps(figures) if chosen.json else "  ".join(f"{name} {value:g}" for name, value in figures.items()))


if __name__ == "__main__":
    main()

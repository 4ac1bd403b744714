"""A hotline of its own for the tests: Asterisk and the bot from this tree, in a private HOTLINE_VAR with own ports."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from demo.phone import Phone
from demo.prompt_book import PromptBook, read_prompt_book
from ivr.adapters.asterisk.config import read_passwords
from ivr.adapters.store.ledger import SqlLedger
from ivr.settings import ROOT, Settings, read_settings

RTP_PORTS = 400
START_SECONDS = 90
WAIT_SECONDS = "12"
"""How long a department's queue rings in the tests."""


def find_asterisk() -> Path:
    """The Asterisk that ./hotline built or was told to use."""
    built = Path(os.environ.get("HOTLINE_CACHE", ROOT / "var/cache")) / "asterisk/sbin/asterisk"
    found = os.environ.get("HOTLINE_ASTERISK") or (str(built) if built.exists() else shutil.which("asterisk"))
    assert found, "no Asterisk on this machine: run ./hotline setup"
    return Path(found)


def free_ports() -> dict[str, str]:
    """Ports that nobody uses now, so that several runs on one machine do not meet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sip, socket.socket() as manager:
        for probe in (sip, manager):
            probe.bind(("127.0.0.1", 0))
        first = random.SystemRandom().randrange(15000, 30000, RTP_PORTS)
        return {
            "SIP_PORT": str(sip.getsockname()[1]),
            "MANAGER_PORT": str(manager.getsockname()[1]),
            "RTP_FIRST": str(first),
            "RTP_LAST": str(first + RTP_PORTS - 1),
        }


class Station:
    """Started and stopped by the tests' fixture. var: an empty folder with a short path."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self._asterisk = find_asterisk()
        own = {f"HOTLINE_ASTERISK_{name}": port for name, port in free_ports().items()}
        own |= {
            "HOTLINE_VAR": str(var),
            "HOTLINE_QUEUE_WAIT_SECONDS": WAIT_SECONDS,
            "HOTLINE_QUEUE_ANNOUNCE_SECONDS": "0",
        }
        own |= {"HOTLINE_ASTERISK_PREFIX": str(self._asterisk.parent.parent)}
        self.environment = {**os.environ, **own}
        self.settings: Settings = read_settings(environment=self.environment)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: list[IO[bytes]] = []
        self.book: PromptBook = read_prompt_book(self.settings)

    @property
    def server(self) -> tuple[str, int]:
        """Where phones send their SIP."""
        return self.settings.asterisk.address, self.settings.asterisk.sip_port

    @property
    def ledger(self) -> SqlLedger:
        """What the bot wrote."""
        return SqlLedger(self.settings.ledger_url)

    def phone(self, account: str) -> Phone:
        """A registered phone of this account."""
        phone = Phone(account, read_passwords(self.settings)[account], self.server)
        phone.register()
        return phone

    def start(self) -> None:
        """Both, ready to take calls."""
        for folder in ("run", "log", "cache"):
            (self.var / folder).mkdir(parents=True, exist_ok=True)
        for trained in (ROOT / "var/cache").glob("router-*.npz"):
            shutil.copy(trained, self.var / "cache")
        command = [sys.executable, "-m", "ivr", "asterisk", "config"]
        subprocess.run(command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        conf = str(self.var / "asterisk/etc/asterisk.conf")
        self._launch("asterisk", [str(self._asterisk), "-C", conf, "-f"])
        self.start_bot()
        self.until(lambda: "fully booted" in self.asterisk("core waitfullybooted"), "Asterisk to boot")

    def start_bot(self) -> None:
        """The bot, until every worker is ready."""
        self._launch("bot", [sys.executable, "-m", "ivr", "serve"])
        self.wait_for_workers()

    def wait_for_workers(self) -> None:
        """Until as many workers as there should be are ready."""
        wanted = self.settings.bot.workers
        self.until(lambda: sum(worker["ready"] for worker in self.workers()) == wanted, "the workers to be ready")

    def workers(self) -> list[dict[str, int]]:
        """pid, ready and calls of each worker, as the bot last told; empty without a bot."""
        if "bot" not in self._processes or self._processes["bot"].poll() is not None:
            return []
        try:
            status = json.loads((self.var / "run/bot.json").read_text())
        except FileNotFoundError:
            return []
        alive = status["pid"] == self._processes["bot"].pid
        return list(status["workers"]) if alive else []

    def calls_of_bot(self) -> int:
        """How many calls the workers hold."""
        return sum(worker["calls"] for worker in self.workers())

    def channels(self) -> int:
        """How many channels Asterisk has."""
        counted = re.search(r"^(\d+) active channel", self.asterisk("core show channels count"), re.MULTILINE)
        assert counted, "Asterisk does not answer"
        return int(counted[1])

    def asterisk(self, command: str) -> str:
        """The answer to a command on Asterisk's console."""
        conf = str(self.var / "asterisk/etc/asterisk.conf")
        result = subprocess.run([str(self._asterisk), "-C", conf, "-rx", command], capture_output=True, text=True)
        return result.stdout

    def signal_bot(self, number: int) -> None:
        """Send a signal to the master."""
        self._processes["bot"].send_signal(number)

    def bot_ended(self, seconds: float) -> int:
        """The master's exit status once it has ended."""
        return self._processes["bot"].wait(seconds)

    def log_of(self, name: str) -> str:
        """The log of "bot" or "asterisk" so far."""
        return (self.var / "log" / f"{name}.log").read_text(errors="replace")

    def until(self, true: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
        """Wait for something that can only be looked at. Fails with the ends of both logs."""
        deadline = time.monotonic() + seconds
        while not true():
            dead = [name for name, process in self._processes.items() if process.poll()]
            if dead or time.monotonic() > deadline:
                raise AssertionError(f"waited for {what}; dead: {dead}\n{self._ends_of_logs()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End both, the bot at once."""
        for process in self._processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self._processes.values():
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for log in self._logs:
            log.close()

    def _launch(self, name: str, command: list[str]) -> None:
        log = (self.var / "log" / f"{name}.log").open("ab")
        self._logs.append(log)
        self._processes[name] = subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )

    def _ends_of_logs(self) -> str:
        return "\n".join(f"{name}: {self.log_of(name)[-1500:]}" for name in self._processes)

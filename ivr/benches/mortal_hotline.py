"""A whole hotline of its own – bot, Asterisk, ledger, operators – each part of which can be killed at any moment."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from demo.phone import Manners, Phone
from demo.prompt_book import PromptBook, read_prompt_book
from ivr.adapters.asterisk.config import asterisk_prefix
from ivr.benches.private_asterisk import PrivateAsterisk, free_port
from ivr.errors import BotUnavailable
from ivr.settings import ROOT, AsteriskSettings, LedgerSettings, Settings

OPERATORS = ("801", "802")
"""Seats of the operators in the directory."""
ADDRESS = "127.0.0.1"
RTP_PORTS = 18000, 19999
START_SECONDS = 120.0
OWN_SETTINGS = {
    "HOTLINE_CALLBACKS_DIALLERS": "0",
    "HOTLINE_RECORDING_MESSAGE_SECONDS": "0",
    "HOTLINE_TALK_SURVEY": "false",
}
"""What is promised here is counted, not called."""
PHONE = """type=endpoint
disallow=all
allow=alaw,ulaw
direct_media=no
dtmf_mode=rfc4733
"""


class MortalHotline:
    """Made by `mortal_hotline`. book: recognises what callers hear. server: where they dial."""

    def __init__(self, folder: Path, url: str, kill_database: Callable[[], bool] | None) -> None:
        self._kill_database = kill_database
        sip = free_port(socket.SOCK_DGRAM)
        self.server = (ADDRESS, sip)
        self._operators = [Phone(account, "", self.server) for account in OPERATORS]
        for operator in self._operators:
            operator.manners = Manners(answer_after=0.1, hang_up_after=0.5)
        own = AsteriskSettings(ADDRESS, sip, *RTP_PORTS, free_port(socket.SOCK_STREAM))
        self.settings = Settings(_root(folder, self._operators), folder / "var", own, ledger=LedgerSettings(url))
        self.book: PromptBook = read_prompt_book(self.settings)
        self._asterisk = PrivateAsterisk(self.settings)
        self._masters: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Both, until they take calls."""
        for name in ("run", "log", "cache"):
            (self.settings.var / name).mkdir(parents=True, exist_ok=True)
        for trained in (ROOT / "var" / "cache").glob("router-*.npz"):
            shutil.copy(trained, self.settings.var / "cache")
        self._server = self._asterisk.start()
        self._start_bot()
        until = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self._masters[-1].poll() is not None or time.monotonic() > until:
                raise BotUnavailable(f"the bot did not start: see {self._log}")
            time.sleep(0.1)

    def is_ready(self) -> bool:
        """Whether a worker takes calls."""
        return any(worker["ready"] for worker in self._workers())

    def kill(self, name: str, chance: random.Random) -> bool:
        """A worker, the master, Asterisk or the database; what died is started again. False: none was there."""
        match name:
            case "worker":
                return self._kill(chance.sample(self._workers(), 1) if self._workers() else [])
            case "master":
                self._masters[-1].kill()
                self._masters[-1].wait()
                self._start_bot()
                return True
            case "asterisk":
                self._server.kill()
                self._server.wait()
                self._server = self._asterisk.spawn()
                return True
            case _ if self._kill_database:
                return self._kill_database()
            case _:  # SQLite lives in those who use it
                return self._kill(self._workers())

    def rang_an_operator(self, number: str) -> bool:
        """Whether a human was rung for this caller."""
        return any(f"sip:{number}@" in leg.caller for phone in self._operators for leg in phone.incoming)

    def end(self) -> None:
        """All of it, at once."""
        for master in self._masters:
            with suppress(ProcessLookupError):
                os.killpg(master.pid, signal.SIGKILL)  # with companions of masters that were killed
            master.wait()
        if hasattr(self, "_server"):
            self._server.kill()
            self._server.wait()
        for operator in self._operators:
            operator.close()

    @property
    def _log(self) -> Path:
        return self.settings.var / "log" / "bot.log"

    def _start_bot(self) -> None:
        a = self.settings.asterisk
        names = ("address", "sip_port", "rtp_first", "rtp_last", "manager_port")
        own = {f"HOTLINE_ASTERISK_{name.upper()}": str(getattr(a, name)) for name in names}
        own |= {"HOTLINE_VAR": str(self.settings.var), "HOTLINE_LEDGER_URL": self.settings.ledger_url}
        own |= {"HOTLINE_ASTERISK_PREFIX": str(asterisk_prefix(self.settings))}
        with self._log.open("ab") as log:
            self._masters.append(
                subprocess.Popen(
                    [sys.executable, "-m", "ivr", "serve"],
                    env={**os.environ, **own, **OWN_SETTINGS},
                    cwd=ROOT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def _workers(self) -> list[dict[str, int]]:
        """Of the master that runs now."""
        try:
            status = json.loads((self.settings.var / "run" / "bot.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return list(status["workers"]) if status["pid"] == self._masters[-1].pid else []

    def _kill(self, workers: list[dict[str, int]]) -> bool:
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker["pid"], signal.SIGKILL)
        return bool(workers)


@contextmanager
def mortal_hotline(folder: Path, url: str, kill_database: Callable[[], bool] | None) -> Iterator[MortalHotline]:
    """One that takes calls. folder: an empty one with a short path."""
    made = MortalHotline(folder, url, kill_database)
    with ExitStack() as ends:
        ends.callback(made.end)
        made.start()
        yield made


def _root(folder: Path, operators: list[Phone]) -> Path:
    """Settings and dialplan of the repository, with a trunk that everybody may call by, and operators."""
    root = folder / "root"
    shutil.copytree(ROOT / "asterisk_conf", root / "asterisk_conf")
    for name in ("agi_scripts", "prompts", "data", "directory.db", "var"):
        (root / name).symlink_to(ROOT / name)
    text = f"[trunk]\n{PHONE}context=lines\n[trunk]\ntype=identify\nendpoint=trunk\nmatch={ADDRESS}\n"
    for operator in operators:
        text += f"[{operator.account}]\n{PHONE}context=phones\naors={operator.account}\n[{operator.account}]\n"
        text += f"type=aor\ncontact=sip:{operator.account}@{ADDRESS}:{operator.wire.port}\n"
    (root / "asterisk_conf" / "pjsip.conf").write_text(text, encoding="utf-8")
    return root

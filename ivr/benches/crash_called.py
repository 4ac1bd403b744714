"""The crash test of callbacks with a real Asterisk: what is set up, and its processes."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import sys
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

from ivr.adapters.asterisk.telephone import AsteriskTelephone, lease_seconds
from ivr.adapters.store.callback_claims import Claims
from ivr.adapters.store.callbacks import Callbacks, Wanted
from ivr.adapters.store.ledger import SqlLedger
from ivr.benches.private_asterisk import PrivateAsterisk, free_port
from ivr.benches.verdict import SETTLED
from ivr.dialling import Dialling
from ivr.domain.attempts import Rules
from ivr.domain.calendar import Days, Kind
from ivr.domain.callback_settings import CallbackSettings
from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.hours import Hours, Opening, OpeningTimes
from ivr.domain.outcomes import Referral
from ivr.errors import LedgerUnavailable, TelephoneUnavailable
from ivr.settings import ROOT, AsteriskSettings, Settings

DEPARTMENTS, AGENTS_EACH = ("M07", "M16", "M45"), 16
ALWAYS = Hours(time_of_day(), time_of_day())
RULES = Rules(
    lawful=ALWAYS,
    tolerance=timedelta(seconds=3),
    first_gap=timedelta(seconds=14),
    growth=2,
    later_chance=timedelta(seconds=20),
)
"""As in a city, but for the times: seconds stand for quarters of an hour."""
REST, AGAIN = timedelta(seconds=4), timedelta(seconds=4)
KEY_SECONDS = 3
CALLS = CallbackSettings(dial="PJSIP/NUMBER@trunk", agent_ring_seconds=3, customer_ring_seconds=3)
LEASE = timedelta(seconds=lease_seconds(CALLS, KEY_SECONDS))
BEGINS_IN_SECONDS, LASTS_SECONDS = (1, 12), (10, 30)
ROUND_SECONDS, LOOKS_EVERY_SECONDS = 0.2, 2.0
PHONES = """[far](!)
type=endpoint
context=phones
disallow=all
allow=ulaw
direct_media=no
dtmf_mode=info
"""


@dataclass(frozen=True)
class Stage:
    """What the processes share. url: the ledger's. wanted, confirmed, calls: what is judged in the end."""

    folder: Path
    url: str
    settings: Settings

    @property
    def wanted(self) -> Path:
        """What callers agreed on, before it is kept."""
        return self.folder / "wanted"

    @property
    def confirmed(self) -> Path:
        """What callers were told."""
        return self.folder / "confirmed"

    @property
    def calls(self) -> Path:
        """What rang, as the far end counted."""
        return self.folder / "calls"


def set_up(folder: Path, url: str, far_end_port: int, first: str) -> Stage:
    """Folders and settings of an Asterisk whose agents and trunk are the far end. first: "agent" or "customer"."""
    root = folder / "root"
    shutil.copytree(ROOT / "asterisk_conf", root / "asterisk_conf")
    for name in ("agi_scripts", "prompts", "directory.db", "var"):
        (root / name).symlink_to(ROOT / name)
    (root / "asterisk_conf" / "pjsip.conf").write_text(_phones(far_end_port), encoding="utf-8")
    (root / "asterisk_conf" / "queues.conf").write_text(_queues(), encoding="utf-8")
    own = AsteriskSettings("127.0.0.1", free_port(socket.SOCK_DGRAM), 16000, 17999, free_port(socket.SOCK_STREAM))
    return Stage(folder, url, Settings(root, folder / "var", own, callbacks=replace(CALLS, first=first)))


def _phones(port: int) -> str:
    text = f"{PHONES}[trunk](far)\naors=trunk\n[trunk]\ntype=aor\ncontact=sip:127.0.0.1:{port}\n"
    for agent in (agent for department in DEPARTMENTS for agent in _agents(department)):
        text += f"[{agent}](far)\naors={agent}\n[{agent}]\ntype=aor\ncontact=sip:{agent}@127.0.0.1:{port}\n"
    return text


def _queues() -> str:
    text = "[general]\npersistentmembers=no\n[foreign]\nstrategy=ringall\n"
    for department in DEPARTMENTS:
        text += f"[dept-{department}]\n" + "".join(f"member => PJSIP/{agent}\n" for agent in _agents(department))
    return text


def _agents(department: str) -> list[str]:
    return [f"agent-{department}-{number}" for number in range(AGENTS_EACH)]


def write(stage: Stage, name: str, share: int, pause_seconds: float) -> None:
    """The bot: promise until the share is reached. Goes on where a killed one stopped."""
    chance = random.Random(f"{name} {os.getpid()}")
    ledger = _opened(stage.url)
    kept_before = {row["call_id"] for row in ledger.list_callbacks()}
    for number in range(share):
        request = _request(name, number, chance)
        if request.call_id not in kept_before:
            _add_line(stage.wanted, _told(request))
            kept = _keep(ledger, request)
            _add_line(stage.confirmed, {"call": request.call_id, "kept": kept})
            time.sleep(pause_seconds)  # promises are made while others are being kept


def _request(name: str, number: int, chance: random.Random) -> CallbackRequest:
    """One in ten callers has a second matter, and calls about it as well."""
    is_second = number % 10 == 9
    phone = f"13{name[1:]}{number - is_second:08}"
    now = datetime.now()
    start = now + timedelta(seconds=chance.uniform(*BEGINS_IN_SECONDS))
    window = Window(start, start + timedelta(seconds=chance.uniform(*LASTS_SECONDS)))
    department = chance.choice(DEPARTMENTS)
    referral = Referral(department, f"dept-{department}", "停水" if is_second else "供暖", "朝阳区")
    agreed = window if chance.random() < 0.8 else None
    return CallbackRequest(f"{name}-{number}", "12345", phone, "", referral, agreed, now)


def _told(request: CallbackRequest) -> dict[str, object]:
    window = request.window
    agreed = [window.start.timestamp(), window.end.timestamp()] if window else None
    return {"call": request.call_id, "number": request.number, "window": agreed}


def _keep(ledger: SqlLedger, request: CallbackRequest) -> int:
    """As often as it takes: a commit whose server was killed may have been done or not."""
    while True:
        try:
            return ledger.keep_callback(request)
        except LedgerUnavailable:
            time.sleep(ROUND_SECONDS)


def _opened(url: str) -> SqlLedger:
    while True:
        try:
            return SqlLedger(url)
        except LedgerUnavailable:
            time.sleep(ROUND_SECONDS)


def _add_line(file: Path, told: dict[str, object]) -> None:
    """In one write: a process is killed before it or after it."""
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, f"{json.dumps(told)}\n".encode())
    os.close(descriptor)


def dial(stage: Stage, requests: int) -> None:
    """A dialler: call back until all requests are settled."""
    ledger = _opened(stage.url)
    claims = Claims(ledger, f"{socket.gethostname()}-{os.getpid()}", LEASE, REST, AGAIN)
    day_and_night = OpeningTimes(usual=(Opening(Days(Kind.EVERY_DAY), ALWAYS),))
    telephone = AsteriskTelephone(stage.settings, KEY_SECONDS)
    dialling = Dialling(claims, telephone, RULES, lambda: day_and_night, datetime.now)
    looked = time.monotonic()
    while True:
        try:
            dialling.step()
            if time.monotonic() - looked > LOOKS_EVERY_SECONDS:
                looked = time.monotonic()
                if len(Callbacks(ledger).find(Wanted(states=SETTLED))) >= requests:
                    sys.exit(0)
        except (LedgerUnavailable, TelephoneUnavailable):
            time.sleep(ROUND_SECONDS)
        time.sleep(ROUND_SECONDS)


class MortalAsterisk:
    """The Asterisk under test: killed while it works, and started again."""

    def __init__(self, stage: Stage) -> None:
        self._asterisk = PrivateAsterisk(stage.settings)
        self._manager_port = stage.settings.asterisk.manager_port
        self._process = self._asterisk.start()

    def kill(self) -> bool:
        """False when it does not listen yet."""
        if not self._listens():
            return False
        self.end()
        self._process = self._asterisk.spawn()
        return True

    def end(self) -> None:
        """For good."""
        self._process.kill()
        self._process.wait()

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._manager_port)) == 0

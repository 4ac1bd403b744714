"""The admin's settings: hotline.toml, overridden by HOTLINE_<SECTION>_<KEY>, as frozen values."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from ivr.domain import callback_settings, notify_settings, queue_settings, staff_settings
from ivr.domain.callback_settings import CallbackSettings
from ivr.domain.notify_settings import NotifySettings
from ivr.domain.queue_settings import QueueSettings
from ivr.domain.recording_settings import RecordingSettings, TranscriptsSettings
from ivr.domain.staff_settings import StaffSettings
from ivr.errors import SettingsInvalid

ROOT = Path(__file__).resolve().parent.parent
Section = TypeVar("Section")


@dataclass(frozen=True)
class AsteriskSettings:
    """Where Asterisk listens. Ports are UDP for SIP and RTP, TCP on loopback for the manager."""

    address: str = "127.0.0.1"
    sip_port: int = 5060
    rtp_first: int = 10000
    rtp_last: int = 10200
    manager_port: int = 5038


@dataclass(frozen=True)
class BotSettings:
    """The resident bot: worker processes, calls each may hold, seconds a drain may take."""

    workers: int = 2
    calls_per_worker: int = 30
    drain_seconds: int = 300
    language: str = "zh-CN"


@dataclass(frozen=True)
class SpeechSettings:
    """model: a Vosk model directory, "" for the fixture.

    warm_recognisers: made ready in each worker at its start. kept_recognisers: ready for the next caller, at most.
    """

    model: str = ""
    warm_recognisers: int = 2
    kept_recognisers: int = 4


@dataclass(frozen=True)
class LedgerSettings:
    """url: an SQLAlchemy URL, "" for SQLite under var/."""

    url: str = ""


@dataclass(frozen=True)
class TalkSettings:
    """How callers are treated; see ivr.domain.rules. Numbers of callers and lines are separated by commas."""

    most_failures: int = 2
    most_repeats: int = 3
    most_wrong: int = 3
    privacy_notice: bool = False
    recording_notice: bool = False
    survey: bool = True
    priority_numbers: str = ""
    priority_lines: str = "6612360"
    foreign_language: str = "en"


@dataclass(frozen=True)
class Settings:
    """All settings, and every path that follows from them. var: everything generated at run time."""

    root: Path = ROOT
    var: Path = ROOT / "var"
    asterisk: AsteriskSettings = field(default_factory=AsteriskSettings)
    bot: BotSettings = field(default_factory=BotSettings)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    ledger: LedgerSettings = field(default_factory=LedgerSettings)
    queue: QueueSettings = field(default_factory=QueueSettings)
    talk: TalkSettings = field(default_factory=TalkSettings)
    recording: RecordingSettings = field(default_factory=RecordingSettings)
    transcripts: TranscriptsSettings = field(default_factory=TranscriptsSettings)
    callbacks: CallbackSettings = field(default_factory=CallbackSettings)
    staff: StaffSettings = field(default_factory=StaffSettings)
    notify: NotifySettings = field(default_factory=NotifySettings)

    @property
    def socket(self) -> Path:
        """The Unix socket where launchers hand over their calls."""
        return self.var / "run" / "bot.sock"

    @property
    def directory_db(self) -> Path:
        """The built directory."""
        return self.root / "directory.db"

    @property
    def prompts(self) -> Path:
        """Texts and sounds of the chosen language."""
        return self.root / "prompts" / self.bot.language

    @property
    def recordings(self) -> Path:
        """Callers' messages."""
        return self.var / "recordings"

    @property
    def callback_records(self) -> Path:
        """What the dialplan writes of each attempt to call back."""
        return self.var / "asterisk" / "spool" / "callbacks"

    @property
    def ledger_url(self) -> str:
        """The SQLAlchemy URL of the ledger."""
        return self.ledger.url or f"sqlite:///{self.var / 'ledger.db'}"

    @property
    def model(self) -> Path:
        """The Vosk model directory in use."""
        return Path(self.speech.model) if self.speech.model else self.var / "models" / "zh-fixture"


SECTIONS = {
    "asterisk": AsteriskSettings,
    "bot": BotSettings,
    "speech": SpeechSettings,
    "ledger": LedgerSettings,
    "queue": QueueSettings,
    "talk": TalkSettings,
    "recording": RecordingSettings,
    "transcripts": TranscriptsSettings,
    "callbacks": CallbackSettings,
    "staff": StaffSettings,
    "notify": NotifySettings,
}

LEAST = {
    "bot.workers": 1,
    "bot.calls_per_worker": 1,
    "speech.warm_recognisers": 0,
    "speech.kept_recognisers": 0,
    "recording.message_seconds": 0,
    "recording.keep_days": 0,
    "transcripts.most_minutes": 1,
    "talk.most_failures": 1,
    "talk.most_repeats": 1,
    "talk.most_wrong": 1,
}
SWITCH = {"true": True, "false": False}


def read_settings(
    file: Path = ROOT / "hotline.toml", environment: Mapping[str, str] = os.environ, root: Path = ROOT
) -> Settings:
    """The settings of this machine. Raises SettingsInvalid, naming the file, section and key."""
    found = _read_toml(file)
    for name in found:
        if name not in SECTIONS:
            raise SettingsInvalid(f"{file}: unknown section [{name}]; known: {', '.join(SECTIONS)}")
    parts: dict[str, Any] = {
        name: _section(kind, name, found.get(name, {}), environment, file) for name, kind in SECTIONS.items()
    }
    var = Path(environment.get("HOTLINE_VAR", "") or root / "var").absolute()
    settings = Settings(root=root, var=var, **parts)
    _check(settings, file)
    return settings


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(f"{file} cannot be read: {error}. Correct it, or delete it for the defaults") from error


def _section(kind: type[Section], name: str, found: Any, environment: Mapping[str, str], file: Path) -> Section:
    if not isinstance(found, dict):
        raise SettingsInvalid(f"{file}: [{name}] must be a section")
    known = {f.name: f.type for f in fields(kind)}  # type: ignore[arg-type]
    for key in found:
        if key not in known:
            raise SettingsInvalid(f"{file}: [{name}] has no setting {key!r}; known: {', '.join(known)}")
    values: dict[str, Any] = {}
    for key, expected in known.items():
        variable = f"HOTLINE_{name}_{key}".upper()
        if variable in environment:
            values[key] = _value(environment[variable], expected, variable)
        elif key in found:
            values[key] = _value(found[key], expected, f"{file}: [{name}] {key}")
    return kind(**values)


def _value(value: Any, expected: Any, where: str) -> int | str | bool:
    if expected == "str":
        return str(value)
    if expected == "bool":
        if str(value).lower() not in SWITCH:
            raise SettingsInvalid(f"{where}: {value!r} is neither true nor false")
        return SWITCH[str(value).lower()]
    try:
        if isinstance(value, bool | float):
            raise ValueError(value)
        return int(value)
    except (TypeError, ValueError):
        raise SettingsInvalid(f"{where}: {value!r} is not a whole number") from None


def _check(settings: Settings, file: Path) -> None:
    a = settings.asterisk
    for name in ("sip_port", "rtp_first", "rtp_last", "manager_port"):
        port = getattr(a, name)
        if not 1024 <= port <= 65535:
            raise SettingsInvalid(f"{file}: [asterisk] {name} = {port}: choose a port from 1024 to 65535")
    if a.rtp_last - a.rtp_first < 3:
        raise SettingsInvalid(f"{file}: [asterisk] rtp_first..rtp_last must hold at least 4 ports")
    for name, least in LEAST.items():
        section, key = name.split(".")
        if getattr(getattr(settings, section), key) < least:
            raise SettingsInvalid(f"{file}: [{section}] {key} must be at least {least}")
    faults = {
        "callbacks": callback_settings.fault_in(settings.callbacks),
        "staff": staff_settings.fault_in(settings.staff),
        "notify": notify_settings.fault_in(settings.notify),
        "queue": queue_settings.fault_in(settings.queue),
    }
    for name, fault in faults.items():
        if fault:
            raise SettingsInvalid(f"{file}: [{name}] {fault}")

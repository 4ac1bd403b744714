"""Asterisk's generated configuration: private directories, and wrappers around the admin's files in asterisk_conf/."""

from __future__ import annotations

import logging
import os
import re
from datetime import datetime
from pathlib import Path

from ivr.adapters.asterisk import passwords
from ivr.adapters.asterisk.queues import FILE as QUEUES_FILE
from ivr.adapters.asterisk.queues import queues_text, sections
from ivr.adapters.asterisk.waiting_sounds import share_with_sounds
from ivr.adapters.store.directory import open_directory
from ivr.domain.staffing import staffing_of
from ivr.errors import AsteriskUnusable, DirectoryInvalid, TelephoneUnavailable
from ivr.settings import Settings

log = logging.getLogger(__name__)
PHONE = re.compile(r"^\[(\w+)\]\(phone\)[ \t]*(?:;[ \t]*(.*))?$", re.MULTILINE)
"""A phone in asterisk_conf/pjsip.conf, and the comment that says whose it is."""
OPERATOR_WAIT_SECONDS = 120
FOLDERS = ("etc", "run", "log", "lib", "spool", "db", "keys")
ADMIN_FILES = ("extensions", "pjsip", "queues", "musiconhold", "manager")
DEFAULTS = ("acl", "ccss", "cel", "features", "pjproject", "queuerules", "udptl")
"""Files Asterisk complains about when they are absent; empty, they mean its defaults."""
CHINESE_TONES = """[general]
country=cn
[cn]
description=China
ringcadence=1000,4000
dial=450
busy=450/350,0/350
ring=450/1000,0/4000
congestion=450/700,0/700
"""
UNWANTED = ("cdr_csv", "chan_iax2", "chan_mgcp", "chan_sip", "chan_skinny", "chan_unistim", "pbx_ael", "pbx_dundi")
"""Modules of a distribution's Asterisk that open ports or write files nobody asked for."""


def write_config(settings: Settings) -> Path:
    """Write var/asterisk/etc from hotline.toml and asterisk_conf/. Returns the path of asterisk.conf.

    Passwords that exist are kept. Raises AsteriskUnusable when a file cannot be read or written.
    """
    base = settings.var / "asterisk"
    try:
        for folder in (*(base / name for name in FOLDERS), settings.recordings, settings.callback_records):
            folder.mkdir(parents=True, exist_ok=True)
        own = {name: _admin_file(settings, name).read_text(encoding="utf-8") for name in ADMIN_FILES}
        known = passwords.keep_passwords(_secrets(settings), [account for account, _ in PHONE.findall(own["pjsip"])])
        for name, text in _files(settings, own, known).items():
            passwords.write_private(base / "etc" / name, text)
    except (OSError, UnicodeDecodeError) as error:
        raise AsteriskUnusable(
            f"Asterisk's configuration in {base} cannot be made: {error}."
            " Mend that, or set HOTLINE_VAR to a folder that can be written"
        ) from error
    return base / "etc" / "asterisk.conf"


def read_passwords(settings: Settings) -> dict[str, str]:
    """Account → password; passwords.MANAGER is the manager interface's. Raises AsteriskUnusable when not readable."""
    try:
        return passwords.read_passwords(_secrets(settings))
    except OSError as error:
        raise AsteriskUnusable(
            f"the passwords cannot be read: {error}. Run this as the user of ./hotline up"
        ) from error


def manager_password(settings: Settings) -> str:
    """The password of the manager interface. Raises TelephoneUnavailable before it is made, AsteriskUnusable."""
    try:
        return read_passwords(settings)[passwords.MANAGER]
    except KeyError:
        raise TelephoneUnavailable("Asterisk has no password for its manager yet: ./hotline up makes it") from None


def phone_instructions(settings: Settings) -> str:
    """The accounts, whose they are, and how to register a softphone. Raises AsteriskUnusable before set-up."""
    known = read_passwords(settings)
    if not known:
        raise AsteriskUnusable("no accounts yet: ./hotline up makes them")
    address, port = settings.asterisk.address, settings.asterisk.sip_port
    owners = dict(PHONE.findall(_admin_file(settings, "pjsip").read_text(encoding="utf-8")))
    rows = [f"  {user}  {word}  {owners.get(user, '')}" for user, word in known.items() if user != passwords.MANAGER]
    return "\n".join(
        [
            f"SIP server {address}, port {port}, UDP, codecs PCMA or PCMU. Accounts, passwords, owners:",
            *rows,
            f"Linphone or Zoiper: user 900, its password, domain {address}:{port}, transport UDP; then dial 12345.",
            f"baresip: /uanew <sip:900@{address}:{port}>;auth_user=900;auth_pass=PASSWORD, then /dial 12345.",
        ]
    )


def _secrets(settings: Settings) -> Path:
    return settings.var / "asterisk" / "etc" / "secrets.conf"


def _admin_file(settings: Settings, name: str) -> Path:
    return settings.root / "asterisk_conf" / f"{name}.conf"


def _files(settings: Settings, own: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    a = settings.asterisk
    manager = f"[general]\nenabled=yes\nbindaddr=127.0.0.1\nport={a.manager_port}\n"
    moh = str(settings.root / "asterisk_conf" / "moh")
    files = {f"{name}.conf": "; Asterisk's defaults\n" for name in DEFAULTS}
    return files | {
        "asterisk.conf": _asterisk_conf(settings),
        "modules.conf": "[modules]\nautoload=yes\n" + "".join(f"noload => {name}.so\n" for name in UNWANTED),
        "logger.conf": "[general]\n[logfiles]\nmessages.log => notice,warning,error,verbose(3)\n",
        "extensions.conf": _extensions(settings) + _include(settings, "extensions"),
        "pjsip.conf": _pjsip(settings, known) + _include(settings, "pjsip"),
        "queues.conf": _include(settings, "queues") + f"#include {settings.var / 'asterisk' / 'etc' / QUEUES_FILE}\n",
        QUEUES_FILE: _queues(settings, own["queues"]),
        "musiconhold.conf": own["musiconhold"].replace("${HOTLINE_MOH}", moh),
        "rtp.conf": f"[general]\nrtpstart={a.rtp_first}\nrtpend={a.rtp_last}\nstrictrtp=yes\n",
        "manager.conf": f"{manager}[secret](!)\nsecret={known[passwords.MANAGER]}\n" + _include(settings, "manager"),
        "indications.conf": CHINESE_TONES,
        "cdr.conf": "[general]\nenable=no\n",  # the ledger keeps the calls, with less of the caller in it
    }


def _include(settings: Settings, name: str) -> str:
    return f"#include {_admin_file(settings, name)}\n"


def _asterisk_conf(settings: Settings) -> str:
    base = settings.var / "asterisk"
    modules, installed = asterisk_folders(asterisk_prefix(settings))
    shared = share_with_sounds(base / "share", installed, _sounds(settings), _language(settings))
    folders = {
        "astetcdir": base / "etc",
        "astmoddir": modules,
        "astdatadir": shared,
        "astvarlibdir": base / "lib",
        "astdbdir": base / "db",
        "astkeydir": base,
        "astspooldir": base / "spool",
        "astrundir": base / "run",
        "astlogdir": base / "log",
        "astagidir": settings.root / "agi_scripts",
    }
    paths = "".join(f"{key} => {folder}\n" for key, folder in folders.items())
    return f"[directories]\n{paths}[options]\ntransmit_silence=yes\nverbose=3\nlive_dangerously=no\n"


def _sounds(settings: Settings) -> Path:
    return settings.prompts / "sounds" / "8k"


def _language(settings: Settings) -> str:
    """As Asterisk names it: by it numbers are counted."""
    return settings.bot.language.partition("-")[0]


def asterisk_prefix(settings: Settings) -> Path:
    """Where the Asterisk in use is installed (sbin/asterisk in it), as ./hotline found it."""
    return Path(os.environ.get("HOTLINE_ASTERISK_PREFIX") or settings.root / "var" / "cache" / "asterisk")


def asterisk_folders(prefix: Path) -> tuple[Path, Path]:
    """The modules, and the shared files with the documentation Asterisk will not start without.

    prefix: where sbin/asterisk is. Raises AsteriskUnusable, naming what was looked for.
    """
    modules = [prefix / "lib/asterisk/modules", *sorted(prefix.glob("lib/*/asterisk/modules"))]
    shared = [prefix / "var/lib/asterisk", prefix / "share/asterisk", Path("/var/lib/asterisk")]
    found = [folder for folder in modules if (folder / "res_agi.so").exists()]
    documented = [folder for folder in shared if (folder / "documentation").is_dir()]
    if not found or not documented:
        missing = "module res_agi.so" if not found else "documentation folder"
        raise AsteriskUnusable(f"the Asterisk in {prefix} has no {missing}: set HOTLINE_ASTERISK to a whole one")
    return found[0], documented[0]


def _extensions(settings: Settings) -> str:
    values = {
        "HOTLINE_LAUNCHER": settings.root / "agi_scripts" / "hotline.eagi",
        "HOTLINE_SOCKET": settings.socket,
        "HOTLINE_SOUNDS": _sounds(settings),
        "HOTLINE_RECORDS": settings.callback_records,
        "HOTLINE_VOICE": _language(settings),
        "HOTLINE_WAIT": settings.queue.wait_seconds,
        "HOTLINE_HELPER_WAIT": settings.queue.helper_wait_seconds,
        "HOTLINE_OVERFLOW_WAIT": settings.queue.operator_overflow_seconds,
        "HOTLINE_OPERATOR_WAIT": OPERATOR_WAIT_SECONDS,
    }
    return "[globals]\n" + "".join(f"{name}={value}\n" for name, value in values.items())


def _pjsip(settings: Settings, known: dict[str, str]) -> str:
    a = settings.asterisk
    auths = "".join(
        f"[{user}]\ntype=auth\nauth_type=userpass\nusername={user}\npassword={password}\n"
        for user, password in known.items()
        if user != passwords.MANAGER
    )
    transport = f"[udp]\ntype=transport\nprotocol=udp\nbind={a.address}:{a.sip_port}\n"
    return f"[global]\ntype=global\nuser_agent=hotline\n{transport}{auths}"


def _queues(settings: Settings, own_queues: str) -> str:
    """The directory's queues as they are now; those of last time when the directory is broken."""
    try:
        directory = open_directory(settings.directory_db)
    except DirectoryInvalid as error:
        last = settings.var / "asterisk" / "etc" / QUEUES_FILE
        if not last.exists():
            raise
        log.error("the queues stay as they were: %s", error)
        return last.read_text(encoding="utf-8")
    return queues_text(staffing_of(directory), settings.queue, sections(own_queues), datetime.now())

"""Asterisk's generated configuration: private directories, passwords, and wrappers around the admin's own files."""

from __future__ import annotations

import csv
import os
import re
import secrets
from pathlib import Path

from ivr.errors import AsteriskUnusable
from ivr.settings import Settings

ACCOUNT = re.compile(r"^\[(\d+)\]\(phone\)", re.MULTILINE)
QUEUE = re.compile(r"^\[(dept-\w+)\]", re.MULTILINE)
OPERATOR_WAIT_SECONDS = 120
FOLDERS = ("etc", "run", "log", "lib", "spool", "db", "keys")


def write_config(settings: Settings) -> Path:
    """Write var/asterisk/etc from hotline.toml and asterisk_conf/. Returns the path of asterisk.conf.

    Passwords that exist are kept. Raises AsteriskUnusable when a file cannot be read or written.
    """
    base = settings.var / "asterisk"
    try:
        for folder in FOLDERS:
            (base / folder).mkdir(parents=True, exist_ok=True)
        settings.recordings.mkdir(parents=True, exist_ok=True)
        own = {file.stem: file.read_text(encoding="utf-8") for file in (settings.root / "asterisk_conf").glob("*.conf")}
        passwords = _passwords(base / "etc" / "secrets.conf", [*ACCOUNT.findall(own["pjsip"]), "manager"])
        for name, text in _files(settings, own, passwords).items():
            _write(base / "etc" / name, text)
    except (OSError, KeyError) as error:
        raise AsteriskUnusable(f"Asterisk's configuration cannot be written under {base}: {error}") from error
    return base / "etc" / "asterisk.conf"


def read_passwords(settings: Settings) -> dict[str, str]:
    """Account → password; "manager" is the manager interface's."""
    return _read_secrets(settings.var / "asterisk" / "etc" / "secrets.conf")


def phone_instructions(settings: Settings) -> str:
    """The accounts, and how to register a softphone."""
    address, port = settings.asterisk.address, settings.asterisk.sip_port
    rows = [f"  {user}  {password}" for user, password in read_passwords(settings).items() if user != "manager"]
    if not rows:
        raise AsteriskUnusable("no accounts yet: ./hotline up makes them")
    return "\n".join(
        [
            f"SIP server {address}, port {port}, UDP, codecs PCMA or PCMU. Accounts and passwords:",
            *rows,
            "801, 802 operators · 811 市公安局 · 812 公积金中心 · 900, 901 callers",
            f"Linphone or Zoiper: user 900, its password, domain {address}:{port}, transport UDP; then dial 12345.",
            f"baresip: /uanew <sip:900@{address}:{port}>;auth_user=900;auth_pass=PASSWORD, then /dial 12345.",
        ]
    )


def _files(settings: Settings, own: dict[str, str], passwords: dict[str, str]) -> dict[str, str]:
    conf = settings.root / "asterisk_conf"
    a = settings.asterisk
    manager = passwords["manager"]
    return {
        "asterisk.conf": _asterisk_conf(settings),
        "modules.conf": "[modules]\nautoload=yes\n",
        "logger.conf": "[general]\n[logfiles]\nmessages.log => notice,warning,error,verbose(3)\n",
        "extensions.conf": _extensions(settings, conf),
        "pjsip.conf": _pjsip(settings, passwords) + f"#include {conf}/pjsip.conf\n",
        "queues.conf": f"#include {conf}/queues.conf\n" + _empty_queues(settings.root / "data", own["queues"]),
        "musiconhold.conf": own["musiconhold"].replace("${HOTLINE_MOH}", str(conf / "moh")),
        "rtp.conf": f"[general]\nrtpstart={a.rtp_first}\nrtpend={a.rtp_last}\nstrictrtp=yes\n",
        "manager.conf": f"[general]\nenabled=yes\nbindaddr=127.0.0.1\nport={a.manager_port}\n"
        f"[hotline]\nsecret={manager}\ndeny=0.0.0.0/0.0.0.0\npermit=127.0.0.1/255.255.255.255\n"
        "read=call,agent,user\nwrite=call,originate,agent\n",
        "cdr.conf": "[general]\nenable=yes\n",
    }


def _asterisk_conf(settings: Settings) -> str:
    base = settings.var / "asterisk"
    prefix = Path(os.environ.get("HOTLINE_ASTERISK_PREFIX", "") or settings.root / "var/cache/asterisk")
    own = prefix != Path("/usr")
    modules = prefix / "lib/asterisk/modules"
    documentation = prefix / "var/lib/asterisk" if own else Path("/usr/share/asterisk")
    names = {"astetcdir": "etc", "astvarlibdir": "lib", "astdbdir": "db", "astkeydir": "keys", 
             "astspooldir": "spool", "astrundir": "run", "astlogdir": "log"}  # fmt: skip
    paths = "".join(f"{key} => {base / folder}\n" for key, folder in names.items())
    return (
        f"[directories](!)\n{paths}astmoddir => {modules}\nastdatadir => {documentation}\nastagidir => {settings.root / 'agi_scripts'}\n"
        "[options]\ntransmit_silence=yes\nverbose=3\nlive_dangerously=no\ndefaultlanguage=zh_CN\n"
    ).replace("[directories](!)", "[directories]")


def _extensions(settings: Settings, conf: Path) -> str:
    sounds = settings.prompts / "sounds" / "8k"
    return (
        "[globals]\n"
        f"HOTLINE_LAUNCHER={settings.root}/agi_scripts/hotline.eagi\nHOTLINE_SOCKET={settings.socket}\n"
        f"HOTLINE_SOUNDS={sounds}\nHOTLINE_WAIT={settings.queue.wait_seconds}\n"
        f"HOTLINE_OPERATOR_WAIT={OPERATOR_WAIT_SECONDS}\n#include {conf}/extensions.conf\n"
    )


def _pjsip(settings: Settings, passwords: dict[str, str]) -> str:
    a = settings.asterisk
    auths = "".join(
        f"[{user}]\ntype=auth\nauth_type=userpass\nusername={user}\npassword={password}\n"
        for user, password in passwords.items()
        if user != "manager"
    )
    return (
        "[global]\ntype=global\nuser_agent=hotline\n"
        f"[udp]\ntype=transport\nprotocol=udp\nbind={a.address}:{a.sip_port}\n{auths}"
    )


def _empty_queues(sources: Path, own_queues: str) -> str:
    theirs = set(QUEUE.findall(own_queues))
    text = "\n; Departments without agents of their own\n"
    for name in ("departments", "district_departments"):
        with (sources / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            queues = [f"dept-{row['id']}" for row in csv.DictReader(lines)]
        text += "".join(f"[{queue}]\njoinempty=no\n" for queue in queues if queue not in theirs)
    return text


def _passwords(file: Path, users: list[str]) -> dict[str, str]:
    known = _read_secrets(file)
    passwords = {user: known.get(user) or secrets.token_urlsafe(15) for user in users}
    _write(file, "".join(f"{user}={password}\n" for user, password in passwords.items()))
    return passwords


def _read_secrets(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    return dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines() if "=" in line)


def _write(file: Path, text: str) -> None:
    part = file.with_suffix(file.suffix + ".part")
    part.touch(mode=0o600)
    part.write_text(text, encoding="utf-8")
    part.replace(file)

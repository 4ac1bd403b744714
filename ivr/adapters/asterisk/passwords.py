"""Generated passwords of Asterisk's accounts, kept in var/asterisk/etc/secrets.conf, which only its owner can read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

MANAGER = "manager"
"""The manager interface's entry among the accounts."""
RANDOM_BYTES = 15


def keep_passwords(file: Path, accounts: Iterable[str]) -> dict[str, str]:
    """Account → password for these accounts and the manager: those in `file`, new ones for the rest."""
    known = read_passwords(file)
    passwords = {name: known.get(name) or secrets.token_urlsafe(RANDOM_BYTES) for name in [*accounts, MANAGER]}
    if passwords != known:
        write_private(file, "".join(f"{name}={password}\n" for name, password in passwords.items()))
    return passwords


def read_passwords(file: Path) -> dict[str, str]:
    """Account → password; nothing when none were made yet."""
    if not file.exists():
        return {}
    return dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines() if "=" in line)


def write_private(file: Path, text: str) -> None:
    """Replace a file in one step; only its owner can read it. On an error the old file is still whole."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    part.replace(file)

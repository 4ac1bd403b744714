"""Who may open the staff page, and for which departments: a private file with scrambled passwords."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ivr.errors import StaffPageUnusable

COST = 2**14
"""Of scrypt: 16 MB and some 50 ms for each guess."""
ALL = "*"
"""Stands for every department and the operators: the city desk."""
NAME = re.compile(r"[\w.-]{1,40}")
PASSWORD_BYTES = 12
SHORTEST_PASSWORD = 10


@dataclass(frozen=True)
class Account:
    """departments: their ids, or ALL. scrambled: of the password; it changes with it."""

    name: str
    departments: tuple[str, ...]
    salt: str
    scrambled: str

    @property
    def sees_all(self) -> bool:
        """Whether every department is open to it."""
        return ALL in self.departments

    def sees(self, department: str) -> bool:
        """Whether this department's callers and callbacks are open to it."""
        return self.sees_all or department in self.departments


NOBODY = Account("", (), "", "")
"""Its password is compared when a name is unknown, so that names cannot be told by the time it takes."""


class StaffAccounts:
    """Kept in `folder`, which belongs to whoever runs the hotline. cost: of scrambling. Raises StaffPageUnusable."""

    def __init__(self, folder: Path, cost: int = COST) -> None:
        self._cost = cost
        self._folder, self._file = folder, folder / "accounts.json"

    def all(self) -> list[Account]:
        """Every account, by name."""
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
            return [Account(**row | {"departments": tuple(row["departments"])}) for row in found]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise StaffPageUnusable(
                f"{self._file} cannot be read: {error}. Restore it, or delete it and add the accounts anew"
            ) from error

    def find(self, name: str) -> Account | None:
        """The account of this name."""
        return next((account for account in self.all() if account.name == name), None)

    def check(self, name: str, password: str) -> Account | None:
        """The account, when this is its password."""
        account = self.find(name) or NOBODY
        is_right = hmac.compare_digest(_scrambled(password, account.salt, self._cost), account.scrambled)
        return account if is_right and account is not NOBODY else None

    def add(self, name: str, departments: tuple[str, ...], password: str = "") -> str:
        """Make an account; returns its password, which is kept nowhere."""
        if not NAME.fullmatch(name):
            raise StaffPageUnusable(
                f"{name!r} is no name for an account: letters, digits, . _ - and no blanks, 40 at most"
            )
        if not departments:
            raise StaffPageUnusable(f"{name} needs a department, or all of them")
        with self._alone():
            if self.find(name):
                raise StaffPageUnusable(
                    f"there is an account {name} already: remove it first, or give it a new password"
                )
            account, password = _with_password(Account(name, departments, "", ""), password, self._cost)
            self._write([*self.all(), account])
        return password

    def change_password(self, name: str, password: str = "") -> str:
        """Give an account another password, and return it; who is signed in with the old one no longer is."""
        with self._alone():
            account, password = _with_password(self._known(name), password, self._cost)
            self._write([account if other.name == name else other for other in self.all()])
        return password

    def remove(self, name: str) -> None:
        """Forget an account; who is signed in with it no longer is."""
        with self._alone():
            self._known(name)
            self._write([account for account in self.all() if account.name != name])

    def secret(self) -> bytes:
        """What sessions are signed with; made when it is first asked for."""
        file = self._folder / "secret"
        with self._alone():
            if not file.exists():
                self._keep(file, secrets.token_hex(32))
            return file.read_bytes()

    def _known(self, name: str) -> Account:
        account = self.find(name)
        if account is None:
            raise StaffPageUnusable(f"there is no account {name}: ./hotline ivr staff list shows which there are")
        return account

    def _write(self, accounts: list[Account]) -> None:
        rows = [asdict(account) for account in sorted(accounts, key=lambda account: account.name)]
        self._keep(self._file, json.dumps(rows, ensure_ascii=False, indent=1))

    def _keep(self, file: Path, text: str) -> None:
        """Whole or not at all, for the hotline's own user only, also when root writes it."""
        part = file.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if os.getuid() == 0:
            owner = self._folder.stat()
            os.chown(part, owner.st_uid, owner.st_gid)
        part.replace(file)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            if not self._folder.exists():
                self._folder.mkdir(mode=0o700, parents=True)
                if os.getuid() == 0:
                    owner = self._folder.parent.stat()
                    os.chown(self._folder, owner.st_uid, owner.st_gid)
            folder = os.open(self._folder, os.O_RDONLY)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX)
                yield
            finally:
                os.close(folder)
        except OSError as error:
            raise StaffPageUnusable(
                f"{self._folder} cannot be used: {error}. Run this as root or the hotline's user"
            ) from error


def _with_password(account: Account, password: str, cost: int) -> tuple[Account, str]:
    if password and len(password) < SHORTEST_PASSWORD:
        raise StaffPageUnusable(
            f"a password needs at least {SHORTEST_PASSWORD} characters; leave it out to have one made"
        )
    password = password or secrets.token_urlsafe(PASSWORD_BYTES)
    salt = secrets.token_hex(16)
    return replace(account, salt=salt, scrambled=_scrambled(password, salt, cost)), password


def _scrambled(password: str, salt: str, cost: int) -> str:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt.encode(), n=cost, r=8, p=1).hex()

"""A private PostgreSQL server: its own folder, a Unix socket only, an unprivileged user; it can be killed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ivr.errors import HotlineError

UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root."""
START_SECONDS = 60.0


class PrivatePostgresql:
    """A server in a new folder, made by `private_server`."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._data = folder, folder / "data"
        self._as_user = _unprivileged(folder)
        self.url = f"postgresql://hotline@/postgres?host={folder}"
        options = ("-U", "hotline", "-A", "trust", "-E", "UTF8", "--no-sync")
        command = [str(_find("initdb")), "-D", str(self._data), *options]
        # to a file, not a pipe: nothing of the server may hold a pipe open
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(command, stdout=output, stderr=output, cwd="/", timeout=60, **self._as_user)  # type: ignore[call-overload]
            output.seek(0)
            if done.returncode:
                raise HotlineError(f"{' '.join(command)}:\n{output.read().decode()}")

    def start(self) -> None:
        """Start it, with recovery if it was killed; returns once it takes connections."""
        command = [str(_find("postgres")), "-D", str(self._data), "-k", str(self._folder), "-c", "listen_addresses="]
        until = time.monotonic() + START_SECONDS
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._as_user)  # type: ignore[call-overload]
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > until:
                told = (self._folder / "log").read_text(encoding="utf-8", errors="replace")[-1000:]
                raise HotlineError(f"PostgreSQL did not start:\n{told}")
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut would: the server and every process it has."""
        children = _children_of(self._process.pid)
        self._process.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, 9)
        self._process.wait()
        while any(Path(f"/proc/{child}/cwd").exists() for child in children):  # a zombie has none
            time.sleep(0.01)

    def _is_ready(self) -> bool:
        command = [str(_find("pg_isready")), "-q", "-h", str(self._folder)]
        return subprocess.run(command, cwd="/").returncode == 0


@contextmanager
def private_server() -> Iterator[PrivatePostgresql]:
    """A server that runs. Raises HotlineError, naming the package, when PostgreSQL is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
    try:
        server = PrivatePostgresql(folder)
        server.start()
        try:
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _children_of(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(child) for child in listed.split()]


def _unprivileged(folder: Path) -> dict[str, object]:
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _find(program: str) -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    on_path = shutil.which(program)
    if not found and not on_path:
        raise HotlineError(f"{program} is missing: install the package postgresql")
    return found[-1] if found else Path(str(on_path))

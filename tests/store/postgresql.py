"""A private PostgreSQL server for the tests: its own folder, a Unix socket only, an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root."""


@contextmanager
def private_server() -> Iterator[str]:
    """Its SQLAlchemy URL, while it runs. Fails, naming the package, when PostgreSQL is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
    try:
        as_user = _unprivileged(folder)
        data = folder / "data"
        _run("initdb", "-D", data, "-U", "hotline", "-A", "trust", "-E", "UTF8", "--no-sync", **as_user)
        options = f"-k {folder} -c listen_addresses=''"
        _run("pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start", **as_user)
        try:
            yield f"postgresql://hotline@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", **as_user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, object]:
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(program: str, *arguments: object, **as_user: object) -> None:
    command = [str(_find(program)), *map(str, arguments)]
    # to a file, not a pipe: the server it leaves running would hold the pipe open
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=output, cwd="/", timeout=60, **as_user)  # type: ignore[call-overload]
        output.seek(0)
        assert done.returncode == 0, f"{' '.join(command)}:\n{output.read().decode()}"


def _find(program: str) -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    on_path = shutil.which(program)
    assert found or on_path, f"{program} is missing: install the package postgresql"
    return found[-1] if found else Path(str(on_path))

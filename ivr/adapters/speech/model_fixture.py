"""This repository's own Mandarin model: packed in models/, unpacked once under var/."""

from __future__ import annotations

import fcntl
import hashlib
import lzma
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ivr.errors import ModelUnusable
from ivr.settings import Settings

NAME = "zh-fixture"
MARK = ".unpacked-from"


def directory(settings: Settings) -> Path:
    """Where it is unpacked."""
    return settings.var / "models" / NAME


def unpack(settings: Settings) -> Path:
    """The unpacked model, unpacking it first where it is absent or the archive changed. Safe in several processes.

    Raises ModelUnusable. A failed attempt leaves nothing behind.
    """
    archive, target = settings.root / "models" / f"{NAME}.tar.xz", directory(settings)
    if not archive.is_file():
        if target.is_dir():
            return target
        raise ModelUnusable(f"{archive} is missing. Fetch it with the repository, or: ./hotline model use DIR")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.parent / ".lock"):
            mark = hashlib.sha256(archive.read_bytes()).hexdigest()
            if _mark_of(target) != mark:
                _replace(archive, target, mark)
    except (OSError, EOFError, lzma.LZMAError, tarfile.TarError) as error:
        raise ModelUnusable(
            f"{archive} cannot be unpacked to {target}: {error}. It needs 100 MB of disk; else fetch it again"
        ) from error
    return target


def _replace(archive: Path, target: Path, mark: str) -> None:
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=target.parent) as aside:
        _extract(archive, Path(aside))
        inside = list(Path(aside).iterdir())
        fresh = inside[0] if len(inside) == 1 and inside[0].is_dir() else Path(aside)
        (fresh / MARK).write_text(mark, encoding="ascii")
        if target.exists():
            os.rename(target, Path(tempfile.mkdtemp(prefix=".old-", dir=target.parent)) / NAME)
        os.rename(fresh, target)
        Path(aside).mkdir(exist_ok=True)
    for old in target.parent.glob(".old-*"):
        shutil.rmtree(old, ignore_errors=True)


def _extract(archive: Path, into: Path) -> None:
    """Plain files and folders only; also on a Python whose tarfile has no filters yet (Debian 12's 3.11.2)."""
    with tarfile.open(archive, "r:xz") as tar:
        for member in tar.getmembers():
            path = PurePosixPath(member.name)
            if path.is_absolute() or ".." in path.parts or not (member.isfile() or member.isdir()):
                raise tarfile.TarError(f"{member.name!r} does not belong into a model")
        if hasattr(tarfile, "data_filter"):
            tar.extractall(into, filter="data")
        else:
            tar.extractall(into)


def _mark_of(target: Path) -> str:
    file = target / MARK
    return file.read_text(encoding="ascii") if file.is_file() else ""


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

"""Several files change together: all new or all old, also when the machine stops in between."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ivr.errors import DirectoryInvalid

JOURNAL = "journal.json"


def _nothing(step: str) -> None:
    """Told before each step."""


@contextmanager
def alone(folder: Path, places: Sequence[Path], before: Callable[[str], None] = _nothing) -> Iterator[None]:
    """One admin at a time; an interrupted change is finished or forgotten first. Raises DirectoryInvalid.

    places: the folders whose files change.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DirectoryInvalid("somebody else is changing the directory: try again in a minute") from None
            recover(folder, places, before)
            yield
    except OSError as error:
        raise DirectoryInvalid(f"the directory cannot be changed: {error}. Nothing was changed by halves") from error


def staged(target: Path) -> Path:
    """Where the new content of a file waits."""
    return target.with_name(f".{target.name}.next")


def replace_together(
    folder: Path, files: Mapping[Path, bytes | None], before: Callable[[str], None] = _nothing
) -> None:
    """Give these files their content; None: it is staged already. Call it within `alone`."""
    try:
        for target, content in files.items():
            before(f"stage {target.name}")
            target.parent.mkdir(parents=True, exist_ok=True)
            if content is not None:
                _write(staged(target), content)
        before("decide")
        _write(folder / f".{JOURNAL}", json.dumps([str(target.absolute()) for target in files]).encode())
    except OSError:
        for target in files:
            staged(target).unlink(missing_ok=True)
        raise
    os.replace(folder / f".{JOURNAL}", folder / JOURNAL)  # from here on it is done, whatever happens
    _sync_folder(folder)
    _finish(folder, before)


def recover(folder: Path, places: Sequence[Path], before: Callable[[str], None] = _nothing) -> None:
    """Finish a change that was decided when its process ended; forget one that was not."""
    if (folder / JOURNAL).exists():
        _finish(folder, before)
    for place in places:
        for left in place.glob(".*.next"):
            left.unlink(missing_ok=True)


def _finish(folder: Path, before: Callable[[str], None]) -> None:
    targets = [Path(name) for name in json.loads((folder / JOURNAL).read_bytes())]
    for target in targets:
        before(f"replace {target.name}")
        if staged(target).exists():
            os.replace(staged(target), target)
    for parent in {target.parent for target in targets}:
        _sync_folder(parent)
    before("end")
    (folder / JOURNAL).unlink()


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

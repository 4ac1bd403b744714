"""The bot's Unix socket, and the lock that makes it the only one of its var directory."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path

from ivr.errors import BotUnavailable

BACKLOG = 128


class BotSocket:
    """Where launchers hand over calls. Raises BotUnavailable when another bot runs, or the path cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._listening = socket.socket(socket.AF_UNIX)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # The lock ends with this process, however it ends; so a socket that lies here is a dead bot's.
            self._lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
            self._listening.bind(str(path))
            path.chmod(0o660)
            self._listening.listen(BACKLOG)
        except BlockingIOError:
            raise BotUnavailable(
                f"a bot is already running at {path}, or still finishing its calls: ./hotline down stops it"
            ) from None
        except OSError as error:
            raise BotUnavailable(f"the bot cannot listen at {path}: {error}. Free it, or set HOTLINE_VAR") from error

    def fileno(self) -> int:
        """The listening descriptor, to be inherited by workers."""
        return self._listening.fileno()

    def stop_listening(self) -> None:
        """From now on launchers fail at once; no other bot may start yet. Safe to call twice."""
        if self._listening.fileno() >= 0:
            self._path.unlink(missing_ok=True)
            self._listening.close()

    def close(self) -> None:
        """Another bot may start."""
        self.stop_listening()
        os.close(self._lock)

"""An Asterisk of its own with the repository's dialplan, on ports nobody uses; it can be killed."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

from ivr.adapters.asterisk.config import asterisk_prefix, write_config
from ivr.errors import AsteriskUnusable
from ivr.settings import Settings

START_SECONDS = 60.0


class PrivateAsterisk:
    """Asterisk on loopback, in the foreground of a process of ours. Its ports and folders are in the settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._binary = asterisk_prefix(settings) / "sbin" / "asterisk"
        self._file = settings.var / "asterisk" / "etc" / "asterisk.conf"

    def command(self, text: str) -> str:
        """What `asterisk -rx` prints."""
        words = [str(self._binary), "-C", str(self._file), "-rx", text]
        return str(subprocess.run(words, capture_output=True, text=True, timeout=20).stdout)

    def start(self) -> subprocess.Popen[bytes]:
        """The process, once it is fully booted."""
        write_config(self.settings)
        process = self.spawn()
        until = time.monotonic() + START_SECONDS
        while "fully booted" not in self.command("core waitfullybooted"):
            if process.poll() is not None or time.monotonic() > until:
                raise AsteriskUnusable(f"Asterisk did not start: see {self.log}")
            time.sleep(0.1)
        return process

    def spawn(self) -> subprocess.Popen[bytes]:
        """The process, which boots."""
        with self.log.open("ab") as log:
            command = [str(self._binary), "-C", str(self._file), "-f"]
            return subprocess.Popen(command, stdout=log, stderr=log, cwd="/")

    @property
    def log(self) -> Path:
        """What it says before it has a log of its own."""
        return self.settings.var / "asterisk" / "log" / "console.log"


def free_port(kind: socket.SocketKind) -> int:
    """A port of loopback nobody uses now."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

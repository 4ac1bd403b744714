"""A bot for tests of the dialplan: takes handovers as the real one does, and ends each as its script says."""

from __future__ import annotations

import array
import os
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Self

Ending = dict[str, str]
"""The channel variables set before the AGI ends; none: the bot dies in the middle of the call."""


class ScriptedBot:
    """Listens in `with`. endings: one for each entry of a call, the last one for all that follow.

    arguments: what came with each handover.
    """

    def __init__(self, path: Path, endings: Sequence[Ending]) -> None:
        self.arguments: list[dict[str, str]] = []
        self._endings = list(endings)
        self._path = path
        self._listening = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._listening.bind(str(self._path))
        self._listening.listen()
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._path.unlink()

    def ending(self, arguments: dict[str, str]) -> Ending:
        """Of the talk that has just come with these arguments."""
        return self._endings[min(len(self.arguments), len(self._endings)) - 1]

    def _serve(self) -> None:
        while True:
            try:
                launcher, _ = self._listening.accept()
            except OSError:
                return  # closed
            with launcher:
                self._take(launcher)

    def _take(self, launcher: socket.socket) -> None:
        launcher.sendall(b"+")
        message, extra, _, _ = launcher.recvmsg(4096, socket.CMSG_SPACE(12))
        fds = array.array("i", extra[0][2])
        words = message.decode().strip("\n").split("\0")
        self.arguments.append(dict(word.split("=", 1) for word in words))
        ending = self.ending(self.arguments[-1])
        with os.fdopen(fds[0], "r") as replies:
            while replies.readline().strip():
                pass  # the AGI environment
            for name, value in ending.items():
                os.write(fds[1], f"SET VARIABLE {name} {value}\n".encode())
                assert replies.readline().startswith("200")
        os.close(fds[1])
        os.close(fds[2])

"""The worker's side of a handover: takes a call's three file descriptors from its launcher."""

from __future__ import annotations

import array
import contextlib
import os
import socket
import threading
from dataclasses import dataclass, field
from types import TracebackType

from ivr.errors import AgiBroken

ACK = b"+"
LONGEST_MESSAGE = 4096
PATIENCE_SECONDS = 2.0


@dataclass
class Handover:
    """A call as handed over. commands, replies: AGI (fd 1, fd 0). audio: fd 3, signed 16-bit 8 kHz. Closed in `with`.

    launcher: its end is the hang-up. arguments: KEY=VALUE as written in the dialplan.
    """

    replies: int
    commands: int
    audio: int
    launcher: socket.socket
    arguments: dict[str, str]
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Handover:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        with self._lock:
            self._closed = True
            for fd in (self.commands, self.replies, self.audio):
                os.close(fd)
            self.launcher.close()

    def cut(self) -> None:
        """Make Asterisk see the end of this AGI while a thread still holds it: the dialplan goes on.

        The numbers stay taken until the thread lets go, so that it can never touch another call's.
        """
        with self._lock:
            if self._closed:
                return
            nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
            for fd in (self.commands, self.replies, self.audio):
                os.dup2(nothing, fd, inheritable=False)
            os.close(nothing)
            with contextlib.suppress(OSError):  # the launcher, which waits for this, may be gone
                self.launcher.shutdown(socket.SHUT_RDWR)

    def has_hung_up(self) -> bool:
        """After the launcher's socket became readable: whether it ended, or only wrote something."""
        try:
            return not self.launcher.recv(16)
        except ConnectionResetError:
            return True


def receive(launcher: socket.socket) -> Handover:
    """Answer a launcher and take its call. Raises AgiBroken, with everything closed, when it sends something else."""
    launcher.settimeout(PATIENCE_SECONDS)
    received: list[int] = []
    try:
        launcher.sendall(ACK)
        space = socket.CMSG_SPACE(8 * array.array("i").itemsize)
        message, extra, _, _ = launcher.recvmsg(LONGEST_MESSAGE, space, socket.MSG_CMSG_CLOEXEC)
        for level, kind, payload in extra:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                fds = array.array("i")
                fds.frombytes(payload[: len(payload) - len(payload) % fds.itemsize])
                received += fds
        if len(received) != 3:
            raise AgiBroken(f"a launcher passed {len(received)} file descriptors instead of 3: is it hotline.eagi?")
    except (OSError, AgiBroken) as error:
        for fd in received:
            os.close(fd)
        launcher.close()
        raise error if isinstance(error, AgiBroken) else AgiBroken(f"a launcher went away: {error}") from error
    for fd in received:
        os.set_blocking(fd, False)
    return Handover(received[0], received[1], received[2], launcher, _arguments(message))


def _arguments(message: bytes) -> dict[str, str]:
    words = message.decode("utf-8", "replace").strip("\n").split("\0")
    return dict(word.split("=", 1) for word in words if "=" in word)

"""A manager interface without an Asterisk: it greets, lets everybody in, and may lose a connection."""

from __future__ import annotations

import socket
import threading


class FakeManager:
    """Loses the first `lost` connections at the first action after their login. Use it in `with`."""

    def __init__(self, lost: int) -> None:
        self._lost = lost
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> FakeManager:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as wire:
            wire.write(b"Asterisk Call Manager/11.0.0\r\n")
            wire.flush()
            action = ""
            for line in wire:
                name, _, value = line.decode().strip().partition(": ")
                action = value if name == "Action" else action
                if not name:
                    if action != "Login" and self._lost:
                        self._lost -= 1
                        return
                    wire.write(b"Response: Success\r\nMessage: " + action.encode() + b"\r\n\r\n")
                    wire.flush()

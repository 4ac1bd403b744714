"""pyst2's manager interface (AMI), mended: it waits for an answer so long only, and no value can be a header."""

from __future__ import annotations

import queue
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from asterisk.manager import EOL, Event, Manager, ManagerException

from ivr.errors import TelephoneUnavailable

ANSWER_SECONDS = 5.0
"""Asterisk answers in milliseconds; one that is stuck must not stop the dialler for ever."""
Headers = Mapping[str, str]


class _Mended(Manager):  # type: ignore[misc]
    """pyst2's send_action waits for ever when Asterisk is stuck, or dies between its two lines."""

    def send_action(self, cdict: Mapping[str, Any] = {}, **more: Any) -> Any:
        """Send and return the response. Raises ManagerException, OSError; queue.Empty when none comes."""
        if not self.connected():
            raise ManagerException("not connected")
        self._sock.write(encoded({**cdict, **more}))
        response = self._response_queue.get(timeout=ANSWER_SECONDS)
        if not response:
            raise ManagerException("connection lost")
        return response


def encoded(headers: Mapping[str, Any]) -> bytes:
    """An action on the wire. A line break within a value, which would begin a header of its own, becomes a blank."""
    lines = []
    for name, value in headers.items():
        for one in value if isinstance(value, list) else [value]:
            lines.append(f"{name}: {' '.join(str(one).split())}")
    text: str = EOL.join(lines) + EOL + EOL
    return text.encode("utf-8", "ignore")


def swallowed(data: str) -> list[dict[str, str]]:
    """The events in what pyst2 takes for the text of a response: after "… status will follow" it splits nothing."""
    found = []
    for block in data.replace("\r", "").split("\n\n"):
        pairs = (line.partition(":") for line in block.splitlines() if ":" in line)
        headers = {name.strip(): value.strip() for name, _, value in pairs}
        if "Event" in headers:
            found.append(headers)
    return found


class ManagerLink:
    """One connection, made when it is needed and again after it was lost. on_event: called in a thread of its own."""

    def __init__(self, port: int, password: Callable[[], str], on_event: Callable[[str, Headers], None]) -> None:
        self._port, self._password, self._on_event = port, password, on_event
        self._manager: _Mended | None = None

    def send(self, action: str, **headers: Any) -> Headers:
        """The response's headers. Raises TelephoneUnavailable when none comes; whether it was done is then unknown."""
        try:
            response = self._connected().send_action({"Action": action, **headers})
        except (ManagerException, OSError, queue.Empty, AttributeError) as error:
            self._manager = None
            raise TelephoneUnavailable(
                f"Asterisk's manager interface on port {self._port} does not answer ({error or 'nothing came'}):"
                " is the hotline up? ./hotline status"
            ) from error
        for headers in swallowed(response.data):
            self._on_event(headers["Event"], headers)
        return dict(response.headers)

    def close(self) -> None:
        """Forget the connection."""
        if self._manager and self._manager.connected():
            with suppress(ManagerException, OSError, queue.Empty):  # Asterisk may be gone
                self._manager.close()
        self._manager = None

    def _connected(self) -> _Mended:
        if self._manager is None or not self._manager.connected():
            manager = _Mended()
            manager.connect("127.0.0.1", self._port)
            manager.login("hotline", self._password())
            manager.register_event("*", self._take)
            self._manager = manager
        return self._manager

    def _take(self, event: Event, _: Manager) -> None:
        self._on_event(event.name, event.headers)

"""SIP over UDP for one phone: sends requests until they are answered, gives the digest when asked, reads what comes."""

from __future__ import annotations

import queue
import select
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from demo.leg import Dialog, new_tag
from demo.sip import Headers, Message, digest_answer, parse
from ivr.errors import DemoFailed

RETRY_SECONDS = (0.5, 1.0, 2.0, 4.0)
RINGING_SECONDS = 60.0
Take = Callable[[Message], None]


@dataclass(frozen=True)
class Account:
    """Who the phone is to the server."""

    user: str
    password: str


class Wire:
    """One socket and its reading thread. on_request, on_stray: called there with requests, and unexpected responses."""

    def __init__(
        self, account: Account, server: tuple[str, int], address: str, on_request: Take, on_stray: Take
    ) -> None:
        self.server, self.address = server, address
        self._account, self._on_request, self._on_stray = account, on_request, on_stray
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 0))
        self.port: int = self._socket.getsockname()[1]
        self._waiting: dict[tuple[str, str], queue.Queue[Message]] = {}
        self._closing = False
        self._reader = threading.Thread(target=self._read, daemon=True, name=f"sip-{account.user}")
        self._reader.start()

    def send(self, message: Message) -> None:
        """Send to the server, once."""
        self._socket.sendto(message.wire(), self.server)

    def request(self, method: str, dialog: Dialog, more: Headers, via: str = "", body: str = "") -> Message:
        """A request of this dialog at its sequence number. via: of the request it belongs to, for CANCEL and ACK."""
        via = via or f"SIP/2.0/UDP {self.address}:{self.port};branch=z9hG4bK{new_tag()};rport"
        to = f"<{dialog.target}>" if method == "CANCEL" else dialog.remote
        headers = [("Via", via), ("Max-Forwards", "70"), ("From", dialog.local), ("To", to)]
        headers += [("Call-ID", dialog.call_id), ("CSeq", f"{dialog.sequence} {method}")]
        return Message(f"{method} {dialog.target} SIP/2.0", [*headers, *more], body)

    def ask(
        self, method: str, dialog: Dialog, more: Headers, body: str = "", on_sent: Take | None = None,
        on_progress: Take | None = None,
    ) -> Message:  # fmt: skip
        """The final response, our digest given when asked. Raises DemoFailed when nobody answers."""
        dialog.sequence += 1
        answer = self._transact(self.request(method, dialog, more, body=body), dialog, on_sent, on_progress)
        if answer.status not in (401, 407):
            return answer
        challenge, given = (
            ("www-authenticate", "Authorization")
            if answer.status == 401
            else ("proxy-authenticate", "Proxy-Authorization")
        )
        known = [value for name, value in answer.headers if name.lower() == challenge]
        user = self._account
        more = [*more, (given, digest_answer(known, method, dialog.target, user.user, user.password))]
        dialog.sequence += 1
        return self._transact(self.request(method, dialog, more, body=body), dialog, on_sent, on_progress)

    def close(self) -> None:
        """Stop reading, free the port."""
        self._closing = True
        self._reader.join(1)
        self._socket.close()

    def _transact(self, request: Message, dialog: Dialog, on_sent: Take | None, on_progress: Take | None) -> Message:
        answers: queue.Queue[Message] = queue.Queue()
        key = (_branch(request), request.method)
        self._waiting[key] = answers
        if on_sent:
            on_sent(request)
        try:
            answer = self._final(request, answers, on_progress)
        finally:
            self._waiting.pop(key, None)
        if request.method == "INVITE" and answer.status >= 300:
            refused = Dialog(dialog.call_id, dialog.local, answer.get("to"), dialog.target, dialog.sequence)
            self.send(self.request("ACK", refused, [], request.get("via")))
        return answer

    def _final(self, request: Message, answers: queue.Queue[Message], on_progress: Take | None) -> Message:
        for patience in RETRY_SECONDS:
            self.send(request)
            answer = _next(answers, patience)
            while answer and answer.status < 200:
                if on_progress:
                    on_progress(answer)
                answer = _next(answers, RINGING_SECONDS)
                if answer is None:
                    raise DemoFailed(f"{request.method} was not decided within {RINGING_SECONDS:.0f} s")
            if answer:
                return answer
        raise DemoFailed(f"{self.server[0]}:{self.server[1]} does not answer {request.method}: is the hotline up?")

    def _read(self) -> None:
        while not self._closing:
            if not select.select([self._socket], [], [], 0.1)[0]:
                continue
            message = parse(self._socket.recv(65535))
            if message and message.status:
                waiting = self._waiting.get((_branch(message), message.method))
                waiting.put(message) if waiting else self._on_stray(message)
            elif message:
                self._on_request(message)


def _branch(message: Message) -> str:
    return message.get("via").partition("branch=")[2].split(";")[0].split(",")[0]


def _next(answers: queue.Queue[Message], seconds: float) -> Message | None:
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return None

"""A mail server of the test's own, on a real port: it keeps what it takes, and refuses when it is told to."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import SOCK_STREAM
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ivr.benches.private_asterisk import free_port


class MailServer:
    """Listens in `with`. taken: what was sent, and to whom. refuses: the answer to all mail instead; "": none."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.refuses = ""
        self.port = free_port(SOCK_STREAM)
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuses:
            return self.refuses
        message = message_from_bytes(cast(bytes, envelope.original_content), policy=policy.default)
        self.taken.append((list(envelope.rcpt_tos), message))
        return "250 taken"

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

"""A mail server of the test's own, on a real port: it keeps what it takes, and refuses when it is told to."""

from __future__ import annotations

import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from socket import SOCK_STREAM
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from ivr.benches.private_asterisk import free_port


class MailServer:
    """Listens in `with`. taken: what was sent, and to whom. refuses: the answer to all mail instead; "": none.

    security: "none", "starttls" or "tls", with the certificate, a PEM file that holds its key, too. began: for each
    MAIL command, whether it came encrypted. account: who must sign in, and by what; None: nobody need.
    """

    def __init__(
        self, security: str = "none", certificate: Path | None = None, account: tuple[str, str] | None = None
    ) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.began: list[bool] = []
        self.refuses = ""
        self.account = account
        self.port = free_port(SOCK_STREAM)
        how: dict[str, Any] = {"auth_required": bool(account), "authenticator": self._check}
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            how["ssl_context" if security == "tls" else "tls_context"] = context
        if security == "tls":
            how["auth_require_tls"] = False  # the whole connection is encrypted, which aiosmtpd does not see
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **how)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.began.append(server.transport is not None and server.transport.get_extra_info("sslcontext") is not None)
        envelope.mail_from = address
        return "250 go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuses:
            return self.refuses
        message = message_from_bytes(cast(bytes, envelope.original_content), policy=policy.default)
        self.taken.append((list(envelope.rcpt_tos), message))
        return "250 taken"

    def _check(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        told = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=told == self.account, handled=False)

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

"""Notices by mail: to the department's lead, then to the city desk."""

from __future__ import annotations

import csv
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from ivr.domain.notices import Notice
from ivr.domain.notify_settings import NotifySettings
from ivr.errors import NoticeFailed

TIMEOUT_SECONDS = 20.0


class Mail:
    """leads: department → mail address, read anew for each notice. Raises NoticeFailed."""

    def __init__(self, settings: NotifySettings, leads: Path) -> None:
        self._settings, self._leads = settings, leads

    def tell(self, notice: Notice) -> str:
        """Send it; returns to whom."""
        s, to = self._settings, self.address_of(notice)
        try:
            with self._connected() as server:
                if s.smtp_security == "starttls":
                    server.starttls(context=self._trust())
                if s.smtp_user:
                    server.login(s.smtp_user, Path(s.smtp_password_file).read_text(encoding="utf-8").strip())
                server.send_message(_message(notice, s.sender, to), s.sender, [to])
        except ssl.SSLCertVerificationError as error:
            raise NoticeFailed(
                f"no mail to {to}: {s.smtp_host}:{s.smtp_port} has a certificate that is not trusted"
                f" ({error.verify_message}). Who vouches for it goes into smtp_ca_file in [notify] of hotline.toml"
            ) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NoticeFailed(
                f"no mail to {to} by {s.smtp_host}:{s.smtp_port}: {error}. See [notify] in hotline.toml"
            ) from error
        return to

    def address_of(self, notice: Notice) -> str:
        """The lead's, or the city desk's: that of the second step, and where a lead has none."""
        lead = read_leads(self._leads).get(notice.department) if notice.step == 1 else None
        return lead or self._settings.city_desk

    def _connected(self) -> smtplib.SMTP:
        s = self._settings
        if s.smtp_security == "tls":
            return smtplib.SMTP_SSL(s.smtp_host, s.smtp_port, timeout=TIMEOUT_SECONDS, context=self._trust())
        return smtplib.SMTP(s.smtp_host, s.smtp_port, timeout=TIMEOUT_SECONDS)

    def _trust(self) -> ssl.SSLContext:
        """Whom to believe that a server is the one: nobody else gets mail or password."""
        file = self._settings.smtp_ca_file
        try:
            return ssl.create_default_context(cafile=file or None)
        except OSError as error:
            raise NoticeFailed(f"smtp_ca_file = {file!r} holds no certificates in PEM ({error})") from error


def read_leads(file: Path) -> Mapping[str, str]:
    """Department → address. A file that is not there has none. Raises NoticeFailed when it is none of the kind."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return {row["department"].strip(): row["address"].strip() for row in csv.DictReader(stream)}
    except FileNotFoundError:
        return {}
    except (OSError, KeyError, AttributeError, ValueError, csv.Error) as error:
        raise NoticeFailed(f"{file} is no CSV file with the columns department and address: {error!r}") from error


def _message(notice: Notice, sender: str, to: str) -> EmailMessage:
    """The same id each time it is tried, so that a mailbox shows it once."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = notice.subject, sender, to
    message["Date"] = format_datetime(notice.at.astimezone())
    message["Message-ID"] = f"<hotline-notice-{notice.id}-{notice.at:%Y%m%d%H%M%S}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(notice.text)
    return message

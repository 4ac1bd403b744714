"""The settings of telling people that a callback is overdue, and what is wrong with them."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

SECURITIES = ("none", "starttls", "tls")


@dataclass(frozen=True)
class NotifySettings:
    """smtp_host: "" sends no mail. smtp_password_file: holds nothing else. command: "" runs none.

    smtp_ca_file: PEM certificates of who vouches for the server; "" trusts whom the machine trusts.
    leads: a CSV file with the columns department and address; "" is var/staff/leads.csv.
    city_desk: who is told second, and instead of a lead who has no address.
    """

    smtp_host: str = ""
    smtp_port: int = 25
    smtp_security: str = "none"
    smtp_ca_file: str = ""
    smtp_user: str = ""
    smtp_password_file: str = ""
    sender: str = ""
    city_desk: str = ""
    leads: str = ""
    command: str = ""
    page_url: str = ""

    @property
    def is_wanted(self) -> bool:
        """Whether anybody is told at all."""
        return bool(self.smtp_host or self.command)


def fault_in(n: NotifySettings) -> str | None:
    """What is wrong, for the message after the section's name; None when all is well."""
    if n.smtp_security not in SECURITIES:
        return f"smtp_security = {n.smtp_security!r}: choose one of {', '.join(SECURITIES)}"
    if n.smtp_host and not ("@" in n.sender and "@" in n.city_desk):
        return "smtp_host needs sender and city_desk, both mail addresses"
    if n.smtp_user and n.smtp_security == "none":
        return 'smtp_user needs smtp_security = "starttls" or "tls": its password is not sent in plain'
    if not 1 <= n.smtp_port <= 65535:
        return f"smtp_port = {n.smtp_port} is no port"
    try:
        shlex.split(n.command)
    except ValueError as error:
        return f"command = {n.command!r}: {error}"
    return None

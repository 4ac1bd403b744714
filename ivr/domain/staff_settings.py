"""The settings of the page for department staff, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StaffSettings:
    """page: whether it runs beside the bot. https: a proxy in front of it speaks TLS; cookies then ask for it.

    session_hours: after so many an account signs in again.
    """

    page: bool = False
    address: str = "127.0.0.1"
    port: int = 8345
    https: bool = False
    session_hours: int = 10


def fault_in(s: StaffSettings) -> str | None:
    """What is wrong, for the message after the section's name; None when all is well."""
    if not 1024 <= s.port <= 65535:
        return f"port = {s.port}: choose a port from 1024 to 65535"
    if s.session_hours < 1:
        return "session_hours must be at least 1"
    return None

"""The settings of callbacks, what is wrong with them, and the rules they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ivr.domain.attempts import Rules
from ivr.domain.hours import parse_hours


@dataclass(frozen=True)
class CallbackSettings:
    """How promised callbacks are called. first: whose telephone rings first, "agent" or "customer".

    diallers: how many run beside the bot; 0: an admin starts `ivr callbacks dial` where it shall run.
    dial: how a caller is reached, NUMBER standing for the digits. shows: the number on the caller's display.
    opens, closes: lawful hours, like 09:00.
    gap_minutes: at least so long after the first attempt; each further gap is four times as long. rest_minutes: at
    least so long between calls to one number about two matters.
    """

    diallers: int = 1
    first: str = "agent"
    dial: str = "PJSIP/NUMBER@trunk"
    shows: str = "12345"
    opens: str = "09:00"
    closes: str = "20:00"
    tolerance_minutes: int = 15
    most_attempts: int = 3
    gap_minutes: int = 60
    rest_minutes: int = 5
    agent_ring_seconds: int = 20
    customer_ring_seconds: int = 40


def fault_in(c: CallbackSettings) -> str | None:
    """What is wrong, for the message after the section's name; None when all is well."""
    if c.first not in ("agent", "customer"):
        return f'first = {c.first!r}: choose "agent" or "customer"'
    if "/" not in c.dial:
        return f'dial = {c.dial!r}: write it like "PJSIP/NUMBER@trunk"'
    for key in ("most_attempts", "gap_minutes", "agent_ring_seconds", "customer_ring_seconds"):
        if getattr(c, key) < 1:
            return f"{key} must be at least 1"
    for key in ("tolerance_minutes", "diallers", "rest_minutes"):
        if getattr(c, key) < 0:
            return f"{key} must be at least 0"
    try:
        parse_hours(c.opens, c.closes)
    except ValueError as error:
        return f"opens, closes: {error}"
    return None


def rules_of(c: CallbackSettings) -> Rules:
    """The rules of attempts; the settings are known to be good."""
    return Rules(
        parse_hours(c.opens, c.closes),
        timedelta(minutes=c.tolerance_minutes),
        c.most_attempts,
        timedelta(minutes=c.gap_minutes),
    )

"""The admin's settings of queues ([queue] in hotline.toml), and what makes them unusable."""

from __future__ import annotations

import re
from dataclasses import dataclass

STRATEGIES = ("ringall", "leastrecent", "fewestcalls", "random", "rrmemory", "rrordered", "linear", "wrandom")
"""Those of Asterisk's Queue."""
PHONE = re.compile(r"[A-Za-z0-9/@._-]*NUMBER[A-Za-z0-9/@._-]*", re.ASCII)
LEAST = {
    "wait_seconds": 1, "helper_wait_seconds": 0, "operator_overflow_seconds": 0, "ring_seconds": 5,
    "retry_seconds": 1, "wrapup_seconds": 0, "announce_seconds": 0, "off_duty_penalty": -1,
}  # fmt: skip


@dataclass(frozen=True)
class QueueSettings:
    """How callers wait for a department, and how its agents are rung.

    wait_seconds: in the department's queue. helper_wait_seconds: then in that of the matter's helper.
    operator_overflow_seconds: then at the operators; 0 offers the callback first. ring_seconds: one ringing of a phone.
    announce_seconds: between announcements of the place; 0 for none. off_duty_penalty: added to a seat's outside its
    duty; -1: it is not rung then. phone: how a seat is rung, NUMBER stands for its extension.
    """

    wait_seconds: int = 20
    helper_wait_seconds: int = 15
    operator_overflow_seconds: int = 0
    strategy: str = "ringall"
    ring_seconds: int = 15
    retry_seconds: int = 2
    wrapup_seconds: int = 0
    announce_seconds: int = 30
    off_duty_penalty: int = 10
    phone: str = "PJSIP/NUMBER"


def fault_in(settings: QueueSettings) -> str:
    """What is wrong with them, to follow "[queue] "; "" when nothing is."""
    for key, least in LEAST.items():
        if getattr(settings, key) < least:
            return f"{key} must be at least {least}"
    if settings.strategy not in STRATEGIES:
        return f"strategy = {settings.strategy!r} is none of {', '.join(STRATEGIES)}"
    if not PHONE.fullmatch(settings.phone):
        return f"phone = {settings.phone!r} must hold NUMBER, and nothing that is not part of a channel's name"
    return ""

"""What an agent sees of a call before picking up: short, and harmless whatever a caller said."""

from __future__ import annotations

from ivr.domain.outcomes import Referral

MOST_SHOWN = 40
"""A telephone's display has two or three short lines."""
MOST_WORDS = 120
MARKS = " ·，。、？！"
"""Kept besides letters, digits and characters: nothing here means anything to SIP, AMI or a dialplan."""


def harmless(text: str, most: int) -> str:
    """A text without quotes, line ends and what separates fields, at most so many characters."""
    kept = "".join(c if c.isalnum() or c in MARKS else " " for c in text)
    return " ".join(kept.split())[:most].rstrip()


def shown_to_agent(referral: Referral, department: str) -> str:
    """For the telephone's display: matter, or else the department asked for; district; the caller's words."""
    parts = (referral.matter or department, referral.district or "", referral.words)
    return harmless(" ".join(filter(None, parts)), MOST_SHOWN)

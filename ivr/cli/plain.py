"""What callers said and people wrote, made harmless for a terminal: no colours of its own, no telephone number."""

from __future__ import annotations

from rich.markup import escape

from ivr.domain.transcripts import without_numbers


def plain(text: str | None, numbers: bool = False) -> str:
    """The text for a table of rich, which takes [words] for colours. numbers: telephone numbers in full."""
    shown = "".join(c if c.isprintable() else " " for c in text or "")
    return escape(shown if numbers else without_numbers(shown))

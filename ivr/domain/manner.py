"""How the bot speaks to a caller: as usual, or slower and louder."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ivr.domain.dialogue import Command


@dataclass(frozen=True)
class Manner:
    """slow: the bot speaks slower, and waits longer for the caller. loud: it speaks louder.

    language: a folder under prompts/; "" is the site's own.
    """

    slow: bool = False
    loud: bool = False
    language: str = ""

    def after(self, command: Command) -> Manner:
        """The manner once the caller has asked for it; any other command changes nothing."""
        match command:
            case Command.SLOWER:
                return replace(self, slow=True)
            case Command.LOUDER:
                return replace(self, loud=True)
            case Command.USUAL_PACE:
                return replace(self, slow=False)
            case Command.SOFTER:
                return replace(self, loud=False)
            case _:
                return self


USUAL = Manner()

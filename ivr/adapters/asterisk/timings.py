"""How long a caller waited for the bot after each answer, as JSON lines in the log."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable

from ivr.domain.heard import Heard, Said
from ivr.domain.prompts import Prompt

log = logging.getLogger(__name__)


class Timings:
    """One call's turns. A line holds prompt names and times; never a number nor what was said."""

    def __init__(self, call_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._call_id, self._clock = call_id, clock
        self._open: dict[str, object] | None = None
        self._heard_at = 0.0

    def heard(self, prompt: Prompt, heard: Heard, interrupted: bool) -> None:
        """An answer is there. interrupted: the prompt was still playing when the caller began."""
        self._heard_at = self._clock()
        self._open = {
            "call": self._call_id,
            "prompt": prompt.name,
            "heard": type(heard).__name__.lower(),
            "interrupted": interrupted,
        }
        if isinstance(heard, Said):
            self._open |= {"speech_seconds": round(heard.seconds, 2), "confidence": round(heard.confidence, 2)}

    def went_on(self, following: str) -> None:
        """The next prompt was sent to Asterisk, or the call was handed on: the answer's line is complete."""
        if self._open is not None:
            reply_ms = round((self._clock() - self._heard_at) * 1000)
            log.info("turn %s", json.dumps({**self._open, "next": following, "reply_ms": reply_ms}))
            self._open = None

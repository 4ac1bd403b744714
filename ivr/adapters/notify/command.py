"""Notices by a command of the site's own: it gets the notice as JSON on its standard input."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
from contextlib import suppress
from dataclasses import asdict

from ivr.domain.notices import Notice
from ivr.errors import NoticeFailed

TIMEOUT_SECONDS = 60.0


class Command:
    """words: as typed in the settings; no shell reads them. Exit status 0 means: told. Raises NoticeFailed."""

    def __init__(self, words: str, timeout: float = TIMEOUT_SECONDS) -> None:
        self._words, self._timeout = shlex.split(words), timeout

    def tell(self, notice: Notice) -> str:
        """Run it; returns its name."""
        told = json.dumps(asdict(notice) | {"at": notice.at.isoformat(" ", "seconds")}, ensure_ascii=False)
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(
                self._words, stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe, start_new_session=True
            )
        except OSError as error:
            raise NoticeFailed(f"{self._words[0]} cannot be run: {error}. See command of [notify]") from error
        try:
            _, said = process.communicate(told.encode() + b"\n", self._timeout)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with whatever it started
            process.wait()
            raise NoticeFailed(f"{self._words[0]} took longer than {self._timeout:.0f} s and was ended") from None
        if process.returncode:
            why = said.decode("utf-8", "replace").strip()[-200:]
            raise NoticeFailed(f"{self._words[0]} ended with {process.returncode}: {why or 'it said nothing'}")
        return self._words[0]

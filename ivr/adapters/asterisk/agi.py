"""AGI on pyst2, mended: no signal handler, no copy of numbers to stderr, quoting, ends and interrupted prompts."""

from __future__ import annotations

import os
import re
import select
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from asterisk.agi import AGI

from ivr.errors import AgiBroken, HungUp

REPLY = re.compile(r"^(\d{3})([ -])(.*)$")
RESULT = re.compile(r"result=(-?[\w*#]*)(?:\s+\((.*)\))?")
PATIENCE_SECONDS = 10.0
"""How long Asterisk may take to answer a command that plays and waits for nothing."""


@dataclass(frozen=True)
class Reply:
    """Asterisk's answer to one command. value: after result=; note: in parentheses; command: what it answers."""

    command: str
    value: str
    note: str
    line: str

    @property
    def key(self) -> str:
        """The key pressed during STREAM FILE or WAIT FOR DIGIT; "" for none."""
        pressed = int(self.value) if self.value.isdigit() else 0
        return chr(pressed) if 32 < pressed < 127 else ""


class Agi(AGI):  # type: ignore[misc]
    """pyst2's commands over two file descriptors, usable in a select loop. Raises HungUp once the caller is gone."""

    def __init__(self, replies: int, commands: int) -> None:
        # Not pyst2's constructor: it installs a signal handler, which only the main thread may.
        self._replies, self._commands = replies, commands
        self._buffer = b""
        self._owed: deque[tuple[str, bool]] = deque()
        self._usage = False
        self.last_activity = time.monotonic()
        self.env: dict[str, str] = {}
        self._get_agi_env()

    def fileno(self) -> int:
        """Where replies come in, for select."""
        return self._replies

    def start(self, command: str, *arguments: Any) -> None:
        """Send a command without waiting. A STREAM FILE or WAIT FOR DIGIT still running is stopped by it."""
        self._owed = deque((owed, True) for owed, _ in self._owed)
        self._owed.append((command, False))
        self.send_command(command, *arguments)

    def poll(self) -> list[Reply]:
        """The replies that have come in so far, to the command sent last; keys of stopped ones among them."""
        self._fill()
        replies = []
        while b"\n" in self._buffer:
            reply = self._read_reply(self._take_line())
            if reply is not None:
                replies.append(reply)
        return replies

    def execute(self, command: str, *arguments: Any) -> dict[str, tuple[str, str]]:
        """Send a command and wait for its answer, in pyst2's form."""
        self.start(command, *arguments)
        limit = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < limit:
            for reply in self.poll():
                if reply.command == command and not self._owed:
                    return {"result": (reply.value, reply.note)}
            select.select([self._replies], [], [], 0.5)
        raise AgiBroken(f"Asterisk did not answer {command} within {PATIENCE_SECONDS:.0f} s")

    def send_command(self, command: str, *arguments: Any) -> None:
        """One command, one write: two in one write stall Asterisk."""
        words = [command, *(argument if isinstance(argument, str) else str(argument) for argument in arguments)]
        self.last_activity = time.monotonic()
        try:
            os.write(self._commands, (" ".join(words) + "\n").encode("utf-8", "replace"))
        except (BrokenPipeError, BlockingIOError) as error:
            raise HungUp from error

    def _quote(self, string: Any) -> str:
        """One AGI argument: quotes and backslashes escaped, line ends and control characters made blanks."""
        text = "".join(c if c.isprintable() else " " for c in str(string))
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _get_agi_env(self) -> None:
        limit = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < limit:
            while b"\n" in self._buffer:
                line = self._take_line()
                if not line:
                    return
                key, _, value = line.partition(": ")
                self.env.setdefault(key.rstrip(":"), value)
            select.select([self._replies], [], [], 0.5)
            self._fill()
        raise AgiBroken("Asterisk did not send the AGI environment")

    def _fill(self) -> None:
        try:
            piece = os.read(self._replies, 65536)
        except BlockingIOError:
            return
        if not piece:
            raise HungUp
        self.last_activity = time.monotonic()
        self._buffer += piece

    def _take_line(self) -> str:
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    def _read_reply(self, line: str) -> Reply | None:
        if line.startswith("HANGUP"):
            raise HungUp
        if self._usage:
            self._usage = not line.startswith("520 End")
            if self._usage:
                return None
            raise AgiBroken(f"Asterisk refused {self._owed[-1][0] if self._owed else 'a command'} as wrongly written")
        match = REPLY.match(line)
        if match is None:
            return None
        code, dash, rest = match.groups()
        if code == "520" and dash == "-":
            self._usage = True
            return None
        if code == "511":
            raise HungUp
        if code != "200":
            raise AgiBroken(f"Asterisk answered {line!r}")
        return self._match(rest)

    def _match(self, rest: str) -> Reply | None:
        """Join an answer with its command. A stopped STREAM FILE prints none, a stopped WAIT FOR DIGIT does."""
        while self._owed and self._owed[0] == ("STREAM FILE", True) and "endpos=" not in rest:
            self._owed.popleft()
        if not self._owed:
            return None
        command, was_stopped = self._owed.popleft()
        found = RESULT.search(rest)
        value, note = (found.group(1), found.group(2) or "") if found else ("", "")
        if value == "-1" and command not in ("SET VARIABLE", "GET VARIABLE"):
            raise HungUp
        reply = Reply(command, value, note, rest)
        return reply if not was_stopped or reply.key else None

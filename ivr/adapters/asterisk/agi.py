"""AGI on pyst2, mended: no signal handler, no copy of numbers to stderr, quoting, ends and interrupted prompts."""

from __future__ import annotations

import os
import re
import select
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asterisk.agi import AGI

from ivr.errors import AgiBroken, HungUp

REPLY = re.compile(r"^(\d{3})([ -])(.*)$")
RESULT = re.compile(r"result=(-?[\w*#]*)(?:\s+\((.*)\))?(?:\s+endpos=(\d+))?")
PATIENCE_SECONDS = 10.0
"""How long Asterisk may take to answer a command that plays and waits for nothing."""
LONGEST_COMMAND = 2000
"""Asterisk cuts a command line at 2048 bytes and takes the rest for the next one."""
KEYS = "0123456789*#"
KEY_OF = {str(ord(key)): key for key in KEYS}
FAILED_RECORDING = ("writefile", "randomerror", "waitfor")


@dataclass(frozen=True)
class Reply:
    """Asterisk's answer to one command.

    value: after result=; note: in parentheses; end_sample: where STREAM FILE or RECORD FILE stopped, at 8 kHz.
    """

    command: str
    value: str
    note: str = ""
    end_sample: int = 0

    @property
    def key(self) -> str:
        """The key that ended the command; "" for none. RECORD FILE's timeout also has a number, which is no key."""
        return KEY_OF.get(self.value, "") if self.note != "timeout" else ""


class Agi(AGI):  # type: ignore[misc]
    """pyst2's commands over two non-blocking file descriptors, usable in a select loop.

    Raises HungUp once the caller is gone; get_variable and set_variable still work then.
    """

    def __init__(self, replies: int, commands: int) -> None:
        # Not pyst2's constructor: it installs a signal handler, which only the main thread may.
        self._replies, self._commands = replies, commands
        self._buffer = b""
        self._owed: deque[tuple[str, bool]] = deque()
        self._usage = False
        self._sound = ""
        self.has_begun = False
        self.last_activity = time.monotonic()
        self.env: dict[str, str] = {}
        self._get_agi_env()

    def fileno(self) -> int:
        """Where replies come in, for select."""
        return self._replies

    def play(self, sound: str, keys: str = "") -> None:
        """Start a sound (path without extension), to be ended by one of `keys`, and do not wait."""
        if self._owed and self._owed[-1][0] == "STREAM FILE":
            self.execute("NOOP")  # else the answers of two sounds could not be told apart
        self._sound = sound
        self.start("STREAM FILE", self._quote(sound), self._quote(keys))

    def await_key(self, milliseconds: int) -> None:
        """Have the next key reported, and do not wait. Asterisk tells of keys only while a command is pending."""
        self.start("WAIT FOR DIGIT", milliseconds)

    def record(self, file: Path, longest_seconds: float, silence_seconds: int) -> None:
        """Start recording to a WAV file until a key, a pause or the limit, and do not wait."""
        sound = self._quote(file.with_suffix(""))
        self.start("RECORD FILE", sound, "wav", self._quote(KEYS), int(longest_seconds * 1000), f"s={silence_seconds}")

    def start(self, command: str, *arguments: Any) -> None:
        """Send a command without waiting. A STREAM FILE or WAIT FOR DIGIT still running is stopped by it."""
        if not self._owed:
            self._drop_unasked()
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
        """One command, one line, one write: two in one write stall Asterisk."""
        text = " ".join(str(word) for word in (command, *arguments))
        line = "".join(" " if c in "\r\n\0" else c for c in text).encode("utf-8", "replace") + b"\n"
        if len(line) > LONGEST_COMMAND:
            raise AgiBroken(f"{command} would be {len(line)} bytes long; Asterisk takes {LONGEST_COMMAND}")
        self.last_activity = time.monotonic()
        try:
            os.write(self._commands, line)
        except (BrokenPipeError, BlockingIOError) as error:
            raise HungUp from error
        self.has_begun = True

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
                self.env.setdefault(key.rstrip(": "), value)
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

    def _drop_unasked(self) -> None:
        """Nothing is owed, so nothing can be an answer: a hostile caller name may have brought lines of its own."""
        if select.select([self._replies], [], [], 0)[0]:
            self._fill()
        self._buffer = b""

    def _take_line(self) -> str:
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    def _read_reply(self, line: str) -> Reply | None:
        if line.startswith("HANGUP"):
            raise HungUp
        match = REPLY.match(line)
        if self._usage and (match is None or match[1] != "520"):
            return None
        if match is None or match[1].startswith("1"):
            return None
        code, dash, rest = match.groups()
        self._usage = code == "520" and dash == "-"
        if self._usage:
            return None
        if code == "200":
            return self._match(rest)
        if code == "511":
            self._refuse_dead_channel()
            return None
        refused = self._owed[-1][0] if self._owed else "a command"
        self._owed.clear()
        raise AgiBroken(f"Asterisk refused {refused}: {line!r}")

    def _refuse_dead_channel(self) -> None:
        if self._owed and self._owed.popleft()[1]:
            return  # a command that nobody waits for any more
        raise HungUp

    def _match(self, rest: str) -> Reply | None:
        """Join an answer with its command. A stopped STREAM FILE prints none, a stopped WAIT FOR DIGIT does."""
        while self._owed and self._owed[0] == ("STREAM FILE", True) and "endpos=" not in rest:
            self._owed.popleft()
        if not self._owed:
            return None
        command, was_stopped = self._owed.popleft()
        found = RESULT.search(rest)
        value, note, end = found.groups(default="") if found else ("", "", "")
        reply = Reply(command, value, note, int(end or 0))
        if was_stopped:
            return reply if reply.key else None
        if note in FAILED_RECORDING:
            raise AgiBroken(f"{command} failed ({note}): is the folder writable by Asterisk, and is there space?")
        if value == "-1":
            self._say_why(reply)
        return reply

    def _say_why(self, reply: Reply) -> None:
        """-1 is a hang-up; but a sound that cannot be opened looks the same, and only the channel tells which."""
        if reply.command == "STREAM FILE" and not reply.end_sample:
            self.execute("CHANNEL STATUS")
            raise AgiBroken(f"Asterisk cannot play {self._sound}: is it there, and may Asterisk's user read it?")
        raise HungUp

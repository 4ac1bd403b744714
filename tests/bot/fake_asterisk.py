"""Asterisk's side of one EAGI call over real pipes; every line as Asterisk 22.10 was seen to write it."""

from __future__ import annotations

import os
import queue
import re
import select
import signal
import socket
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

from ivr.adapters.asterisk.handover import Handover

LAUNCHER = Path(__file__).parents[2] / "agi_scripts" / "hotline.eagi"
KEYS = "0123456789*#"
ENVIRONMENT = {
    "agi_request": "/x/hotline.eagi", "agi_channel": "PJSIP/900-00000003", "agi_language": "en", "agi_type": "PJSIP",
    "agi_uniqueid": "1795642926.1", "agi_version": "22.10.1", "agi_callerid": "13800138000",
    "agi_calleridname": "unknown", "agi_callingpres": "0", "agi_callingani2": "0", "agi_callington": "0",
    "agi_callingtns": "0", "agi_dnid": "12345", "agi_rdnis": "unknown", "agi_context": "hotline",
    "agi_extension": "12345", "agi_priority": "7", "agi_enhanced": "1.0", "agi_accountcode": "",
    "agi_threadid": "140042993678016",
}  # fmt: skip
DEAD = "511 Command Not Permitted on a dead channel or intercept routine"
STOPPABLE = ("STREAM FILE", "WAIT FOR DIGIT")
ALWAYS_ALLOWED = ("SET VARIABLE", "GET VARIABLE", "NOOP")
PATIENCE_SECONDS = 5.0
BROKEN_SOUND = "/broken"


def _as_asterisk_starts_it() -> None:
    """Asterisk gives its children the default SIGHUP, also when it was itself started by nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class FakeAsterisk:
    """One channel. `hang_up`, `press`, `finish_prompt` and `speak` are the caller; `commands` is what the bot sent.

    A sound under BROKEN_SOUND cannot be opened. `prompts_end`: whether sounds end at once, unasked.
    """

    def __init__(self, prompts_end: bool = False, **environment: str) -> None:
        replies, self._replies = os.pipe()
        self._commands, commands = os.pipe()
        audio, self._audio = os.pipe()
        self._bots: tuple[int, ...] = (replies, commands, audio)
        self.commands: queue.Queue[str] = queue.Queue()
        self.variables: dict[str, str] = {}
        self.launcher: subprocess.Popen[bytes] | None = None
        self._waiting: socket.socket | None = None
        self._prompts_end, self._dead, self._pending = prompts_end, False, ""
        self._lock = threading.Lock()
        self._wake, self._woken = os.pipe()
        values = {**ENVIRONMENT, **environment}
        os.write(self._replies, "".join(f"{key}: {value}\n" for key, value in values.items()).encode() + b"\n")
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def launch(self, path: Path, *arguments: str) -> subprocess.Popen[bytes]:
        """Run the real launcher with this call on its descriptors 0, 1 and 3; the bot's ends are then only there."""
        replies, commands, audio = self._bots
        words = ["bash", "-c", f'exec "$0" "$@" 3<&{audio} {audio}<&-', str(LAUNCHER), str(path), *arguments]
        self.launcher = subprocess.Popen(
            words, stdin=replies, stdout=commands, pass_fds=(audio,), preexec_fn=_as_asterisk_starts_it
        )
        for fd in self._give_away():
            os.close(fd)
        return self.launcher

    def handover(self, **arguments: str) -> Handover:
        """This call as a worker gets it, without a launcher in between."""
        bot, self._waiting = socket.socketpair()
        replies, commands, audio = self._give_away()
        for fd in (replies, commands, audio):
            os.set_blocking(fd, False)
        return Handover(replies, commands, audio, bot, arguments)

    def next_command(self, beginning: str = "") -> str:
        """The next command the bot sends that begins so."""
        while True:
            command = self.commands.get(timeout=PATIENCE_SECONDS)
            if command.startswith(beginning):
                return command

    def press(self, key: str) -> None:
        """A key; it is lost when no command takes it, as on a real channel."""
        with self._lock:
            name, arguments = self._split(self._pending)
            if name == "STREAM FILE" and key in arguments[1]:
                self._answer(f"200 result={ord(key)} endpos=12640")
            elif name == "WAIT FOR DIGIT":
                self._answer(f"200 result={ord(key)}")

    def finish_prompt(self) -> None:
        """The sound that plays comes to its end."""
        with self._lock:
            assert self._pending.startswith("STREAM FILE"), self._pending
            self._answer("200 result=0 endpos=24000")

    def finish_recording(self, samples: int) -> None:
        """A pause ends the recording."""
        with self._lock:
            assert self._pending.startswith("RECORD FILE"), self._pending
            self._answer(f"200 result=1 (timeout) endpos={samples}")

    def speak(self, pcm: bytes) -> None:
        """Sound from the caller."""
        os.write(self._audio, pcm)

    def hang_up(self) -> None:
        """The caller is gone: SIGHUP to the launcher, and the pending command fails."""
        with self._lock:
            self._dead = True
            if self._pending.startswith("RECORD FILE"):
                self._answer("200 result=-1 (hangup) endpos=0")
            elif self._pending:
                self._answer("200 result=-1 endpos=320" if "STREAM" in self._pending else "200 result=-1")
            if self.launcher:
                self.launcher.send_signal(signal.SIGHUP)
            if self._waiting:
                self._waiting.close()

    def wait_for_end(self, seconds: float = PATIENCE_SECONDS) -> bool:
        """Whether the bot closed the AGI within this time: then the dialplan goes on."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def close(self) -> None:
        """End the call from Asterisk's side."""
        os.write(self._woken, b".")
        self._thread.join(PATIENCE_SECONDS)
        for fd in (self._replies, self._commands, self._audio, self._wake, self._woken):
            os.close(fd)
        for fd in self._give_away():
            os.close(fd)
        if self._waiting:
            self._waiting.close()
        if self.launcher:
            self.launcher.kill()
            self.launcher.wait()

    def _give_away(self) -> tuple[int, ...]:
        bots, self._bots = self._bots, ()
        return bots

    def _serve(self) -> None:
        buffer = b""
        while True:
            ready, _, _ = select.select([self._commands, self._wake], [], [])
            piece = b"" if self._wake in ready else os.read(self._commands, 65536)
            if not piece:
                return
            buffer += piece
            while b"\n" in buffer:
                line, _, buffer = buffer.partition(b"\n")
                with self._lock:
                    self._take(line.decode())
                self.commands.put(line.decode())

    def _take(self, line: str) -> None:
        name, arguments = self._split(line)
        if self._pending.startswith("WAIT FOR DIGIT"):
            self._answer("200 result=1")  # an interrupted STREAM FILE prints nothing
        self._pending = line
        if self._dead and name not in ALWAYS_ALLOWED:
            self._answer(DEAD)
        elif name == "STREAM FILE" and arguments[0].startswith(BROKEN_SOUND):
            self._answer("200 result=-1 endpos=0")
        elif name == "STREAM FILE" and self._prompts_end:
            self._answer("200 result=0 endpos=24000")
        elif name == "RECORD FILE" and arguments[0].startswith(BROKEN_SOUND):
            self._answer("200 result=-1 (writefile)")
        elif name not in (*STOPPABLE, "RECORD FILE"):
            self._answer(self._result(name, arguments))

    def _result(self, name: str, arguments: Sequence[str]) -> str:
        if name == "SET VARIABLE":
            self.variables[arguments[0]] = arguments[1]
            return "200 result=1"
        if name == "GET VARIABLE":
            value = self.variables.get(arguments[0])
            return "200 result=0" if value is None else f"200 result=1 ({value})"
        if name == "CHANNEL STATUS":
            return "200 result=6"
        return "200 result=0" if name in ("NOOP", "ANSWER") else "510 Invalid or unknown command"

    def _answer(self, line: str) -> None:
        self._pending = ""
        os.write(self._replies, line.encode() + b"\n")

    def _split(self, line: str) -> tuple[str, list[str]]:
        found = re.findall(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)', line)
        words = [bare or re.sub(r"\\(.)", r"\1", quoted) for quoted, bare in found]
        length = next((n for n in (3, 2, 1) if " ".join(words[:n]) in NAMES), 1)
        return " ".join(words[:length]), words[length:]


NAMES = (
    "STREAM FILE", "WAIT FOR DIGIT", "RECORD FILE", "SET VARIABLE", "GET VARIABLE", "CHANNEL STATUS", "NOOP", "ANSWER",
)  # fmt: skip

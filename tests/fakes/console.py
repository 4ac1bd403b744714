"""A complete fake of Asterisk's console: it reads the file of queues when it is told to reload, as Asterisk does."""

from __future__ import annotations

from pathlib import Path

from ivr.adapters.asterisk.console import LiveMember, LiveQueue
from ivr.adapters.asterisk.queues import read_queues
from ivr.errors import AsteriskUnusable


class FakeConsole:
    """See ivr.adapters.asterisk.queue_sync.Console. is_up: whether it answers. is_deaf: it takes no reload."""

    def __init__(self, file: Path) -> None:
        self.file, self.is_up, self.is_deaf = file, True, False
        self.commands: list[str] = []
        self._text = ""

    def command(self, text: str) -> str:
        if not self.is_up:
            raise AsteriskUnusable("Asterisk does not answer")
        self.commands.append(text)
        if text == "queue reload all" and not self.is_deaf:
            self._text = self.file.read_text(encoding="utf-8")
        return ""

    def is_running(self) -> bool:
        return self.is_up

    def queues(self) -> dict[str, LiveQueue]:
        self.command("queue show")
        return {
            queue: LiveQueue(queue, 0, tuple(_member(member) for member in members))
            for queue, members in read_queues(self._text).items()
        }

    def penalties(self, queue: str) -> dict[str, int]:
        """Phone → penalty of those who are rung."""
        return {member.phone: member.penalty for member in self.queues()[queue].members}


def _member(told: str) -> LiveMember:
    phone, _, penalty = told.partition(" penalty ")
    return LiveMember(phone.partition("/")[2], phone, int(penalty), "Not in use", False)

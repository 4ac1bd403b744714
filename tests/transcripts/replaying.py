"""Replays the transcripts of this folder against the real flows, the real texts and the committed directory."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from ivr.adapters.scripts.playing import play, promises_of
from ivr.adapters.scripts.reading import read_script
from ivr.adapters.scripts.script import Script
from ivr.adapters.scripts.script_call import ScriptCall
from ivr.desk import desk_of
from ivr.flows.ports import Promised
from ivr.settings import read_settings
from ivr.trying import TryingRoom, open_room
from tests.fakes.callers import MemoryCallers
from tests.fakes.ledger import MemoryLedger

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.txt"))
NOW = datetime(2026, 11, 24, 15, 20)
per_transcript = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@cache
def room() -> TryingRoom:
    """Opened once for all tests of a session."""
    return open_room(read_settings(environment={}))


def replay(script: Script, hang_up_at: int | None = None) -> tuple[ScriptCall, MemoryLedger]:
    """The call when it is over, and what was noted."""
    ledger = MemoryLedger()
    callers = MemoryCallers({script.caller: _promised(script)})
    desk = desk_of(room().settings, room().directory, ledger, lambda: NOW, callers)
    return play(script, desk, room().text_of, hang_up_at), ledger


def _promised(script: Script) -> tuple[Promised, ...]:
    """The latest first."""
    return tuple(
        Promised(request.referral.department_id, request.window.start, request.window.end, request.referral.matter)
        for request in reversed(promises_of(script, script.now or NOW))
        if request.window
    )


def script_of(file: Path) -> Script:
    """The transcript of this file."""
    return read_script(file)

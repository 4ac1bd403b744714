"""Whole conversations of testers, as real SIP calls with synthetic voices, several at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from demo.phone import Phone
from demo.script_voice import ScriptVoice
from demo.scripted import ScriptedCaller, account_of
from demo.scripted import Station as Called
from ivr.adapters.scripts.script import Script
from ivr.errors import HotlineError
from ivr.trying import kept_in
from tests.e2e.station import Station
from tests.transcripts.replaying import FILES, script_of

AT_ONCE = 3
APART_SECONDS = 4.0
"""Between two that dial: each call is found in the ledger by its moment."""
DIALLING = threading.Lock()
SCRIPTS = [script for script in map(script_of, FILES) if script.on_telephone]
VOICE = "xiaoni"
"""The fixture model hears 公安局 in the other voice as 管局 in some calls."""


class Played(NamedTuple):
    """fault: what was not as the script says. told: the call as it happened."""

    fault: str | None
    told: str


@pytest.fixture(scope="module")
def played(station: Station) -> Iterator[dict[str, Played]]:
    """All of them, by the name of their file."""
    called = Called(station.book, station.ledger, kept_in)
    with ThreadPoolExecutor(AT_ONCE) as callers:
        calls = []
        voice = ScriptVoice(VOICE, station.var / "voices")
        for script in SCRIPTS:
            calls.append(callers.submit(_play, script, called, station, voice))
        yield {script.file.stem: call.result() for script, call in zip(SCRIPTS, calls, strict=True)}


def _play(script: Script, called: Called, station: Station, voice: ScriptVoice) -> Played:
    with DIALLING:
        time.sleep(APART_SECONDS)
    told: list[str] = []
    try:
        with station.phone(account_of(script)) as phone:
            assert isinstance(phone, Phone)
            fault = ScriptedCaller(script, called, phone, voice, lambda who, what: told.append(f"{who}: {what}")).play()
    except HotlineError as error:
        fault = str(error)
    return Played(fault, "\n".join(told))


@pytest.mark.parametrize("file", [script.file for script in SCRIPTS], ids=lambda file: file.stem)
def test_a_real_call_goes_as_the_script_says(file: Path, played: dict[str, Played]) -> None:
    assert played[file.stem].fault is None, played[file.stem].told

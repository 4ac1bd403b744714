"""`ivr call`: conversations that testers wrote, as real SIP calls to the running hotline."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from ivr.adapters.asterisk.config import read_passwords
from ivr.adapters.scripts.reading import read_script
from ivr.adapters.scripts.script import Script
from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.ledger import SqlLedger
from ivr.cli.explaining import decision_told
from ivr.errors import HotlineError, ScriptBroken
from ivr.settings import Settings, read_settings
from ivr.trying import kept_in

if TYPE_CHECKING:
    from demo.scripted import Station
    from demo.voice import Speaker

app = typer.Typer()
console = Console(highlight=False, soft_wrap=True)
OPEN = ("greeting.", "ask.open", "not_understood.", "answer.more")
"""Prompts that ask for a matter."""
LABELS = {"bot": "<", "caller": ">"}


@app.command("call")
def call_(
    scripts: Annotated[list[Path], typer.Argument(metavar="SCRIPT…", help="Conversations to play.")],
    voice: Annotated[str, typer.Option(metavar="NAME", help="A voice of demo/voices.")] = "xiaoni",
) -> None:
    """Play conversations that testers wrote as real SIP calls to the running hotline (./hotline up).

    Words are spoken by a recorded voice where demo/voices has them, else by Kokoro (requirements-voice.txt), once for
    each text. Prints what was said and heard, with the recogniser's confidence, the decision and the time of each
    turn, and checks what the script expects; the exit status is 1 when a call went otherwise. A script's hour is not
    kept: the call is now. docs/testing-calls.md tells the format.
    """
    from demo.prompt_book import read_prompt_book
    from demo.script_voice import ScriptVoice
    from demo.scripted import Station

    settings = read_settings()
    read = [read_script(file) for file in scripts]
    directory = open_directory(settings.directory_db)
    speaker = ScriptVoice(voice, settings.var / "cache" / "voices")
    station = Station(
        read_prompt_book(settings),
        SqlLedger(settings.ledger_url),
        kept_in,
        lambda prompt, words: decision_told(words, directory, "12345") if prompt.startswith(OPEN) else "",
    )
    failed = [script for script in read if not _play(script, station, speaker, settings)]
    if failed:
        raise ScriptBroken(f"{len(failed)} of {len(read)} calls went otherwise: each is told above")


def _play(script: Script, station: Station, speaker: Speaker, settings: Settings) -> bool:
    from demo.phone import Phone
    from demo.scripted import ScriptedCaller, account_of

    began, account = time.monotonic(), account_of(script)

    def tell(who: str, what: str) -> None:
        console.print(f"{time.monotonic() - began:6.1f} {LABELS.get(who, ' ')} {what}", markup=False)

    console.rule(escape(f"{script.file}  {script.about}"), align="left")
    if script.now and not script.on_telephone:
        tell("note", f"its hour ({script.now:%Y-%m-%d %H:%M}) is not kept: this call is now")
    server = (settings.asterisk.address, settings.asterisk.sip_port)
    try:
        with Phone(account, _password(account, settings), server) as phone:
            phone.register()
            fault = ScriptedCaller(script, station, phone, speaker, tell).play()
    except HotlineError as error:
        fault = str(error)
    console.print(f"[red]✗[/] {escape(fault)}" if fault else "[green]✓[/]")
    return fault is None


def _password(account: str, settings: Settings) -> str:
    passwords = read_passwords(settings)
    if account not in passwords:
        raise ScriptBroken(f"account {account} has no password: ./hotline up makes it")
    return passwords[account]

"""`ivr try`: a talk with the bot by keyboard, and conversations that testers wrote, without a telephone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from ivr.adapters.console.call import ConsoleCall, typed_turn
from ivr.adapters.scripts.checking import callback_told, outcome_told
from ivr.adapters.scripts.reading import read_script
from ivr.adapters.scripts.script import Act, Enters, Script, Turn
from ivr.adapters.scripts.script_call import Event
from ivr.adapters.scripts.writing import turn_written, written
from ivr.adapters.store.callers import SqlCallers
from ivr.adapters.store.ledger import SqlLedger
from ivr.cli.explaining import explained
from ivr.desk import desk_of
from ivr.domain.outcomes import Ended, ToOperator, ToQueue
from ivr.domain.prompts import Prompt
from ivr.errors import HotlineError, ScriptBroken
from ivr.flows.attend import attend
from ivr.flows.ports import Desk
from ivr.settings import read_settings
from ivr.trying import TryingRoom, kept_in, open_room

app = typer.Typer()
console = Console(highlight=False, soft_wrap=True)
NOBODY = "n"


@app.command("try")
def try_(
    scripts: Annotated[list[Path] | None, typer.Argument(metavar="[SCRIPT]…", help="Conversations to play.")] = None,
    line: Annotated[str, typer.Option(metavar="N", help="The number that is dialled.")] = "12345",
    now: Annotated[str | None, typer.Option(metavar="TIME", help='When it is, such as "2026-11-24 22:30".')] = None,
    caller: Annotated[str, typer.Option(metavar="N", help='The caller\'s number; "" withholds it.')] = "13800138000",
    explain: Annotated[bool, typer.Option("--explain", help="Show what the bot makes of each answer.")] = False,
    ledger: Annotated[bool, typer.Option("--ledger", help="Keep the talk in the hotline's ledger.")] = False,
    keep: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the talk to this file as a script.")] = None,
    rewrite: Annotated[
        bool, typer.Option("--rewrite", help="Write into the scripts what the bot does now; read the difference.")
    ] = False,
) -> None:
    """Talk to the bot by keyboard, or play conversations that testers wrote.

    Without SCRIPT: type what the caller says. A line of digits, * and # are keys; an empty line is silence; Ctrl-D
    hangs up. Nothing is kept in the ledger unless --ledger is given.

    With SCRIPTs: each is played without sound against the real flows, prompts and directory; what is different
    from the script is told with its line, and the exit status is then 1. docs/testing-calls.md tells the format.
    """
    room = open_room(read_settings())
    if not scripts:
        _talk(room, line, _moment(now), caller, explain, ledger, keep)
    elif rewrite:
        for file in scripts:
            _rewrite(room, file)
    else:
        _play_all(room, [read_script(file) for file in scripts])


def _moment(written: str | None) -> datetime | None:
    try:
        return datetime.strptime(written, "%Y-%m-%d %H:%M") if written else None
    except ValueError:
        raise HotlineError(f'--now {written!r} is no time: write it as "2026-11-24 22:30"') from None


def _talk(
    room: TryingRoom, line: str, now: datetime | None, caller: str, explain: bool, in_ledger: bool, keep: Path | None
) -> None:
    room.directory.line(line)
    if keep:
        _write(keep, "a", "")  # the talk would be lost
    call = ConsoleCall(
        line,
        caller,
        f"try-{datetime.now():%Y%m%d-%H%M%S}",
        room.text_of,
        _ask_turn,
        _ask_over,
        _tell,
        lambda heard, expecting: explained(heard, expecting, room.directory, line) if explain else "",
    )
    with room.desk(lambda: now or datetime.now()) as (desk, kept):
        if in_ledger:
            kept = SqlLedger(room.settings.ledger_url)
            desk = desk_of(room.settings, room.directory, kept, desk.now, SqlCallers(kept))
        _attend_all(call, desk)
        requests = kept_in(kept, call.id)
        for request in requests:
            _tell("note", f"kept: {callback_told(request)}")
        if keep:
            body = written(call.events, requests, room.slots_of)
            times = [f"now: {now:%Y-%m-%d %H:%M}"] if now else []
            headers = [f"line: {line}", *times, f"caller: {caller or 'withheld'}"]
            _write(keep, "w", "\n".join([*headers, "", *body, ""]))


def _attend_all(call: ConsoleCall, desk: Desk) -> None:
    """The talk, and what follows when nobody answers in the queue."""
    stage: str | None = "reception"
    while stage:
        attend(call, desk, stage)
        stage = None
        last = call.events[-1] if call.events else None
        if isinstance(last, ToQueue):
            _tell("note", f"= {outcome_told(last)}")
            stage = "unanswered" if _is_unanswered() else None
        if stage:
            call.events.append(Enters(0, stage))
        elif isinstance(last, ToOperator | Ended):
            _tell("note", f"= {outcome_told(last)}")


def _is_unanswered() -> bool:
    try:
        return input(f"  it rings there; Enter: somebody answers, {NOBODY}: nobody does  ").strip() == NOBODY
    except EOFError:
        return False


def _ask_over() -> Turn:
    return _ask_turn("  (over it, or Enter to go on) > ")


def _ask_turn(sign: str = "> ") -> Turn:
    while True:
        try:
            return typed_turn(input(sign))
        except EOFError:
            console.print()
            return Turn(0, Act.HANGS_UP)
        except ValueError as error:
            _tell("note", str(error))


def _tell(who: str, what: str) -> None:
    console.print(f"< {what}" if who == "bot" else f"  {what}", style="cyan" if who == "bot" else "dim", markup=False)


def _play_all(room: TryingRoom, scripts: list[Script]) -> None:
    failed = 0
    for script in scripts:
        call, fault = room.play(script)
        if len(scripts) == 1 or fault:
            for event in call.events:
                console.print(f"  {_shown(event, room)}", markup=False)
        failed += fault is not None
        mark = "[red]✗[/]" if fault else "[green]✓[/]"
        console.print(f"{mark} {escape(f'{script.file}: {fault}' if fault else str(script.file))}")
    if failed:
        raise ScriptBroken(f"{failed} of {len(scripts)} conversations went otherwise: each is told above")


def _shown(event: Event, room: TryingRoom) -> str:
    match event:
        case Prompt():
            return f"< {room.shown(event)}"
        case Turn():
            return turn_written(event)
        case Enters(_, stage):
            return f"@ {stage}"
        case _:
            return f"= {outcome_told(event)}"


def _rewrite(room: TryingRoom, file: Path) -> None:
    script = read_script(file)
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    if any(line.strip().startswith("<?") for line in lines):
        raise HotlineError(f"{file} holds <? lines, which cannot be rewritten: edit it by hand")
    headers = lines[: script.steps[0].line - 1]
    body = room.rewrite(script)
    _write(file, "w", "\n".join([*headers, *body, ""]))
    console.print(f"{file}: {'the same as before' if lines == [*headers, *body] else 'changed'}")
    turns = sum(isinstance(step, Turn) for step in script.steps) - sum(line.startswith(">") for line in body)
    if turns > 0:
        console.print(f"  {turns} turns of the caller were left out: the bot did not wait for them")


def _write(file: Path, mode: str, text: str) -> None:
    try:
        with file.open(mode, encoding="utf-8") as script:
            script.write(text)
    except OSError as error:
        raise HotlineError(f"{file} cannot be written: {error.strerror}. Choose another place") from error

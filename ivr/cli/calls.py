"""Commands about calls: the latest ones, and an agent's word on where one belonged."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from ivr.domain.number_forms import masked
from ivr.errors import PhraseRefused
from ivr.settings import read_settings

group = typer.Typer(help="The latest calls and where they led; an agent's word on where one belonged.")
out = Console()


@group.callback(invoke_without_command=True)
def calls(
    context: typer.Context, most: Annotated[int, typer.Option(min=1, help="How many of the latest calls.")] = 20
) -> None:
    """Without a command: the latest calls and where they led."""
    if context.invoked_subcommand is not None:
        return
    from ivr.adapters.store.ledger import SqlLedger

    table = Table(Column("call", no_wrap=True), "line", "caller", "began", "ending", "outcome", "why")
    for row in SqlLedger(read_settings().ledger_url).list_calls(most):
        ends = [row[key] or "" for key in ("ending", "outcome", "why")]
        began = row["began_at"].strftime("%m-%d %H:%M")
        table.add_row(row["id"], row["line"], masked(row["caller"]), began, *ends)
    out.print(table)


@group.command("correct")
def correct(
    call: Annotated[str, typer.Argument(help="Its name as `calls` shows it.")],
    department: Annotated[str, typer.Option(metavar="ID", help="Where it belonged: M16, D06.")],
    matter: Annotated[str, typer.Option(metavar="NAME", help="Which of its matters it was.")] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who says so; without, your login name.")] = "",
) -> None:
    """Say where a call belonged that was sent wrong: `./hotline ivr directory learn` then shows it."""
    from ivr.adapters.store.corrections import Corrections
    from ivr.adapters.store.directory import open_directory
    from ivr.adapters.store.ledger import SqlLedger
    from ivr.domain.corrections import AgentsWord
    from ivr.domain.lessons import matters_named

    settings = read_settings()
    directory = open_directory(settings.directory_db)
    name = directory.department(department).name
    if matter and not matters_named(matter, department, directory):
        raise PhraseRefused(f"{name} has no matter {matter!r}: ./hotline ivr directory search {matter} finds it")
    word = AgentsWord(department, matter or None, by or getpass.getuser())
    Corrections(SqlLedger(settings.ledger_url)).correct(call, word, datetime.now())
    print(f"call {call} belonged to {name}: ./hotline ivr directory learn shows what it teaches")

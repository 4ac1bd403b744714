"""Commands that show what the ledger holds: the turns of a call."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ivr.cli.plain import plain
from ivr.errors import CallNotFound
from ivr.settings import read_settings

app = typer.Typer()
out = Console()


@app.command()
def turns(
    call: str, numbers: Annotated[bool, typer.Option("--numbers", help="Show telephone numbers in full.")] = False
) -> None:
    """What was said in one call (its name as `calls` shows it)."""
    from ivr.adapters.store.ledger import SqlLedger

    table = Table("at", "prompt", "answer", "text", "confidence")
    ledger = SqlLedger(read_settings().ledger_url)
    if not ledger.calls_of([call]):
        raise CallNotFound(f"the ledger has no call {call!r}: ./hotline ivr calls lists them")
    for row in ledger.list_turns(call):
        sure = "" if row["confidence"] is None else f"{row['confidence']:.2f}"
        table.add_row(f"{row['at']:%H:%M:%S}", row["prompt"], row["heard"] or "", plain(row["text"], numbers), sure)
    out.print(table)

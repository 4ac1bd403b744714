"""Commands that show what the ledger holds: the turns of a call."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from ivr.settings import read_settings

app = typer.Typer()
out = Console()


@app.command()
def turns(call: str) -> None:
    """What was said in one call (its name as `calls` shows it)."""
    from ivr.adapters.store.ledger import SqlLedger

    table = Table("at", "prompt", "answer", "text", "confidence")
    for row in SqlLedger(read_settings().ledger_url).list_turns(call):
        sure = "" if row["confidence"] is None else f"{row['confidence']:.2f}"
        table.add_row(f"{row['at']:%H:%M:%S}", row["prompt"], row["heard"] or "", row["text"] or "", sure)
    out.print(table)

"""Commands that show what the ledger holds: callbacks, and the turns of a call."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ivr.cli.transcripts import said
from ivr.domain.phone_numbers import masked
from ivr.settings import read_settings

app = typer.Typer()
out = Console()


@app.command()
def callbacks(numbers: Annotated[bool, typer.Option(help="Show telephone numbers in full.")] = False) -> None:
    """The callbacks promised to callers, and the messages left for them: what was said, else the file to listen to."""
    from ivr.adapters.store.ledger import SqlLedger
    from ivr.adapters.store.recordings import Recordings

    table = Table("no.", "number", "department", "from", "to", "made", "state", "message")
    ledger = SqlLedger(read_settings().ledger_url)
    messages = Recordings(ledger).by_call()
    for row in ledger.list_callbacks():
        left = messages.get(row["call_id"], {})
        message = said(left, numbers) if left.get("transcript") else left.get("file", "")
        number = row["number"] if numbers else masked(row["number"])
        times = [_minute(row[key]) for key in ("window_start", "window_end", "made_at")]
        table.add_row(str(row["id"]), number, row["referral"]["department_id"], *times, row["state"], message)
    out.print(table)


@app.command()
def turns(call: str) -> None:
    """What was said in one call (its name as `calls` shows it)."""
    from ivr.adapters.store.ledger import SqlLedger

    table = Table("at", "prompt", "answer", "text", "confidence")
    for row in SqlLedger(read_settings().ledger_url).list_turns(call):
        sure = "" if row["confidence"] is None else f"{row['confidence']:.2f}"
        table.add_row(f"{row['at']:%H:%M:%S}", row["prompt"], row["heard"] or "", row["text"] or "", sure)
    out.print(table)


def _minute(at: datetime | None) -> str:
    return at.strftime("%m-%d %H:%M") if at else "any"

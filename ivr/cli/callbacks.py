"""`ivr callbacks`: what was promised to callers, shown and exported; its work is in callback_work.py."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ivr.cli.plain import plain
from ivr.cli.transcripts import said
from ivr.domain.callback_states import State
from ivr.settings import read_settings

if TYPE_CHECKING:
    from ivr.adapters.store.callbacks import Callbacks, Wanted
    from ivr.adapters.store.ledger import SqlLedger

group = typer.Typer(help="The callbacks promised to callers: list, show, work on them, dial them.")
out = Console()
FullOption = Annotated[bool, typer.Option("--full", "--numbers", help="Show telephone numbers in full.")]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]
StateOption = Annotated[list[State] | None, typer.Option("--state", help="Only those in this state; may be repeated.")]
DepartmentOption = Annotated[str, typer.Option("--department", help="Only those of this department, e.g. M16.")]
NumberOption = Annotated[str, typer.Option("--number", help="Only those of this telephone number.")]
OverdueOption = Annotated[bool, typer.Option("--overdue", help="Only those whose deadline has passed.")]


@group.callback(invoke_without_command=True)
def default(context: typer.Context, full: FullOption = False) -> None:
    """Without a command: list them all."""
    if context.invoked_subcommand is None:
        _print_table(_ledger(), _wanted(None, "", "", False), full)


@group.command("list")
def list_(
    state: StateOption = None,
    department: DepartmentOption = "",
    number: NumberOption = "",
    overdue: OverdueOption = False,
    full: FullOption = False,
    as_json: JsonOption = False,
) -> None:
    """The callbacks, and the messages left for them: what was said, else the file to listen to."""
    wanted = _wanted(state, department, number, overdue)
    if as_json:
        print(json.dumps(_rows(wanted, full), ensure_ascii=False, indent=2))
    else:
        _print_table(_ledger(), wanted, full)


@group.command()
def show(number: int, full: FullOption = False, as_json: JsonOption = False) -> None:
    """One callback: what was agreed, its calls, attempts, messages, and everything that moved it."""
    from ivr.cli.callback_rows import discreet, shown

    found = open_callbacks().show(number)
    parts = {key: [discreet(row, full) for row in found[key]] for key in ("calls", "attempts", "recordings", "history")}
    row = shown(found, full)
    if as_json:
        print(json.dumps(row | parts, ensure_ascii=False, indent=2))
        return
    for key, value in row.items():
        if value not in (None, ""):
            out.print(f"{key:>14}  {plain(str(value), numbers=True)}")
    for key, rows in parts.items():
        for part in rows:
            told = [
                str(value) for name, value in part.items() if name not in ("id", "callback_id") and value is not None
            ]
            out.print(f"{key:>14}  {plain(' · '.join(filter(None, told)), numbers=True)}")


@group.command()
def export(
    file: Path,
    state: StateOption = None,
    department: DepartmentOption = "",
    number: NumberOption = "",
    overdue: OverdueOption = False,
    full: FullOption = False,
) -> None:
    """Write callbacks to FILE.csv, .xlsx or .json. No cell is taken for a formula."""
    from ivr.cli.callback_rows import export as write

    rows = _rows(_wanted(state, department, number, overdue), full)
    write(file, rows)
    print(f"{len(rows)} callbacks are in {file}")


def open_callbacks() -> Callbacks:
    """The callbacks of this machine's ledger."""
    from ivr.adapters.store.callbacks import Callbacks

    return Callbacks(_ledger())


def _ledger() -> SqlLedger:
    from ivr.adapters.store.ledger import SqlLedger

    return SqlLedger(read_settings().ledger_url)


def _wanted(states: list[State] | None, department: str, number: str, overdue: bool) -> Wanted:
    from ivr.adapters.store.callbacks import Wanted

    return Wanted(tuple(states or ()), (department,) if department else (), number, datetime.now() if overdue else None)


def _rows(wanted: Wanted, full: bool) -> list[dict[str, Any]]:
    from ivr.cli.callback_rows import shown

    return [shown(row, full) for row in open_callbacks().find(wanted)]


def _print_table(ledger: SqlLedger, wanted: Wanted, full: bool) -> None:
    from ivr.adapters.store.callbacks import Callbacks
    from ivr.adapters.store.recordings import Recordings
    from ivr.cli.callback_rows import shown

    table = Table("no.", "number", "department", "matter", "from", "to", "made", "state", "attempts", "message")
    messages = Recordings(ledger).by_call()
    for row in Callbacks(ledger).find(wanted):
        left = messages.get(row["call_id"], {})
        message = said(left, full) if left.get("transcript") else left.get("file", "")
        times = [minute(row[key]) for key in ("window_start", "window_end", "made_at")]
        cells = shown(row, full)
        state = f"{row['state']}{' !' * row['escalated']}"
        about = [str(cells["number"]), plain(row["referral"]["department_id"]), plain(cells["matter"])]
        table.add_row(str(row["id"]), *about, *times, state, f"{row['attempted']}", message)
    out.print(table)


def minute(at: datetime | None) -> str:
    """A moment for a table."""
    return at.strftime("%m-%d %H:%M") if at else "any"

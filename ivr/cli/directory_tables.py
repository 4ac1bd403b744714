"""Commands by which admins edit the directory with spreadsheets: import, export, history, undo."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ivr.errors import DirectoryInvalid
from ivr.settings import read_settings

app = typer.Typer()
SPOKEN = {"departments", "district_departments", "districts", "matters", "streets"}
"""Tables whose names prompts say."""
TOLD = {"answers", "facts"}
"""Tables whose texts are spoken; without sounds their callers are transferred."""
TableName = Annotated[str, typer.Argument(metavar="TABLE", help="A table's name, or all.")]
By = Annotated[str, typer.Option(help="Who does it; without, your login name.")]
Note = Annotated[str, typer.Option(help="Why, for the history.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change, and every fault.")]
ShowAll = Annotated[bool, typer.Option("--all", help="Show every changed row.")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@app.command("import")
def directory_import(
    table: TableName,
    file: Annotated[Path, typer.Argument(help="A .csv in UTF-8, or an .xlsx; all needs an .xlsx.")],
    dry_run: DryRun = False,
    add: Annotated[bool, typer.Option("--add", help="Rows that the file lacks stay.")] = False,
    by: By = "",
    note: Note = "",
    show_all: ShowAll = False,
    as_json: Json = False,
) -> None:
    """Make a table what the file holds: all of it, or nothing when anything is wrong."""
    from ivr.adapters.store.directory_edit import plan_import
    from ivr.cli.directory_showing import office_of

    _check_table(table)
    office = office_of(read_settings())
    with office.alone():
        _edit(office, plan_import(office, table, file, keep_missing=add), dry_run, by, note, show_all, as_json)


@app.command("undo")
def directory_undo(
    number: Annotated[int | None, typer.Argument(help="As history shows it; without, the latest.")] = None,
    dry_run: DryRun = False,
    by: By = "",
    note: Note = "",
    show_all: ShowAll = False,
    as_json: Json = False,
) -> None:
    """Take a change back. The undo stands in the history, and can be undone by its number."""
    from ivr.adapters.store.directory_edit import plan_undo
    from ivr.cli.directory_showing import office_of

    office = office_of(read_settings())
    with office.alone():
        _edit(office, plan_undo(office, number), dry_run, by, note, show_all, as_json)


@app.command("export")
def directory_export(table: TableName, file: Annotated[Path, typer.Argument(help="A .csv or .xlsx to write.")]) -> None:
    """Write a table, or all of them, for a spreadsheet. No cell of it is taken for a formula."""
    from ivr.adapters.store.directory_export import export
    from ivr.adapters.store.directory_sources import load_sources
    from ivr.cli.directory_showing import office_of

    _check_table(table)
    office = office_of(read_settings())
    with office.alone():
        count = export(load_sources(office.sources), table, file)
    print(f"{count} rows in {file}")


@app.command("history")
def directory_history(as_json: Json = False) -> None:
    """Who changed what, and when; the latest last."""
    from ivr.adapters.store.directory_history import read_history, taken_back
    from ivr.cli.directory_showing import office_of, show_json

    entries = read_history(office_of(read_settings()).folder)
    gone = taken_back(entries)
    if as_json:
        show_json([{**vars(entry), "is_undone": entry.number in gone} for entry in entries])
        return
    for entry in entries:
        counts = "; ".join(
            f"{change.table} +{len(change.added)} ~{len(change.changed)} -{len(change.removed)}"
            for change in entry.differences()
        )
        what = f"undo of {entry.undoes}" if entry.undoes is not None else entry.action
        end = " (undone)" if entry.number in gone else ""
        print(f"{entry.number:>4}  {entry.at}  {entry.by}  {what}: {counts}  {entry.note}{end}")
    if not entries:
        print("nothing was imported yet")


def _edit(office: Any, plan: Any, dry_run: bool, by: str, note: str, show_all: bool, as_json: bool) -> None:
    from ivr.adapters.store.directory_edit import carry_out
    from ivr.cli.directory_showing import show_differences, show_faults, show_json

    told: dict[str, Any] = {
        "tables": {change.table: change.as_json() for change in plan.differences},
        "faults": plan.faults,
        "done": False,
    }
    if not as_json:
        show_differences(plan.differences, show_all)
        show_faults(plan.faults)
    outcome = ""
    if not dry_run and not plan.faults and plan.changes():
        entry, learned = carry_out(office, plan, by or getpass.getuser(), note, datetime.now())
        told |= {"done": True, "number": entry.number, "version": entry.version_after, "router_is_current": learned}
        outcome = f"done: change {entry.number}, directory {entry.version_after}; a running bot takes it within 5 s"
        if SPOKEN & set(entry.tables):
            outcome += "\nnew or changed names need sounds: ./hotline ivr prompts build"
        if TOLD & set(entry.tables):
            outcome += "\nnew or changed texts need sounds, until then their callers are transferred:"
            outcome += " ./hotline ivr prompts build"
        if not learned:
            outcome += "\nthe router was not trained on this: ./hotline ivr directory build does it (under 2 minutes)"
    if as_json:
        show_json(told)
    else:
        print(outcome or _nothing_done(dry_run, plan))
    if plan.faults:
        raise typer.Exit(1)


def _nothing_done(dry_run: bool, plan: Any) -> str:
    if plan.faults:
        return "nothing was changed: correct the faults, then import again"
    return "nothing was changed: a dry run" if dry_run and plan.changes() else "nothing to change"


def _check_table(table: str) -> None:
    from ivr.adapters.store.directory_tables import TABLES

    if table != "all" and table not in TABLES:
        raise DirectoryInvalid(f"there is no table {table!r}: choose all, {', '.join(TABLES)}")

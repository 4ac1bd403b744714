"""`ivr queues`: how the queues are now, and how they did today."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from ivr.settings import Settings, read_settings

if TYPE_CHECKING:
    from ivr.adapters.asterisk.console import LiveQueue

app = typer.Typer()
out = Console()


@app.command()
def queues(
    as_json: Annotated[bool, typer.Option("--json", help="All queues, for machines.")] = False,
    all_of_them: Annotated[bool, typer.Option("--all", help="Also those without members and callers.")] = False,
) -> None:
    """Each queue: members who are there, on duty, waiting; today's answers within 15 s, abandoned calls, mean wait.

    held: who has hung up and keeps a place. left: abandoned, led on because nobody answered, left by a key.
    """
    rows = _rows(read_settings(), datetime.now())
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    right = (Column(name, justify="right") for name in ("there", "waiting", "held", "came", "in 15 s", "left", "wait"))
    table = Table(Column("queue", no_wrap=True), "department", "on duty", *right)
    for row in rows:
        if all_of_them or row["members"] or row["came"] or row["held"]:
            table.add_row(row["queue"], row["department"], " ".join(row["on_duty"]), *_cells(row))
    out.print(table)


def _rows(settings: Settings, now: datetime) -> list[dict[str, Any]]:
    from ivr.adapters.asterisk.queue_log import figures_of_today
    from ivr.adapters.store.directory import open_directory
    from ivr.domain.queue_figures import Figures

    directory, live, today = open_directory(settings.directory_db), _live(settings), figures_of_today(settings, now)
    held = _held(settings)
    names = {department.queue: department.spoken for department in directory.departments.values()}
    names[directory.operator_queue] = "operators"
    found = []
    for queue in sorted(names.keys() | live.keys()):
        figures = today.get(queue, Figures())
        on_duty = directory.roster.on_duty(queue, now, directory.hours.calendar)
        found.append(
            {"queue": queue, "department": names.get(queue, "")}
            | {"on_duty": [seat.extension for seat in on_duty]}
            | _row_of_live(live.get(queue))
            | {"held": None if held is None else held.get(queue, 0)}
            | {key: getattr(figures, key) for key in ("came", "answered", "in_time", "abandoned", "led_on", "by_key")}
            | {
                "in_time_share": _rounded(figures.in_time_share, 3),
                "mean_wait_s": _rounded(figures.mean_wait_seconds, 1),
            }
        )
    return found


def _live(settings: Settings) -> dict[str, LiveQueue]:
    from ivr.adapters.asterisk.console import AsteriskConsole
    from ivr.errors import AsteriskUnusable

    try:
        return AsteriskConsole(settings).queues()
    except AsteriskUnusable as error:
        print(f"hotline: who waits and who is there is not known: {error}", file=sys.stderr)
        return {}


def _held(settings: Settings) -> dict[str, int] | None:
    from ivr.adapters.store.callback_holds import count_holds
    from ivr.adapters.store.ledger import SqlLedger
    from ivr.errors import LedgerUnavailable

    try:
        return count_holds(SqlLedger(settings.ledger_url))
    except LedgerUnavailable as error:
        print(f"hotline: who holds a place is not known: {error}", file=sys.stderr)
        return None


def _row_of_live(live: LiveQueue | None) -> dict[str, Any]:
    """waiting: None when Asterisk is down."""
    if live is None:
        return {"waiting": None, "members": []}
    members = [
        {
            "name": m.name,
            "phone": m.phone,
            "penalty": m.penalty,
            "state": m.state,
            "paused": m.is_paused,
            "there": m.is_there,
        }
        for m in live.members
    ]
    return {"waiting": live.waiting, "members": members}


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _cells(row: dict[str, Any]) -> list[str]:
    there = sum(member["there"] for member in row["members"])
    share = "" if row["in_time_share"] is None else f" {row['in_time_share']:.0%}"
    wait = "" if row["mean_wait_s"] is None else f"{row['mean_wait_s']:.0f} s"
    left = " ".join(str(row[key]) for key in ("abandoned", "led_on", "by_key"))
    waiting = "?" if row["waiting"] is None else str(row["waiting"])
    held = "?" if row["held"] is None else str(row["held"])
    return [f"{there}/{len(row['members'])}", waiting, held, str(row["came"]), f"{row['in_time']}{share}", left, wait]

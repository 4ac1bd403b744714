"""`ivr asterisk`: its configuration, the directory's queues brought into it, shifts kept."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from ivr.ending import until_terminated
from ivr.errors import HotlineError
from ivr.settings import read_settings

group = typer.Typer(help="Asterisk's generated configuration; its queues.", no_args_is_help=True)


@group.command()
def config() -> None:
    """Write Asterisk's configuration and passwords under var/asterisk/etc."""
    from ivr.adapters.asterisk.config import write_config

    print(write_config(read_settings()))


@group.command()
def sync(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the difference only.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Bring the directory's queues and who is on duty now into Asterisk; no call is dropped.

    The difference is shown first. Queues that asterisk_conf/queues.conf has are left to you.
    """
    from ivr.adapters.asterisk.console import AsteriskConsole
    from ivr.adapters.asterisk.queue_sync import apply, is_taken, prepare
    from ivr.adapters.store.directory import open_directory
    from ivr.domain.staffing import staffing_of

    settings = read_settings()
    made = prepare(settings, staffing_of(open_directory(settings.directory_db)), datetime.now())
    console = AsteriskConsole(settings)
    changes = made.difference()
    if not changes and console.is_running() and not is_taken(made, console):
        changes = ["Asterisk has not read its file of queues yet"]
    if not changes:
        print("the queues are as the directory says: nothing to change")
        return
    print("\n".join(changes))
    if dry_run:
        return
    if not yes and not _agrees(len(changes)):
        raise HotlineError("nothing was changed")
    if apply(made, console):
        print(f"{len(changes)} changes are in use")
    else:
        print(f"{len(changes)} changes are written to {made.file}: Asterisk is down and takes them when it starts")


def _agrees(count: int) -> bool:
    if not sys.stdin.isatty():
        raise HotlineError(f"{count} changes wait: give --yes where nobody can be asked")
    return typer.confirm(f"make these {count} changes?")


@group.command()
def shifts() -> None:
    """Change who is rung when a shift begins or ends, until this is asked to end. The bot runs it by itself."""
    from ivr.adapters.asterisk.console import AsteriskConsole
    from ivr.adapters.store.directory_service import open_staffing
    from ivr.shifts import Shifts

    settings = read_settings()
    staffing = partial(open_staffing, settings.directory_db)
    Shifts(settings, staffing, AsteriskConsole(settings), datetime.now, until_terminated()).run()

"""Commands about queues: bring the directory's into Asterisk, keep shifts."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from ivr.errors import HotlineError
from ivr.settings import read_settings

asterisk = typer.Typer()


@asterisk.command()
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


@asterisk.command()
def shifts() -> None:
    """Change who is rung when a shift begins or ends, until this is asked to end. The bot runs it by itself."""
    from ivr.adapters.asterisk.console import AsteriskConsole
    from ivr.adapters.store.directory_service import open_staffing
    from ivr.shifts import Shifts

    settings = read_settings()
    staffing = partial(open_staffing, settings.directory_db)
    Shifts(settings, staffing, AsteriskConsole(settings), datetime.now, _until_terminated()).run()


def _until_terminated() -> Callable[[float], bool]:
    """A wait that SIGTERM and SIGINT end."""
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    return asked.wait

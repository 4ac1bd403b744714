"""`ivr callbacks notify`: the worker that tells leads and the city desk of overdue callbacks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ivr.ending import until_terminated
from ivr.errors import HotlineError
from ivr.settings import Settings, read_settings

if TYPE_CHECKING:
    from ivr.notifying import Notifying, Way

app = typer.Typer()


@app.command()
def notify(
    once: Annotated[bool, typer.Option("--once", help="Try what is to be tried now, then end.")] = False,
) -> None:
    """Tell leads and the city desk of escalated callbacks, as [notify] says; the bot runs it by itself."""
    settings = read_settings()
    if not settings.notify.is_wanted:
        raise HotlineError("nobody is to be told: set smtp_host or command in [notify] of hotline.toml")
    made = notifying_of(settings)
    if once:
        print(f"{made.step()} notices went out")
    else:
        made.run(until_terminated())


def notifying_of(settings: Settings) -> Notifying:
    """The worker that these settings make."""
    from ivr.adapters.notify.command import Command
    from ivr.adapters.notify.mail import Mail
    from ivr.adapters.store.directory_service import open_department_names
    from ivr.adapters.store.ledger import SqlLedger
    from ivr.adapters.store.notices import Notices
    from ivr.notifying import Notifying

    n = settings.notify
    ways: dict[str, Way] = {}
    if n.smtp_host:
        ways["mail"] = Mail(n, Path(n.leads) if n.leads else settings.var / "staff" / "leads.csv")
    if n.command:
        ways["command"] = Command(n.command)
    names = open_department_names(settings.directory_db)
    notices = Notices(SqlLedger(settings.ledger_url), ways)
    return Notifying(notices, ways, lambda identifier: names.get(identifier, identifier), datetime.now, n.page_url)

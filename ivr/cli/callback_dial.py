"""`ivr callbacks dial`: the worker that calls back; several may run, on several machines with one ledger."""

from __future__ import annotations

import logging
import os
import socket
from datetime import datetime, timedelta
from typing import Annotated

import typer

from ivr.ending import until_terminated
from ivr.settings import read_settings

app = typer.Typer()


@app.command()
def dial(
    once: Annotated[bool, typer.Option("--once", help="One round, without waiting for its calls.")] = False,
) -> None:
    """Call back: due callbacks are given to free agents, until this is asked to end (Ctrl-C, SIGTERM)."""
    from ivr.adapters.asterisk.telephone import AsteriskTelephone, lease_seconds
    from ivr.adapters.store.callback_claims import Claims
    from ivr.adapters.store.callback_holds import Holds
    from ivr.adapters.store.directory import CurrentDirectory
    from ivr.adapters.store.ledger import SqlLedger
    from ivr.dialling import Dialling
    from ivr.domain.callback_settings import rules_of
    from ivr.holding import Holding

    settings = read_settings()
    logging.getLogger("asterisk").setLevel(logging.WARNING)
    directory, telephone = CurrentDirectory(settings.directory_db), AsteriskTelephone(settings)
    lease = timedelta(seconds=lease_seconds(settings.callbacks))
    rest = timedelta(minutes=settings.callbacks.rest_minutes)
    ledger, name = SqlLedger(settings.ledger_url), f"{socket.gethostname()}-{os.getpid()}"
    claims, holding = Claims(ledger, name, lease, rest), Holding(Holds(ledger, name, lease, rest), telephone)
    rules = rules_of(settings.callbacks)
    dialling = Dialling(
        claims, telephone, rules, lambda: directory.get().hours, datetime.now, until_terminated(), holding
    )
    try:
        if once:
            print(f"{dialling.step()} callbacks are being made")
        else:
            dialling.run()
    finally:
        telephone.close()

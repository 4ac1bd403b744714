"""The command line of the hotline, what `./hotline ivr …` offers: its groups joined, its errors told."""

from __future__ import annotations

import logging
import sys

import typer

from ivr.cli import (
    bench,
    bench_callbacks,
    bench_dialogue,
    bench_routing,
    bench_spoken,
    callback_dial,
    callback_notify,
    callback_work,
    callbacks,
    calling,
    calls,
    directory,
    directory_learn,
    ledger,
    listen,
    model,
    prompts,
    queue_table,
    queues,
    route,
    running,
    slots,
    staff,
    transcripts,
    trying,
)
from ivr.errors import HotlineError

app = typer.Typer(
    help="The hotline's tools.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
for commands in (running, trying, calling, ledger, listen, queue_table, route, slots, transcripts):
    app.registered_commands += commands.app.registered_commands
for commands in (bench_routing, bench_spoken, bench_dialogue, bench_callbacks):
    bench.app.registered_commands += commands.app.registered_commands
directory.app.add_typer(directory_learn.group, name="learn")
for commands in (callback_work, callback_dial, callback_notify):
    callbacks.group.registered_commands += commands.app.registered_commands
running.asterisk.registered_commands += queues.asterisk.registered_commands
for name, group in {
    "prompts": prompts.app,
    "directory": directory.app,
    "calls": calls.group,
    "model": model.app,
    "asterisk": running.asterisk,
    "bench": bench.app,
    "transcripts": transcripts.group,
    "callbacks": callbacks.group,
    "staff": staff.group,
}.items():
    app.add_typer(group, name=name)


def main() -> None:
    """Run a command; an error an admin can act on becomes one line on stderr and exit status 1."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        app()
    except HotlineError as error:
        print(f"hotline: {error}", file=sys.stderr)
        raise SystemExit(1) from None

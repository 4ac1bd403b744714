"""The command line of the hotline, what `./hotline ivr …` offers: where each command is, its errors told."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from click import Command
from typer.core import TyperGroup
from typer.main import get_group

from ivr.errors import HotlineError

COMMANDS = {
    "serve": "running",
    "worker": "running",
    "phones": "running",
    "doctor": "doctor",
    "try": "trying",
    "call": "calling",
    "turns": "ledger",
    "listen": "listen",
    "queues": "queue_table",
    "route": "route",
    "slots": "slots",
    "transcribe": "transcripts",
    "review": "transcripts",
}
"""In which module, as one of its `app`."""
GROUPS = {
    "prompts": ("prompts",),
    "directory": ("directory", "directory_tables"),
    "calls": ("calls",),
    "model": ("model",),
    "asterisk": ("asterisk",),
    "bench": ("bench", "bench_routing", "bench_spoken", "bench_dialogue", "bench_callbacks"),
    "transcripts": ("transcripts",),
    "callbacks": ("callbacks", "callback_work", "callback_dial", "callback_notify"),
    "staff": ("staff",),
}
"""A module that has it as `group`, and those whose `app` has more commands of it."""


class Commands(Mapping[str, Command]):
    """Every command by name. Its module is imported when it is asked for: all together take more than a second."""

    def __iter__(self) -> Iterator[str]:
        yield from (*COMMANDS, *GROUPS)

    def __len__(self) -> int:
        return len(COMMANDS) + len(GROUPS)

    def __getitem__(self, name: str) -> Command:
        if name in COMMANDS:
            return get_group(_module(COMMANDS[name]).app).commands[name]
        first, *others = (_module(module) for module in GROUPS[name])
        group = get_group(first.group)
        group.name = name
        for module in others:
            group.commands.update(get_group(module.app).commands)
        return group


class Late(TyperGroup):
    """A group that looks its commands up in `Commands`."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = Commands()  # type: ignore[assignment]  # click only ever reads it


app = typer.Typer(
    cls=Late, help="The hotline's tools.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@app.callback()
def tools() -> None:
    """The hotline's tools."""


def main() -> None:
    """Run a command; an error an admin can act on becomes one line on stderr and exit status 1."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        app()
    except HotlineError as error:
        print(f"hotline: {error}", file=sys.stderr)
        raise SystemExit(1) from None


def _module(name: str) -> Any:
    return import_module(f"ivr.cli.{name}")

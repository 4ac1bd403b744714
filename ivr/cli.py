"""The command line of the hotline: what `./hotline ivr …` offers."""

from __future__ import annotations

import sys

import typer

from ivr.commands import asterisk, bot, callbacks, directory, model, prompts
from ivr.errors import HotlineError

app = typer.Typer(
    help="The hotline's tools. ./hotline up starts it; see README.md.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(prompts.app, name="prompts")
app.add_typer(directory.app, name="directory")
app.add_typer(model.app, name="model")
app.add_typer(asterisk.app, name="asterisk")
app.add_typer(callbacks.app, name="callbacks")
bot.add_to(app)


@app.callback()
def settings_file() -> None:
    """Settings come from hotline.toml and HOTLINE_* variables."""


def main() -> None:
    """Run a command; an error an admin can act on becomes one line on stderr and exit status 1."""
    try:
        app()
    except HotlineError as error:
        print(f"hotline: {error}", file=sys.stderr)
        raise SystemExit(1) from None

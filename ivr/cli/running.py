"""Commands that run the bot, or tell how telephones reach it."""

from __future__ import annotations

import typer

from ivr.settings import read_settings

app = typer.Typer()


@app.command()
def serve() -> None:
    """Run the resident bot in the foreground (./hotline up starts it in the background)."""
    from ivr.serve import serve as run

    raise SystemExit(run(read_settings()))


@app.command(hidden=True)
def worker(listening_fd: int, beat_fd: int) -> None:
    """One worker of the bot; started by `serve`."""
    from ivr.worker import work

    raise SystemExit(work(read_settings(), listening_fd, beat_fd))


@app.command()
def phones() -> None:
    """The telephone accounts and how to register a softphone."""
    from ivr.adapters.asterisk.config import phone_instructions

    print(phone_instructions(read_settings()))

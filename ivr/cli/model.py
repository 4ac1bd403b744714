"""Commands about the speech model callers are heard with."""

from __future__ import annotations

from pathlib import Path

import typer

from ivr.settings import read_settings

app = typer.Typer(help="The speech model callers are heard with.", no_args_is_help=True)


@app.command("use")
def model_use(folder: Path) -> None:
    """Take any Vosk model directory; a broken one is refused and the old one stays."""
    from ivr.adapters.speech import models

    print(models.describe(models.use(folder, read_settings())), "- ./hotline restart takes it")


@app.command("list")
def model_list() -> None:
    """The models at hand; the one in use has a star."""
    from ivr.adapters.speech import models

    for known in models.list_models(read_settings()):
        print("*" if known.in_use else " ", known.directory, known.problem and f"– {known.problem}")


@app.command("check")
def model_check() -> None:
    """Open the model in use, in a process of its own."""
    from ivr.adapters.speech import models

    layout = models.prepare(read_settings())
    models.try_out(layout)
    print(models.describe(layout))

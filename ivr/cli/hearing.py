"""What the commands that hear sound files share: their options, a model ready to hear, a bar on stderr."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from ivr.settings import Settings

if TYPE_CHECKING:
    from ivr.adapters.speech.clip_hearing import ClipHearing

ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="DIR", help="Another model than the one in use, for this once.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def open_hearing(settings: Settings, directory: Path | None) -> ClipHearing:
    """The model in use, or another one, which is tried out first: a corrupt one must not abort the command."""
    from ivr.adapters.speech import models
    from ivr.adapters.speech.clip_hearing import ClipHearing

    layout = models.prepare(settings, directory)
    if directory:
        models.try_out(layout)
    return ClipHearing(layout)


def districts(settings: Settings) -> tuple[str, ...]:
    """Of the directory, for questions about the district."""
    from ivr.adapters.store.directory import open_directory

    return open_directory(settings.directory_db).districts


def progress() -> Progress:
    """On a terminal only, so that neither a pipe nor a log is filled with it."""
    return Progress(console=Console(stderr=True, quiet=not sys.stderr.isatty()), transient=True)


def peak_megabytes() -> int:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 10**6

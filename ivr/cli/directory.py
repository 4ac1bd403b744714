"""Commands about departments, matters, places and lines."""

from __future__ import annotations

import typer

from ivr.settings import read_settings

app = typer.Typer(help="Departments, matters, places, lines.", no_args_is_help=True)


@app.command("build")
def directory_build() -> None:
    """Make directory.db from data/*.csv, and train its router. A running bot takes it within seconds."""
    from ivr.adapters.store.directory import open_directory
    from ivr.adapters.store.directory_build import build_directory

    settings = read_settings()
    version = build_directory(settings.root / "data", settings.directory_db)
    found = open_directory(settings.directory_db)
    print(f"directory {version}: {len(found.departments)} departments, {len(found.places)} places")

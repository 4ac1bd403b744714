"""Commands about departments, matters, places and lines: build, check, search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ivr.cli import directory_learn
from ivr.settings import Settings, read_settings

if TYPE_CHECKING:
    from ivr.adapters.store.directory_edit import Office
    from ivr.adapters.store.directory_review import Finding
    from ivr.adapters.voice.shelves import Shelf

group = typer.Typer(help="Departments, matters, places, lines: docs/directory.md.", no_args_is_help=True)
group.add_typer(directory_learn.group, name="learn")
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@group.command("build")
def directory_build() -> None:
    """Make directory.db from data/*.csv, and train its router when a phrase changed. A running bot takes it in 5 s."""
    from ivr.adapters.store.directory import open_directory
    from ivr.adapters.store.directory_build import build_directory
    from ivr.cli.directory_showing import office_of

    office = office_of(read_settings())
    with office.alone():
        version = build_directory(office.sources, office.directory, office.cache)
    found = open_directory(office.directory)
    print(
        f"directory {version}: {len(found.departments)} departments, {len(found.matters)} matters,"
        f" {len(found.answers)} answers, {len(found.places)} places"
    )


@group.command("check")
def directory_check(
    show_all: Annotated[bool, typer.Option("--all", help="Name everything a finding is about.")] = False,
    as_json: Json = False,
) -> None:
    """Find what is broken in the directory (exit status 1), and what should be looked at."""
    from rich.console import Console
    from rich.text import Text

    from ivr.cli.directory_showing import office_of, show_json

    settings = read_settings()
    found = _findings(settings, office_of(settings))
    errors = sum(finding.is_error for finding in found)
    if as_json:
        show_json({"errors": errors, "findings": [vars(finding) for finding in found]})
    else:
        console = Console(highlight=False, soft_wrap=True)
        for finding in found:
            sort, colour = ("error", "red") if finding.is_error else ("warning", "yellow")
            console.print(Text(f"{sort}: {finding.told(None) if show_all else finding.told()}", style=colour))
        console.print(f"{errors} errors, {len(found) - errors} warnings")
    if errors:
        raise typer.Exit(1)


@group.command("search")
def directory_search(
    words: Annotated[list[str], typer.Argument(help="Characters, or pinyin: 公积金, gongjijin, gjj.")],
    most: Annotated[int, typer.Option(min=1, help="At most so many of each kind.")] = 20,
    as_json: Json = False,
) -> None:
    """Look through departments, matters, phrases, answers and places."""
    from ivr.adapters.store.directory_search import search
    from ivr.adapters.store.directory_sources import read_sources
    from ivr.cli.directory_showing import office_of, show_json

    found = search(read_sources(office_of(read_settings()).sources), " ".join(words), most)
    if as_json:
        show_json([vars(one) for one in found])
        return
    for one in found:
        print(f"{one.kind:<10}  {one.name}  ({one.of})")
    if not found:
        print("nothing was found: try fewer words, or pinyin")


def _findings(settings: Settings, office: Office) -> list[Finding]:
    """What is wrong; with broken sources, their faults alone."""
    from ivr.adapters.store.directory_review import Finding, review
    from ivr.adapters.store.directory_sources import faults_of, load_sources, rows_of
    from ivr.adapters.voice.shelves import read_shelves
    from ivr.adapters.voice.texts import read_texts

    with office.alone():
        loaded = load_sources(office.sources)
    faults = [Finding(True, "fault", fault) for fault in faults_of(loaded)]
    if faults:
        return faults
    texts = read_texts(settings.prompts, office.sources)
    found = review(rows_of(loaded), settings.root / "asterisk_conf", list(texts.templates), date.today())
    sounds = [finding for shelf in read_shelves(settings.prompts, office.sources, texts) for finding in _heard(shelf)]
    return [*sounds, *_built(office), *found]


def _heard(shelf: Shelf) -> Iterator[Finding]:
    """A fault for each sound of the prompts; one finding with all for the many of the directory."""
    from ivr.adapters.store.directory_review import Finding
    from ivr.adapters.voice.shelves import NAMES

    faults = shelf.faults()
    if shelf.kind == "prompt":
        yield from (Finding(True, "prompt", f"{fault}: ./hotline ivr prompts build") for fault in faults)
    elif faults:
        instead = "a neutral word is said" if shelf.kind in NAMES else "their callers are transferred"
        says = f"{len(faults)} of {len(shelf.wanted)} sounds of kind {shelf.kind} are missing or wrong, {instead} until"
        yield Finding(shelf.kind not in NAMES, "prompt", f"{says} ./hotline ivr prompts build", tuple(faults))


def _built(office: Office) -> list[Finding]:
    from ivr.adapters.store.directory_review import Finding
    from ivr.adapters.store.directory_state import state_of

    return [Finding(is_error, "built", says) for is_error, says in state_of(office)]

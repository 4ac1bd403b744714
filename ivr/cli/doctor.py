"""`ivr doctor`: whether everything that callers need is there and whole, and what a site's languages can hear."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from ivr.errors import HotlineError
from ivr.settings import Settings, read_settings

app = typer.Typer()
MARKS = {"well": "✓", "remark": "!", "fault": "✗"}


@dataclass(frozen=True)
class Finding:
    """level: "well"; "remark": callers are served, with less; "fault": they are not, or worse than they could be."""

    about: str
    level: str
    text: str


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="A JSON line for each finding.")] = False) -> None:
    """Look at what callers need: the speech model, sounds, packs of other languages, the directory, the ledger.

    Nothing need run. The exit status is 1 when there is a fault; a remark is none. What can be heard in a pack is
    told, too: keys only, unless its folder has a speech model of its own.
    """
    settings = read_settings()
    findings = [finding for look in LOOKS for finding in looked(look, settings)]
    for finding in findings:
        line = f"{MARKS[finding.level]} {finding.about}: {finding.text}"
        print(json.dumps(asdict(finding), ensure_ascii=False) if as_json else line)
    faults = [finding.about for finding in findings if finding.level == "fault"]
    if faults:
        raise HotlineError(f"{len(faults)} faults, each is told above: {', '.join(dict.fromkeys(faults))}")


def looked(look: Look, settings: Settings) -> Iterator[Finding]:
    """What one look finds; what cannot be looked at is a fault."""
    try:
        yield from look(settings)
    except HotlineError as error:
        yield Finding(look.__name__, "fault", str(error))


def model(settings: Settings) -> Iterator[Finding]:
    """The speech model in use."""
    from ivr.adapters.speech import model_fixture, models

    layout = models.prepare(settings)
    if layout.directory == model_fixture.directory(settings):
        text = f"{layout.directory} is the fixture of this repository, not for the public: ./hotline model use DIR"
        yield Finding("model", "remark", text)
    else:
        yield Finding("model", "well", f"{layout.directory}; ./hotline model check examines it")


def sounds(settings: Settings) -> Iterator[Finding]:
    """What the bot says in the site's own language, and the directory's answers and names."""
    from ivr.adapters.voice.shelves import read_shelves

    for shelf in read_shelves(settings.prompts, settings.root / "data"):
        about, found = f"{settings.bot.language}, {shelf.kind}", shelf.faults()
        if found:
            level = "remark" if shelf.is_optional else "fault"
            yield Finding(about, level, f"{len(found)} of {len(shelf.wanted)} sounds are wrong: {found[0]}")
        else:
            yield Finding(about, "well", f"{len(shelf.wanted)} sounds say their texts")


def packs(settings: Settings) -> Iterator[Finding]:
    """Other languages: their sounds, and what they can hear."""
    from ivr.adapters.voice.shelves import read_packs

    shelves, wanted = read_packs(settings.prompts), settings.talk.foreign_language
    if wanted and wanted not in shelves:
        known = ", ".join(shelves) or "none"
        yield Finding(
            f"pack {wanted}", "fault", f"[talk] foreign_language names no folder under prompts/; there is {known}"
        )
    for name, shelf in shelves.items():
        found = shelf.faults()
        if found:
            text = f"{len(found)} of {len(shelf.wanted)} sounds are wrong, its callers get a human at once: {found[0]}"
            yield Finding(f"pack {name}", "fault" if name == wanted else "remark", text)
        else:
            use = "" if name == wanted else "; not in use, [talk] foreign_language names another"
            yield Finding(f"pack {name}", "well", f"{len(shelf.wanted)} sounds are there{use}")
        yield _hears(name, settings)


def _hears(name: str, settings: Settings) -> Finding:
    """What can be said in a pack."""
    from ivr.adapters.speech import models
    from ivr.adapters.speech.pack_ears import MODEL, has_model, read_words

    pack, about = settings.prompts.parent / name, f"pack {name}"
    if not has_model(pack):
        return Finding(about, "remark", "keys only: it has no speech model, what is said in it is not understood")
    try:
        read_words(pack)
        layout = models.prepare(settings, pack / MODEL)
        models.try_out(layout)
    except HotlineError as error:
        return Finding(about, "fault", f"keys only: {error}")
    return Finding(about, "well", f"hears what is said, with {layout.directory}")


def directory(settings: Settings) -> Iterator[Finding]:
    """The departments, matters and answers."""
    from ivr.adapters.store.directory import open_directory

    found = open_directory(settings.directory_db)
    text = f"{len(found.departments)} departments, {len(found.matters)} matters, {len(found.answers)} answers"
    yield Finding("directory", "well", text)


def ledger(settings: Settings) -> Iterator[Finding]:
    """Where calls and callbacks are kept."""
    from ivr.adapters.store.ledger import SqlLedger

    with SqlLedger(settings.ledger_url).transaction():
        yield Finding("ledger", "well", "it can be written")


Look = Callable[[Settings], Iterator[Finding]]
LOOKS: tuple[Look, ...] = (model, sounds, packs, directory, ledger)

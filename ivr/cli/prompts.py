"""Commands about what the bot says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ivr.errors import HotlineError
from ivr.settings import Settings, read_settings

if TYPE_CHECKING:
    from ivr.adapters.voice.shelves import Shelf

group = typer.Typer(help="What the bot says: texts and sounds.", no_args_is_help=True)


@group.command("check")
def prompts_check() -> None:
    """Find sounds that are missing, stale, too long, changed by hand or left over. Some may be missing."""
    settings = read_settings()
    wrong = 0
    for shelf in [*_shelves(settings), *_packs(settings).values()]:
        found = shelf.faults()
        if shelf.is_optional and found:
            count = f"{len(found)} of {len(shelf.wanted)}"
            print(f"warning: {count} sounds of kind {shelf.kind} are missing or wrong: {found[0]} …")
            continue
        wrong += len(found)
        for fault in found:
            print(f"{shelf.kind}: {fault}" if shelf.kind.startswith("pack ") else fault)
    if wrong:
        raise HotlineError(
            f"{wrong} sounds are wrong in {settings.prompts.parent}: run ./hotline ivr prompts build, "
            "for a pack with --language"
        )
    print(f"{settings.prompts} and packs {', '.join(_packs(settings)) or 'none'}: all sounds say their texts")


@group.command("build")
def prompts_build(
    engine: Annotated[str, typer.Option(help="auto, edge or kokoro.")] = "auto",
    without_directory: Annotated[
        bool, typer.Option("--without-directory", help="Not the answers, questions, matters and streets of data/.")
    ] = False,
    language: Annotated[
        str, typer.Option(metavar="PACK", help="A pack of prompts, such as en, and nothing else.")
    ] = "",
) -> None:
    """Render the sounds whose text changed; all of them when the engine has another voice than theirs."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from ivr.adapters.voice.build import build, stale
    from ivr.adapters.voice.synthesis import choose

    settings = read_settings()
    if language:
        shelves = [_pack(settings, language)]
        synthesiser = choose(engine, settings.var / "cache", language)
    else:
        shelves = [shelf for shelf in _shelves(settings) if shelf.kind == "prompt" or not without_directory]
        synthesiser = choose(engine, settings.var / "cache")
    count = 0
    with Progress("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) as bar:
        for shelf in shelves:
            total = len(stale(shelf.wanted, shelf.folder, synthesiser.voice, shelf.form))
            bar.add_task(f"rendering: {shelf.kind}", total=total)
            count += build(shelf.wanted, shelf.folder, synthesiser, lambda _: bar.advance(bar.task_ids[-1]), shelf.form)
    print(f"{count} sounds rendered in {shelves[0].folder.parent}")
    for fault in (fault for shelf in shelves for fault in shelf.faults()):
        print(fault)


def _shelves(settings: Settings) -> list[Shelf]:
    from ivr.adapters.voice.shelves import read_shelves

    return read_shelves(settings.prompts, settings.root / "data")


def _packs(settings: Settings) -> dict[str, Shelf]:
    from ivr.adapters.voice.shelves import read_packs

    return read_packs(settings.prompts)


def _pack(settings: Settings, language: str) -> Shelf:
    packs = _packs(settings)
    if language not in packs:
        raise HotlineError(
            f"there is no pack {language!r} in {settings.prompts.parent}, only {', '.join(packs) or 'none'}: "
            "give it a folder with texts.toml and parts.toml"
        )
    if packs[language].is_recorded:
        raise HotlineError(f"people spoke the pack {language}: remove {packs[language].folder} to have it rendered")
    return packs[language]

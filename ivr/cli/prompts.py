"""Commands about what the bot says."""

from __future__ import annotations

from typing import Annotated

import typer

from ivr.errors import HotlineError
from ivr.settings import Settings, read_settings

app = typer.Typer(help="What the bot says: texts and sounds.", no_args_is_help=True)


@app.command("check")
def prompts_check() -> None:
    """Find sounds that are missing, stale, changed by hand or left over."""
    from ivr.adapters.voice.build import faults

    settings = read_settings()
    found = faults(_texts(settings), settings.prompts / "sounds" / "8k")
    for fault in found:
        print(fault)
    if found:
        raise HotlineError(f"{len(found)} sounds are wrong in {settings.prompts}: run ./hotline ivr prompts build")
    print(f"{settings.prompts}: all sounds say their texts")


@app.command("build")
def prompts_build(engine: Annotated[str, typer.Option(help="auto, edge or kokoro.")] = "auto") -> None:
    """Render the sounds whose text changed; all of them when the engine has another voice than theirs."""
    from rich.progress import Progress

    from ivr.adapters.voice.build import build, stale
    from ivr.adapters.voice.synthesis import choose

    settings = read_settings()
    wanted, sounds = _texts(settings), settings.prompts / "sounds" / "8k"
    synthesiser = choose(engine, settings.var / "cache")
    with Progress() as bar:
        task = bar.add_task("rendering", total=len(stale(wanted, sounds, synthesiser.voice)))
        count = build(wanted, sounds, synthesiser, lambda _: bar.advance(task))
    print(f"{count} sounds rendered in {sounds}")


def _texts(settings: Settings) -> dict[str, str]:
    from ivr.adapters.voice.texts import read_texts

    return read_texts(settings.prompts, settings.root / "data").sounds()

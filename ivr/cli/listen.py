"""`ivr listen`: prints what a model hears in sound files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Column, Table

from ivr.cli.hearing import JsonOption, ModelOption, districts, open_hearing, progress
from ivr.errors import HotlineError
from ivr.settings import Settings, read_settings

if TYPE_CHECKING:
    from ivr.adapters.speech.clip_hearing import ClipHearing
    from ivr.domain.expecting import Expecting

app = typer.Typer()
KINDS = ("open", "yes_no", "choice", "district", "digits", "own_number", "moment")
Line = dict[str, Any]


@app.command()
def listen(
    files: list[Path],
    as_json: JsonOption = False,
    model: ModelOption = None,
    expect: Annotated[str, typer.Option(metavar="KIND", help=f"Hear answers: {', '.join(KINDS)}.")] = KINDS[0],
    offer: Annotated[str, typer.Option(metavar="PHRASES", help="What a choice offers: 公安局|民政局.")] = "",
) -> None:
    """Print what a model hears in each file, as a telephone would bring it: one channel, 8 kHz.

    A file is anything ffmpeg reads (WAV, MP3, FLAC, Ogg, GSM …), or what Asterisk writes: .ulaw, .alaw, .sln, .sln16.
    With --json a line for each file: file, text, confidence (0 to 1), seconds, rtf (CPU seconds per second of sound)
    and words, each with word, start, end and conf; or file and error. A file that cannot be read is told, the others
    go on, and the exit status is 1 at the end. With --expect, text is what the hotline takes for the answer ("" when
    it noticed no speech); words are still those heard openly.
    """
    settings = read_settings()
    expecting = _asked(settings, expect, offer)
    hearing = open_hearing(settings, model)
    lines = []
    with progress() as bar:
        for file in files:
            lines.append(_hear(hearing, file, expecting, bar))
            if as_json:
                print(json.dumps(lines[-1], ensure_ascii=False), flush=True)
    faults = [line for line in lines if "error" in line]
    if not as_json:
        _print_table(line for line in lines if "error" not in line)
    if faults:
        raise HotlineError(f"{len(faults)} of {len(files)} files could not be heard: each is told above")


def _asked(settings: Settings, kind: str, offer: str) -> Expecting | None:
    from ivr.adapters.speech.clip_list import question, split_offered

    if kind not in KINDS:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(KINDS)}", param_hint="--expect")
    offered = split_offered(offer)
    if kind == "choice" and not offered:
        raise typer.BadParameter("a choice needs what is offered: --offer '公安局|民政局'", param_hint="--offer")
    return question(kind, offered, districts(settings) if kind == "district" else ())


def _hear(hearing: ClipHearing, file: Path, expecting: Expecting | None, bar: Progress) -> Line:
    from ivr.adapters.speech.sound_files import read_telephone_sound
    from ivr.adapters.speech.voice_activity import RATE

    try:
        samples = read_telephone_sound(file)
    except HotlineError as error:
        print(f"hotline: {error}", file=sys.stderr)
        return {"file": str(file), "error": str(error)}
    task = bar.add_task(file.name, total=len(samples) / RATE)
    heard = hearing.transcribe(samples, lambda seconds: bar.advance(task, seconds))
    bar.remove_task(task)
    said = hearing.ask(samples, expecting) if expecting else heard
    return {
        "file": str(file),
        "text": said.text if said else "",
        "confidence": round(said.confidence, 3) if said else 0.0,
        "seconds": round(heard.seconds, 3),
        "rtf": round(heard.cpu_seconds / heard.seconds, 4),
        "words": [{"word": w.word, "start": w.start, "end": w.end, "conf": w.confidence} for w in heard.words],
    }


def _print_table(lines: Iterable[Line]) -> None:
    table = Table(Column("file", overflow="fold"), Column("s", justify="right"), "sure", "rtf", "text", box=None)
    for line in lines:
        figures = (f"{line['seconds']:.1f}", f"{line['confidence']:.2f}", f"{line['rtf']:.3f}")
        table.add_row(line["file"], *figures, line["text"])
    if table.row_count:
        Console().print(table)

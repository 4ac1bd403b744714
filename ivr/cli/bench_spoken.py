"""`ivr bench spoken`: how often callers are understood who are heard over a telephone line, by the model in use."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Column, Table

from ivr.adapters.store.directory import open_directory
from ivr.cli.hearing import JsonOption, ModelOption, open_hearing, progress
from ivr.cli.labelled import NAMES, Case, Figures, count, ranked_lines, read_cases
from ivr.domain.deciding import decide
from ivr.domain.directory import Directory
from ivr.domain.expecting import OPEN
from ivr.errors import HotlineError
from ivr.settings import ROOT, read_settings

if TYPE_CHECKING:
    from ivr.adapters.speech.clip_hearing import Clip, ClipHearing, HeardClip, Samples

SPOKEN = ROOT / "data" / "bench" / "routing_spoken.jsonl"
CLIPS = ROOT / "bench" / "ear"
SUFFIXES = (".flac", ".wav")
app = typer.Typer()


@dataclass(frozen=True)
class Wrong:
    """A caller who came to no right line. wanted, got: lines or labels, best first; got begins with the action."""

    id: str
    said: str
    heard: str
    wanted: tuple[str, ...]
    got: tuple[str, ...]


@dataclass
class Spoken:
    """What was counted. characters_wrong: of those said, 0..1; seconds: of processor time for each utterance."""

    figures: Figures = field(default_factory=Figures)
    seconds: list[float] = field(default_factory=list)
    characters_wrong: float = 0.0
    wrong: list[Wrong] = field(default_factory=list)


@app.command()
def spoken(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="Labelled utterances.")] = SPOKEN,
    as_json: JsonOption = False,
    wrong: Annotated[bool, typer.Option("--wrong", help="Also every caller who came to no right line.")] = False,
    clips: Annotated[Path, typer.Option(metavar="DIR", help="Where ID.flac or ID.wav are, clean.")] = CLIPS,
    seed: Annotated[int, typer.Option(metavar="N", help="Other noises and levels than those of seed 0.")] = 0,
    model: ModelOption = None,
) -> None:
    """Measure the understanding of spoken utterances: each clip, over a telephone line, by Vosk, to the router.

    The clips go through a line of 300-3400 Hz with noise 15-25 dB below the speech and µ-law, are heard as the answer
    to the hotline's open question – the same ear, the same end of speech – and what is heard is decided upon. FILE is
    as for `bench routing`; its ids name the clips. The default is the project's own: 200 sentences of two synthetic
    voices that neither the model nor the router was trained on. Seconds are of one processor, hearing and deciding.
    """
    settings = read_settings()
    directory = open_directory(settings.directory_db)
    cases = list(read_cases(file))
    wanted = [_clip(case, clips, seed) for case in cases]
    found = measure(cases, wanted, open_hearing(settings, model), directory)
    if as_json:
        content = _json(found) | ({"wrong": [asdict(one) for one in found.wrong]} if wrong else {})
        print(json.dumps({"file": str(file), "seed": seed, **content}, ensure_ascii=False))
        return
    console = Console()
    console.print(_table(file, seed, found))
    if wrong:
        _print_wrong(found.wrong, console)


def _clip(case: Case, folder: Path, seed: int) -> Clip:
    from ivr.adapters.speech.clip_hearing import Clip

    file = next((file for file in (folder / (case.id + suffix) for suffix in SUFFIXES) if file.is_file()), None)
    if file is None:
        raise HotlineError(f"there is no {case.id}.flac or .wav in {folder}: name the clips' folder with --clips")
    return Clip(case.id, partial(called, file, seed), case.text, "open", OPEN)


def called(file: Path, seed: int) -> Samples:
    """The clip as a telephone brings it; another seed, another line."""
    from ivr.adapters.speech.sound_files import read_telephone_sound
    from ivr.adapters.speech.telephone_line import over_the_line

    return over_the_line(read_telephone_sound(file), f"{file.stem} {seed}" if seed else file.stem)


def measure(cases: Sequence[Case], clips: Sequence[Clip], hearing: ClipHearing, directory: Directory) -> Spoken:
    """Hear and decide every case, with a bar on a terminal. Raises SoundUnreadable."""
    from ivr.adapters.speech.error_rates import compare, rates_of

    found, comparisons = Spoken(), []
    for case, heard in zip(cases, _heard(clips, hearing), strict=True):
        began = time.thread_time()
        decision = decide(heard.text, directory, others=heard.alternatives)
        found.seconds.append(heard.cpu_seconds + time.thread_time() - began)
        ranked = ranked_lines(decision, directory)
        count(case, decision, ranked, found.figures)
        comparisons.append(compare(case.text, heard.text))
        if case.wanted and not (ranked and ranked[0] in case.wanted):
            got = (decision.action.value, *ranked[:3])
            found.wrong.append(Wrong(case.id, case.text, heard.text, case.wanted, got))
    found.characters_wrong = rates_of(comparisons).edits.rate
    return found


def _heard(clips: Sequence[Clip], hearing: ClipHearing) -> Iterator[HeardClip]:
    with progress() as bar:
        for clip in bar.track(clips, description="hearing"):
            yield hearing.hear(clip)


def _json(found: Spoken) -> dict[str, Any]:
    return found.figures.shares() | {
        "characters wrong": round(100 * found.characters_wrong, 1),
        "seconds, median": round(float(np.median(found.seconds)), 3),
        "seconds, p99": round(float(np.percentile(found.seconds, 99)), 3),
    }


def _table(file: Path, seed: int, found: Spoken) -> Table:
    title = f"{file} ({len(found.seconds)})" + (f", seed {seed}" if seed else "")
    table = Table("%", Column("of", justify="right"), Column("spoken", justify="right"), title=title)
    for name, value in _json(found).items():
        of = len(found.figures.counts.get(name, ())) if name in NAMES else None
        digits = 3 if name.startswith("seconds") else 1
        table.add_row(name, "" if of is None else str(of), "-" if value is None else f"{value:.{digits}f}")
    return table


def _print_wrong(wrong: Sequence[Wrong], console: Console) -> None:
    table = Table("clip", "said", "heard", "wanted", "got", box=None)
    for one in wrong:
        table.add_row(one.id, one.said, one.heard, ", ".join(one.wanted), ", ".join(one.got))
    console.print(table)

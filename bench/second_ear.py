"""Measures the second ear: `python -m bench.second_ear [DIR] [--kinds colloquial,…] [--clips] [--json]`.

DIR holds sound files and a MANIFEST.tsv with the columns file and transcript; without it the clips of bench/ear are
heard over their telephone line. Figures (10点 and 十点) count as right either way. Needs ./hotline setup transcripts.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import resource
import sys
import tempfile
import time
import wave
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.ear_set import read_rows, read_sound
from ivr.adapters.speech.error_rates import Comparison, compare, rates_by_kind
from ivr.adapters.transcripts.second_ear import SecondEar
from ivr.domain.transcripts import UNCLEAR
from ivr.settings import read_settings

KINDS = "colloquial,directory,places,numbers,times"
SAME = str.maketrans("幺两", "一二")
FIGURES = re.compile(r"\d+")


def in_words(text: str) -> str:
    """Figures below a hundred as they are said, so that 10点半 is 十点半; longer ones digit by digit."""
    return FIGURES.sub(lambda found: _cardinal(found[0]), text).translate(SAME)


def _cardinal(figures: str) -> str:
    names = "零一二三四五六七八九"
    if len(figures) != 2 or figures[0] == "0":
        return "".join(names[int(figure)] for figure in figures)
    tens, ones = (int(figure) for figure in figures)
    return (names[tens] if tens > 1 else "") + "十" + (names[ones] if ones else "")


def listed(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """Kind, file, transcript of a MANIFEST.tsv."""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            yield folder.name, folder / row["file"], row["transcript"]


def ear_set(kinds: Iterable[str], folder: Path) -> Iterator[tuple[str, Path, str]]:
    """Kind, file, transcript of bench/ear, written to `folder` as Asterisk records."""
    for row in read_rows():
        if row.kind in kinds:
            file = folder / f"{row.name}.wav"
            with wave.open(str(file), "wb") as made:
                made.setparams((1, 2, 8000, 0, "NONE", ""))
                made.writeframes(read_sound(row.name, is_clean=False).tobytes())
            yield row.kind, file, row.text


def hear(clips: Iterable[tuple[str, Path, str]], show: bool) -> tuple[list[Comparison], dict[str, float]]:
    """What became of every clip, and what it cost."""
    settings = read_settings()
    ear = SecondEar(settings.transcripts.model, settings.var / "cache", settings.transcripts.most_minutes)
    found: list[Comparison] = []
    seconds, cpu, unclear = 0.0, 0.0, 0
    for kind, file, said in clips:
        started = time.process_time()
        made = ear.write_down(file)
        cpu += time.process_time() - started if found else 0.0  # the first one loads the model
        seconds += made.seconds if found else 0.0
        unclear += UNCLEAR in made.text
        found.append(compare(in_words(said), in_words(made.text), kind))
        if show:
            print(f"{found[-1].edits.rate:.2f}\t{file.name}\t{said}\t{made.text}", file=sys.stderr, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cost = {"cpu_per_second": cpu / max(seconds, 0.1), "cpu_per_clip": cpu / max(len(found) - 1, 1)}
    return found, {**cost, "unclear": unclear, "peak_megabytes": peak}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--kinds", default=KINDS)
    parser.add_argument("--clips", action="store_true", help="print what was heard in every clip")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clips = listed(chosen.folder) if chosen.folder else ear_set(chosen.kinds.split(","), Path(folder))
        found, cost = hear(clips, chosen.clips)
    rates = {kind: (rates.edits.rate, rates.right, rates.count) for kind, rates in rates_by_kind(found).items()}
    if chosen.json:
        print(json.dumps({"characters_wrong": rates, **cost}, ensure_ascii=False))
        return
    for kind, (rate, right, count) in rates.items():
        print(f"{kind:<14} {rate:6.3f} characters wrong, {right} of {count} all right")
    print("  ".join(f"{name} {value:.2f}" for name, value in cost.items()))


if __name__ == "__main__":
    main()

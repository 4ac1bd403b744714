"""Measures how well a Vosk model hears bench/ear: `python -m bench.ear MODEL_DIR [--clean] [--clips] [--json]`.

Everything but foreign speech is heard openly, character by character. Commands, offered choices, foreign speech and
telephone numbers are heard a second time as answers to a question, by the whole ear of the product.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.ear_set import EAR, FOREIGN, IN_DISTRICTS, OFFERED, Row, clips_of, is_right, read_rows
from ivr.adapters.speech.clip_hearing import Clip, ClipHearing, HeardClip
from ivr.adapters.speech.error_rates import Comparison, Rates, compare, rates_by_kind, rates_of
from ivr.adapters.speech.model_layout import read_layout
from ivr.errors import HotlineError

SHORT = ("directory", "numbers", "times")
MOBILE, LANDLINE = ("numbers", "mobile"), ("landline",)


@dataclass(frozen=True)
class Share:
    """right of `count` answers."""

    right: int
    count: int

    def __str__(self) -> str:
        return f"{self.right}/{self.count} = {self.right / max(self.count, 1):.1%}"


@dataclass(frozen=True)
class Figures:
    """The issue's table. Rates are characters wrong; rtf is CPU seconds per second of sound."""

    kinds: dict[str, Rates]
    colloquial: float
    directory_numbers_times: float
    answers_right: Share
    foreign_kept_out: Share
    mobiles_right: Share
    landlines_right: Share
    districts_right: Share
    rtf_open: float
    rtf_closed: float
    load_seconds: float
    megabytes: int
    packed_megabytes: float
    peak_megabytes: int


def figures_of(model: Path, found: list[HeardClip], load_seconds: float) -> Figures:
    """The table, from everything that was heard."""
    openly = [heard for heard in found if heard.clip.expecting is None]
    asked = [heard for heard in found if heard.clip.expecting is not None]
    comparisons = [compare(heard.clip.text, heard.text, heard.clip.kind) for heard in openly]
    return Figures(
        rates_by_kind(comparisons),
        _rate(comparisons, ("colloquial",)),
        _rate(comparisons, SHORT),
        _share(asked, OFFERED),
        _share(asked, (FOREIGN,)),
        _share(asked, MOBILE),
        _share(asked, LANDLINE),
        _share(asked, (IN_DISTRICTS,)),
        _rtf(openly),
        _rtf(asked),
        round(load_seconds, 2),
        read_layout(model).megabytes,
        packed_megabytes(model),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 10**6,
    )


def _rate(comparisons: list[Comparison], kinds: tuple[str, ...]) -> float:
    return round(rates_of([c for c in comparisons if c.kind in kinds]).edits.rate, 4)


def _share(asked: list[HeardClip], kinds: tuple[str, ...]) -> Share:
    answers = [is_right(heard) for heard in asked if heard.clip.kind in kinds]
    return Share(sum(answers), len(answers))


def _rtf(found: list[HeardClip]) -> float:
    return round(sum(h.cpu_seconds for h in found) / max(sum(h.seconds for h in found), 1e-9), 4)


def packed_megabytes(model: Path) -> float:
    """Of the archive beside it or in models/; 0 when it is not packed yet."""
    archives = (model.with_name(f"{model.name}.tar.xz"), EAR.parents[1] / "models" / f"{model.name}.tar.xz")
    return next((round(a.stat().st_size / 1e6, 1) for a in archives if a.is_file()), 0.0)


def table(figures: Figures) -> str:
    """The figures for people."""
    lines = ["kind              clips   wrong    in   out  swap   all right"]
    lines += [
        f"{kind:<16}{r.count:>7}{r.edits.rate:>8.3f}{r.edits.inserted:>6}{r.edits.deleted:>6}{r.edits.replaced:>6}"
        f"   {r.right}/{r.count}"
        for kind, r in figures.kinds.items()
    ]
    packed = f"{figures.packed_megabytes} MB packed" if figures.packed_megabytes else "not packed"
    return "\n".join(
        [
            *lines,
            "",
            f"characters wrong, colloquial                   {figures.colloquial:.3f}",
            f"characters wrong, directory + numbers + times  {figures.directory_numbers_times:.3f}",
            f"commands and offered choices right             {figures.answers_right}",
            f"foreign speech kept out                        {figures.foreign_kept_out}",
            f"telephone numbers right, mobile and old clips  {figures.mobiles_right}",
            f"telephone numbers right, landlines             {figures.landlines_right}",
            f"districts right                                {figures.districts_right}",
            f"CPU seconds per second of sound                {figures.rtf_open:.3f}, "
            f"at a question {figures.rtf_closed:.3f}",
            f"size, memory at the peak, load                 {packed}, {figures.megabytes} MB unpacked; "
            f"{figures.peak_megabytes} MB; {figures.load_seconds:.2f} s",
        ]
    )


def some_of(rows: list[Row], every: int) -> list[Row]:
    """Of each kind every Nth pair: the two voices speak in turn."""
    seen = Counter[str]()
    kept = []
    for row in rows:
        if seen[row.kind] // 2 % every == 0:
            kept.append(row)
        seen[row.kind] += 1
    return kept


def print_clips(found: list[HeardClip]) -> None:
    """What was heard in every clip, those that are right without a star, on stderr."""
    for heard in found:
        asked = heard.clip.expecting is not None
        right = is_right(heard) if asked else compare(heard.clip.text, heard.text).is_right
        how = "asked" if asked else "open"
        print(" " if right else "*", heard.clip.name, how, heard.clip.text, heard.text, sep="\t", file=sys.stderr)


def hear_all(hearing: ClipHearing, clips: list[Clip], threads: int) -> list[HeardClip]:
    """Everything, with a counter on stderr where somebody looks at it. A clip that cannot be read ends it."""
    found: list[HeardClip] = []
    for heard in hearing.hear_all(clips, threads):
        if isinstance(heard, HotlineError):
            raise heard
        found.append(heard)
        if sys.stderr.isatty():
            print(f"\r{len(found)}/{len(clips)} {heard.clip.name:<24}", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return found


def main() -> None:
    """Prints the figures of one model."""
    parser = argparse.ArgumentParser(prog="python -m bench.ear", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", type=Path, help="a Vosk model directory")
    parser.add_argument("--clean", action="store_true", help="without the telephone line (clips kept as FLAC only)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--clips", action="store_true", help="tell on stderr what was heard in every clip")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="a quick look: each Nth pair of clips only")
    parser.add_argument(
        "--threads", type=int, default=2, help="clips at a time; 1 gives the very same figures on every run"
    )
    options = parser.parse_args()
    clips, began = clips_of(some_of(read_rows(), options.every), options.clean), time.monotonic()
    try:
        hearing = ClipHearing(read_layout(options.model))
        load_seconds = time.monotonic() - began
        found = hear_all(hearing, clips, options.threads)
    except HotlineError as error:
        sys.exit(f"bench.ear: {error}")
    if options.clips:
        print_clips(found)
    figures = figures_of(options.model, found, load_seconds)
    print(json.dumps(asdict(figures), ensure_ascii=False, indent=2) if options.json else table(figures))


if __name__ == "__main__":
    main()

"""Measures what closed ears gain at each question: `python -m bench.closed [DIR] [--clean] [--clips] [--kinds K,K]`.

Each clip of bench/ear that answers a closed question is heard once by every decoder, whole, without voice detection:
open: what the free decoder hears. grammar: what the limited one hears, where it heard nothing unknown. chosen: the
reading that can be meant (ivr/domain/meant.py), which is what the product takes.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.ear_set import FOREIGN, clips_of, is_right, read_rows
from ivr.adapters.speech.clip_hearing import Clip, HeardClip
from ivr.adapters.speech.decoding import MOST_ALTERNATIVES
from ivr.adapters.speech.error_rates import plain
from ivr.adapters.speech.model_layout import read_layout
from ivr.adapters.speech.models import prepare
from ivr.adapters.speech.readings import Reading, weigh
from ivr.adapters.speech.recognisers import Recognisers
from ivr.adapters.speech.telephone_line import Samples
from ivr.domain.expecting import MOMENT, Expecting
from ivr.domain.times import time_in
from ivr.settings import read_settings

NOW = datetime(2026, 11, 24, 8, 0)
TIMES = "times"
WAYS = ("open", "grammar", "chosen")


@dataclass(frozen=True)
class Answer:
    """One clip as each of the WAYS hears it."""

    clip: Clip
    texts: tuple[str, str, str]

    def is_right(self, way: int) -> bool:
        """Whether this way gave the answer; of a time its meaning counts."""
        heard = self.texts[way]
        if self.clip.kind == TIMES:
            said = time_in(plain(self.clip.text), NOW)
            return _without_words(said) == _without_words(time_in(heard, NOW))
        return is_right(HeardClip(self.clip, heard, 0.0, 0.0))


def _without_words(found: object) -> object:
    """A time without the caller's own words for it."""
    return getattr(found, "moment", found)


def closed_clips(is_clean: bool) -> list[Clip]:
    """The clips that answer a closed question, or must not."""
    clips = clips_of(read_rows(), is_clean)
    times = [Clip(c.name, c.read, c.text, c.kind, MOMENT) for c in clips if c.kind == TIMES and c.expecting is None]
    return [clip for clip in clips if clip.expecting is not None] + times


def hear(recognisers: Recognisers, clip: Clip, expecting: Expecting) -> Answer:
    """One clip by both decoders."""
    samples = clip.read()
    opened = recognisers.take_open(MOST_ALTERNATIVES)
    opened.hear(samples)
    free = opened.final()
    recognisers.give_back(opened)
    limited = _limited(recognisers, expecting.grammar, samples)
    slowed = _limited(recognisers, expecting.slowly, samples, is_slow=True)
    by_grammar = limited.text if limited and limited.text and not limited.has_unknown else free.text
    return Answer(clip, (free.text, by_grammar, weigh(expecting, limited, free, 1.0, slowed).text))


def _limited(
    recognisers: Recognisers, grammar: tuple[str, ...], samples: Samples, is_slow: bool = False
) -> Reading | None:
    closed = recognisers.make_closed(grammar, MOST_ALTERNATIVES, is_slow)
    if closed is None:
        return None
    closed.hear(samples)
    return closed.final()


def table(answers: list[Answer]) -> str:
    """One line per kind of question."""
    counts = Counter(answer.clip.kind for answer in answers)
    lines = [f"{'kind':<14}{'clips':>6}" + "".join(f"{way:>10}" for way in WAYS)]
    for kind, count in counts.items():
        right = [sum(a.is_right(way) for a in answers if a.clip.kind == kind) for way in range(len(WAYS))]
        lines.append(
            f"{kind + (' kept out' if kind == FOREIGN else ''):<18}{count:>2}" + "".join(f"{r:>10}" for r in right)
        )
    return "\n".join(lines)


def main() -> None:
    """Prints the table for one model; the one in use without a directory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, nargs="?")
    parser.add_argument("--clean", action="store_true", help="the clips as they were spoken, not over a line")
    parser.add_argument("--clips", action="store_true", help="print what each way heard in every clip that is wrong")
    parser.add_argument("--kinds", default="", help="only these, between commas")
    options = parser.parse_args()
    recognisers = Recognisers(read_layout(options.model) if options.model else prepare(read_settings()))
    kinds = options.kinds.split(",") if options.kinds else []
    clips = [clip for clip in closed_clips(options.clean) if not kinds or clip.kind in kinds]
    answers = [hear(recognisers, clip, clip.expecting) for clip in clips if clip.expecting]
    for answer in answers if options.clips else ():
        if not answer.is_right(2):
            print(answer.clip.name, answer.clip.text, *answer.texts, sep="\t", file=sys.stderr)
    print(table(answers))


if __name__ == "__main__":
    main()

"""Compares a model's real errors with those the router is trained and measured on: `python -m bench.mishearing`.

    python -m bench.mishearing [MODEL_DIR] [--json]

Clips of bench/ear are heard as the open question hears them, over the telephone line; beside them stand the errors
that ivr/adapters/store/mishearing.py makes in the same texts at the same rate, five times. Numbers and foreign speech
are left out: no noise is made of them.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bench.ear import hear_all
from bench.ear_set import FOREIGN, NUMBERS, read_rows, read_sound
from bench.error_profile import Pair, Profile, profile
from ivr.adapters.speech.clip_hearing import Clip, ClipHearing
from ivr.adapters.speech.model_layout import read_layout
from ivr.adapters.speech.models import prepare
from ivr.adapters.store.mishearing import Mishearing
from ivr.domain.expecting import OPEN
from ivr.errors import HotlineError
from ivr.settings import read_settings

SEEDS = range(1, 6)
STORIES = "colloquial"


def heard_texts(hearing: ClipHearing) -> dict[str, list[Pair]]:
    """(said, heard) of callers' stories, and of everything else that is said in Mandarin."""
    rows = [row for row in read_rows() if row.kind not in (FOREIGN, *NUMBERS)]
    clips = [Clip(row.name, partial(read_sound, row.name, False), row.text, row.kind, OPEN) for row in rows]
    found: dict[str, list[Pair]] = {"stories": [], "short answers": []}
    for heard in hear_all(hearing, clips, threads=2):
        found["stories" if heard.clip.kind == STORIES else "short answers"].append((heard.clip.text, heard.text))
    return found


def made_texts(said: Sequence[str], share: float) -> list[Pair]:
    """The same texts as the noise has them, with about this share of the characters wrong."""
    mishearing = Mishearing(said)
    return [(text, mishearing.heard(text, random.Random(f"{seed} {text}"), share)) for seed in SEEDS for text in said]


def table(profiles: Iterable[tuple[str, Profile]]) -> str:
    """A row for each figure, in per cent."""
    named = [(name, dict(_rows(one))) for name, one in profiles]
    lines = [f"{'%':<34}" + "".join(f"{name:>24}" for name, _ in named)]
    lines += [f"{row:<34}" + "".join(f"{rows[row]:>24}" for _, rows in named) for row in named[0][1]]
    return "\n".join(lines)


def _rows(one: Profile) -> Iterable[tuple[str, str]]:
    yield "characters said", str(one.characters)
    shares = {
        "characters wrong": one.wrong,
        "errors: swapped": one.swapped,
        "errors: lost": one.lost,
        "errors: added": one.added,
        **{f"swapped for {sound}": share for sound, share in one.sounds.items()},
        "errors alone": one.blocks[0],
        "errors in pairs": one.blocks[1],
        "errors in longer blocks": one.blocks[2],
        "utterances half wrong or more": one.spoilt,
        "utterances all right": one.whole,
    }
    for name, share in shares.items():
        yield name, f"{100 * share:.1f}"


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(prog="python -m bench.mishearing", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", type=Path, nargs="?", help="a Vosk model directory; default: the one in use")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    try:
        hearing = ClipHearing(read_layout(options.model) if options.model else prepare(read_settings()))
        profiles: list[tuple[str, Profile]] = []
        for name, texts in heard_texts(hearing).items():
            real = profile(texts)
            noise = profile(made_texts([said for said, _ in texts], real.wrong))
            profiles += [(name, real), (f"noise in {name}", noise)]
    except HotlineError as error:
        sys.exit(f"bench.mishearing: {error}")
    if options.json:
        print(json.dumps({name: asdict(one) for name, one in profiles}, ensure_ascii=False, indent=2))
    else:
        print(table(profiles))


if __name__ == "__main__":
    main()

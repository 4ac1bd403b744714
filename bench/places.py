"""Bench of places: how often the district and street that a caller names are found, clean and mis-heard, and how fast.

    var/venv/bin/python -m bench.places [FILE.jsonl …] [--wrong]

Each line of a file: {"text", "district", "street", "outside"}; null is not said; "ambiguous" lists the districts that
a name leaves open. The default, data/bench/places_own.jsonl, was written by hand. The noise is that of the router's
training. --wrong lists what was not found. Every phrase of data/phrases.csv that gives a place is counted too.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.mishearing import Mishearing
from ivr.domain.directory import Directory
from ivr.domain.pinyin import syllables
from ivr.domain.place_index import PlaceName, Places
from ivr.domain.places import place_in
from ivr.settings import ROOT

OWN = ROOT / "data" / "bench" / "places_own.jsonl"
PHRASES = ROOT / "data" / "phrases.csv"
NOISES = (0.0, 0.1, 0.2, 0.3)
SEEDS = (1, 2, 3)


def main(files: list[Path], show: bool) -> None:
    """Print one row for each file and noise, then what everyday phrases give, then the speed."""
    directory = open_directory(ROOT / "directory.db")
    print(f"directory {directory.version}: {len(directory.places)} names; shares in %")
    print("file             noise  district  another  street  ambiguous  outside  none said, none found")
    for file in files:
        cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for noise in NOISES:
            print(f"{file.stem:16s} {noise:5.0%}  {_row(directory, _noisy(cases, noise), show)}")
    _everyday(directory, show)
    texts = [case["text"] for file in files for case in map(json.loads, file.read_text(encoding="utf-8").splitlines())]
    _speed("as it is", directory, texts)
    began = time.perf_counter()
    larger = replace(directory, places=_ten_times(directory.places))
    print(f"index of {len(larger.places)} names built in {time.perf_counter() - began:.2f} s")
    _speed("ten times", larger, texts)


def _noisy(cases: list[dict[str, Any]], noise: float) -> list[dict[str, Any]]:
    mishearing = Mishearing(case["text"] for case in cases)
    seeds = SEEDS if noise else SEEDS[:1]
    return [
        case | {"text": mishearing.heard(case["text"], random.Random(f"{seed} {case['text']}"), noise)}
        for seed in seeds
        for case in cases
    ]


def _row(directory: Directory, cases: list[dict[str, Any]], show: bool) -> str:
    kinds = SimpleNamespace(district=[], another=[], street=[], ambiguous=[], outside=[], none=[])
    for case in cases:
        found = place_in(case["text"], directory)
        if case["district"]:
            kinds.district.append(found.district == case["district"])
            kinds.another.append(bool(found.districts) and case["district"] not in found.districts)
            if case["street"]:
                kinds.street.append(found.street == case["street"])
            right = found.district == case["district"] and case["street"] in (None, found.street)
        elif case.get("ambiguous"):
            right = set(found.districts) == set(case["ambiguous"])
            kinds.ambiguous.append(right)
        elif case["outside"]:
            right = bool(found.outside) and not found.spots
            kinds.outside.append(right)
        else:
            right = not found.spots and not found.outside
            kinds.none.append(right)
        if show and not right:
            spots = " ".join(f"{spot.district}{spot.street or ''}" for spot in found.spots)
            print(f"    {case['text']} → {spots} {' '.join(found.outside)}")
    return "".join(f"{_share(values):9.1f}" for values in vars(kinds).values()) + f"   of {len(cases)}"


def _share(values: list[bool]) -> float:
    return 100 * sum(values) / len(values) if values else float("nan")


def _everyday(directory: Directory, show: bool) -> None:
    with PHRASES.open(encoding="utf-8", newline="") as lines:
        phrases = [row["phrase"] for row in csv.DictReader(lines)]
    found = [(phrase, place_in(phrase, directory)) for phrase in phrases]
    named = [(phrase, where) for phrase, where in found if where.spots or where.outside]
    print(f"everyday phrases that give a place: {len(named)} of {len(phrases)}")
    for phrase, where in named if show else ():
        print(f"    {phrase} → {' '.join((*where.districts, *where.outside))}")
    mishearing = Mishearing(phrases)
    silent = [phrase for phrase, where in found if not (where.spots or where.outside)]
    heard = [mishearing.heard(phrase, random.Random(phrase), 0.2) for phrase in silent]
    wrong = [text for text in heard if place_in(text, directory).spots]
    print(f"of the others, mis-heard at 20 %, a place appears in {100 * len(wrong) / len(heard):.2f} %")
    for text in wrong if show else ():
        print(f"    {text} → {' '.join(place_in(text, directory).districts)}")


def _ten_times(places: Places) -> Places:
    """Nine more of every name, with another character before or after; their sounds put together."""
    more = [*places.by_name.values()]
    for extra in "仁义礼智信忠孝廉勇":
        (sound,) = syllables(extra)
        more += [
            PlaceName(extra + name.name, name.kind, name.spots, (sound, *name.sounds), name.trust)
            for name in places.by_name.values()
        ]
    return Places(more, places.streets)


def _speed(label: str, directory: Directory, texts: list[str]) -> None:
    took = []
    for text in texts * 3:
        syllables.cache_clear()
        began = time.perf_counter()
        place_in(text, directory)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    print(
        f"{label}: p50 {took[len(took) // 2]:.2f} ms, p99 {took[len(took) * 99 // 100]:.2f} ms a text, pinyin included"
    )


if __name__ == "__main__":
    names = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    main([Path(name) for name in names] or [OWN], "--wrong" in sys.argv)

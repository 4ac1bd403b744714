"""Bench of understanding: how often a text reaches its department, clean and with mis-heard characters.

    var/venv/bin/python -m bench.routing [FILE.jsonl …]

Each line of a file: {"text": what a caller said, "expected": [department ids, any of them is right]}.
The default, data/bench/routing_own.jsonl, is never trained on. The noise is of the same kind as in training
(characters lost, or swapped for one that sounds alike), so its levels flatter; its differences count.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.router_training import Example, mishear, sounding_alike
from ivr.domain.directory import Directory
from ivr.domain.understanding import Between, Likely, Sure, Unclear, understand
from ivr.settings import ROOT

OWN = ROOT / "data" / "bench" / "routing_own.jsonl"
SEEDS = (1, 2, 3)
NOISES = (0.0, 0.2, 0.3)


def main(files: list[Path]) -> None:
    """Print one row for each file and noise."""
    directory = open_directory(ROOT / "directory.db")
    print(f"directory {directory.version}; shares in %; Sure and Likely: right/wrong, Between: right is offered/not")
    print("file                 noise   top-1  top-3    Sure     Likely   Between  Unclear   ms")
    for file in files:
        cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for noise in NOISES:
            texts = _noisy(cases, noise)
            print(f"{file.stem:20s} {noise:4.0%}  {_row(directory, texts)}")


def _noisy(cases: list[dict[str, list[str]]], noise: float) -> list[tuple[str, list[str]]]:
    alike = sounding_alike([Example("", str(case["text"])) for case in cases])
    seeds = SEEDS if noise else SEEDS[:1]
    return [
        (mishear(str(case["text"]), alike, random.Random(f"{seed} {case['text']}"), noise), case["expected"])
        for seed in seeds
        for case in cases
    ]


def _row(directory: Directory, texts: list[tuple[str, list[str]]]) -> str:
    hits, bands = Counter[int](), defaultdict[str, Counter[bool]](Counter)
    began = time.perf_counter()
    ranked = [directory.router.rank(text) for text, _ in texts]
    took = (time.perf_counter() - began) / len(texts) * 1000
    for candidates, (text, expected) in zip(ranked, texts, strict=True):
        for most in (1, 3):
            hits[most] += any(candidate.department_id in expected for candidate in candidates[:most])
        band, offered = _band(directory, text)
        bands[band][any(department in expected for department in offered)] += 1
    share = 100 / len(texts)
    pairs = "".join(
        f"{bands[name][True] * share:6.0f}/{bands[name][False] * share:<3.0f}" for name in ("Sure", "Likely", "Between")
    )
    return f"{hits[1] * share:6.1f} {hits[3] * share:6.1f} {pairs}{bands['Unclear'][False] * share:6.0f}  {took:6.2f}"


def _band(directory: Directory, text: str) -> tuple[str, list[str]]:
    match understand(text, directory):
        case Sure(candidate):
            return "Sure", [candidate.department_id]
        case Likely(candidate):
            return "Likely", [candidate.department_id]
        case Between(first, second):
            return "Between", [first.department_id, second.department_id]
        case Unclear():
            return "Unclear", []


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or [OWN])

"""Bench of what must not go to a department: emergencies, commands, the hotline itself, chat; clean and mis-heard.

    python -m bench.special [FILE.jsonl …] [--rules] [--wrong]

Each line of a file: {"text", "expected": labels such as EMERGENCY_119 or HUMAN, best first; names of departments count
as none, and so does an empty list}. Measured is the whole decision with the directory of the settings, or with --rules
what the rules alone find in a text, and how fast.

emergencies_unseen is by somebody who knew neither rules nor phrases. Of it only what was wrong at its second measuring
has been read, four texts, and nothing was changed for them; half of its ordinary texts sound alarming.
emergencies_third is by another who had seen 60 of the phrases and kept away from all of them: 600 emergencies, many
without any word of one, told by children, whispered, or politely; 900 sayings, half of them alarming. Nothing was
chosen on it. emergencies_tuned is by a third, and weights were chosen on it. special_own and special_second are by the
author of the rules and tuned on: they show what breaks. The noise is that of the router's training. --wrong lists what
was found wrong in clean texts: do not use it on emergencies_unseen and emergencies_third.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.mishearing import Mishearing
from ivr.domain.deciding import decide
from ivr.domain.directory import Directory
from ivr.domain.emergencies import emergency_numbers_in
from ivr.domain.pinyin import sound_of, syllables
from ivr.domain.special import special_in
from ivr.settings import ROOT, read_settings

NAMES = ("emergencies_unseen", "emergencies_third", "emergencies_tuned", "special_own", "special_second")
OWN = tuple(ROOT / f"data/bench/{name}.jsonl" for name in NAMES)
PHRASES = ROOT / "data" / "phrases.csv"
NOISES = (0.0, 0.1, 0.2, 0.3)
SEEDS = (1, 2, 3)
LABEL = re.compile("[A-Z_]+[0-9]*")


Judge: TypeAlias = Callable[[str], str]
"""From a text to its best label, "" for none."""


def main() -> None:
    """Print figures for each file, then, of the rules, false alarms over everyday phrases and the speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", default=OWN)
    parser.add_argument("--rules", action="store_true", help="the rules alone, without what the router learned")
    parser.add_argument("--wrong", action="store_true", help="list what was found wrong")
    options = parser.parse_args()
    judge = best_label if options.rules else decided_label(open_directory(read_settings().directory_db))
    for file in options.files:
        cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        print(f"{file.stem}: {len(cases)} texts; best label right, of all with a label; of all labels given, right")
        for noise in NOISES:
            print(f"  {noise:4.0%}  {_row(_noisy(cases, noise), judge, options.wrong and not noise)}", flush=True)
        print("  " + _recalls(cases, judge))
    if options.rules:
        _rules_on_phrases(options.wrong)


def _rules_on_phrases(shows: bool) -> None:
    phrases = everyday_phrases()
    for name, hits in (("an emergency", false_alarms(phrases)), ("another label", _other_labels(phrases))):
        print(f"everyday phrases with {name}: {len(hits)} of {len(phrases)}, {len(hits) / len(phrases):.2%}")
        for hit in hits if shows else ():
            print(f"    {hit}")
    _speed(phrases)


def decided_label(directory: Directory) -> Judge:
    """The whole decision, as a caller meets it."""

    def judge(text: str) -> str:
        return next(iter(decide(text, directory).labels), "")

    return judge


def everyday_phrases() -> list[str]:
    """What callers say about ordinary matters; a few of these are emergencies all the same."""
    with PHRASES.open(encoding="utf-8", newline="") as lines:
        return [row["phrase"] for row in csv.DictReader(lines)]


def false_alarms(phrases: list[str]) -> list[str]:
    """The phrases in which an emergency is found."""
    return [phrase for phrase in phrases if emergency_numbers_in(phrase)]


def _other_labels(phrases: list[str]) -> list[str]:
    return [phrase for phrase in phrases if special_in(phrase) and not emergency_numbers_in(phrase)]


def labels_wanted(case: dict[str, Any]) -> list[str]:
    """The labels expected; none where a department is the best answer."""
    expected = case["expected"]
    return [name for name in expected if LABEL.fullmatch(name)] if expected and LABEL.fullmatch(expected[0]) else []


def best_label(text: str) -> str:
    """What the rules alone say; "" for none."""
    found = special_in(text)
    return found.labels[0] if found else ""


def _noisy(cases: list[dict[str, Any]], noise: float) -> list[dict[str, Any]]:
    mishearing = Mishearing(case["text"] for case in cases)
    return [
        case | {"text": mishearing.heard(case["text"], random.Random(f"{seed} {case['text']}"), noise)}
        for seed in (SEEDS if noise else SEEDS[:1])
        for case in cases
    ]


def _row(cases: list[dict[str, Any]], judge: Judge, shows: bool) -> str:
    counts = Counter[str]()
    for case in cases:
        wanted, given = labels_wanted(case), judge(case["text"])
        is_emergency, is_right = "EMERGENCY" in "".join(wanted[:1]), given in wanted
        counts.update(
            wanted=bool(wanted), given=bool(given), right=is_right, emergencies=is_emergency,
            caught=is_emergency and given.startswith("EMERGENCY"),
            numbered=is_emergency and is_right,
            others=not is_emergency, alarms=not is_emergency and given.startswith("EMERGENCY"),
        )  # fmt: skip
        if shows and (is_right if given else not wanted) is False:
            print(f"    {case['text']} → {given or 'none'}, not {' '.join(wanted) or 'none'}")
    return (
        f"labels {_share(counts['right'], counts['wanted'])}  precision {_share(counts['right'], counts['given'])}  "
        f"emergencies caught {_share(counts['caught'], counts['emergencies'])}, with a right number "
        f"{_share(counts['numbered'], counts['emergencies'])}  alarms {_share(counts['alarms'], counts['others'])}"
    )


def _recalls(cases: list[dict[str, Any]], judge: Judge) -> str:
    wanted, right = Counter[str](), Counter[str]()
    for case in cases:
        for label in labels_wanted(case)[:1] or ["none"]:
            wanted[label] += 1
            right[label] += judge(case["text"]) in (labels_wanted(case) or [""])
    return "  ".join(f"{label} {right[label]}/{wanted[label]}" for label in sorted(wanted))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:6.1%}" if whole else "     –"


def _speed(texts: list[str]) -> None:
    took = []
    for text in texts[::3]:
        for cache in (syllables, sound_of, special_in, emergency_numbers_in):
            cache.cache_clear()
        began = time.process_time()
        special_in(text)
        took.append((time.process_time() - began) * 1e6)
    took.sort()
    print(f"a text takes {took[len(took) // 2]:.0f} µs, p99 {took[len(took) * 99 // 100]:.0f} µs, pinyin included")


if __name__ == "__main__":
    main()

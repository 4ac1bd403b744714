"""Speaks the development clips, on which settings are chosen: `python -m mandarin_model.development`.

The held-out voices say sentences of the training's mixture, everyday ones from development.txt, and short answers and
telephone numbers, and telephone numbers alone.
"""

from __future__ import annotations

import csv
import random
import zlib
from pathlib import Path

import numpy as np

from mandarin_model import quantities
from mandarin_model.augment import test_call
from mandarin_model.kokoro import Kokoro
from mandarin_model.paths import DEVELOPMENT, DEVELOPMENT_LIST, HELD_OUT_VOICES, WORK
from mandarin_model.sound_files import write_wav
from mandarin_model.sources import directory, forbidden_texts, only_hanzi
from mandarin_model.texts import Salad, answers, sentences

EVERYDAY = Path(__file__).with_name("development.txt")
SEED, ANSWERS_SEED, NUMBERS_SEED = 777, 4242, 9999
MIXED, ANSWERS, NUMBERS = 140, 140, 120
SENTENCE, ANSWER, NUMBER = "d", "e", "n"
"""How the names of clips begin."""
KINDS = {SENTENCE: "sentences", ANSWER: "answers", NUMBER: "numbers"}
COLUMNS = ("clip", "text", "speed", "voice")


def read_development() -> list[dict[str, str]]:
    """The development clips: clip, text, speed, voice."""
    if not DEVELOPMENT_LIST.exists():
        return []
    with DEVELOPMENT_LIST.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def development_of(kind: str) -> list[dict[str, str]]:
    """The development clips of one kind."""
    return [row for row in read_development() if row["clip"].startswith(kind)]


def development_by_kind() -> dict[str, list[dict[str, str]]]:
    """All development clips, by the beginning of their names."""
    return {kind: development_of(kind) for kind in KINDS}


def _answers(rng: random.Random) -> list[str]:
    """Of the longer ones none that bench/ear has; the short ones are the same everywhere."""
    forbidden, chosen = forbidden_texts(), []
    for text in answers(rng, directory()):
        if len(only_hanzi(text)) <= 3 or only_hanzi(text) not in forbidden:
            chosen.append(text)
        if len(chosen) == ANSWERS:
            break
    return chosen


def _texts(rng: random.Random) -> list[str]:
    forbidden, chosen = forbidden_texts(), []
    for text in sentences(rng, directory(), Salad(rng)):
        if only_hanzi(text) not in forbidden and text not in chosen:
            chosen.append(text)
        if len(chosen) == MIXED:
            break
    return chosen + EVERYDAY.read_text(encoding="utf-8").split()


def _numbers(rng: random.Random) -> list[str]:
    """Telephone numbers, three of four of them mobile."""
    return [quantities.landline(rng) if place % 4 == 3 else quantities.mobile(rng) for place in range(NUMBERS)]


def _write_list() -> None:
    parts = (
        (SENTENCE, SEED, _texts),
        (ANSWER, ANSWERS_SEED, _answers),
        (NUMBER, NUMBERS_SEED, _numbers),
    )
    with DEVELOPMENT_LIST.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t")
        table.writerow(COLUMNS)
        for kind, seed, texts in parts:
            rng = random.Random(seed)
            for number, text in enumerate(texts(rng)):
                speed, voice = rng.choice([0.9, 0.95, 1.0, 1.05, 1.1, 1.2]), HELD_OUT_VOICES[number % 2]
                table.writerow((f"{kind}{number:03d}", text, speed, voice))


def main() -> None:
    """Makes the list, if there is none, and the clips that are not there yet."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not DEVELOPMENT_LIST.exists():
        _write_list()
    DEVELOPMENT.mkdir(exist_ok=True)
    kokoro, rows = Kokoro(), read_development()
    for row in rows:
        path = DEVELOPMENT / f"{row['clip']}.wav"
        if not path.exists():
            sound = kokoro.speak(kokoro.phonemes(row["text"]), float(row["speed"]), row["voice"], row["voice"])
            write_wav(path, test_call(sound, np.random.default_rng(zlib.crc32(row["clip"].encode()))))
    print(f"{len(rows)} clips in {DEVELOPMENT}")


if __name__ == "__main__":
    main()

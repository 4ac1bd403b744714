"""Measures how well a Vosk model hears the clips of bench/ear: `python bench/ear.py MODEL_DIR [--json] [--clips]`."""

from __future__ import annotations

import argparse
import csv
import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import vosk

EAR = Path(__file__).resolve().parent / "ear"
RATE = 8000
PACKET_BYTES = 3200
OPEN_KINDS = ("directory", "places", "numbers", "times", "commands", "colloquial")
OTHER_SPEECH = ("rejection", "colloquial", "places")
"""Kinds that hold no command: under the grammar of commands none of them may come out as a command."""


@dataclass(frozen=True)
class Clip:
    """One sound file of the bench and what is said in it."""

    name: str
    kind: str
    text: str

    def sound(self) -> bytes:
        """16-bit samples at 8 kHz."""
        return decode_mu_law(mu_law_codes((EAR / f"{self.name}.wav").read_bytes()))


@dataclass
class Result:
    """What the bench found out about one model."""

    character_errors: dict[str, float] = field(default_factory=dict)
    exact: dict[str, str] = field(default_factory=dict)
    commands_right: str = ""
    other_speech_kept_out: str = ""
    cpu_per_second_open: float = 0.0
    cpu_per_second_grammar: float = 0.0
    load_seconds: float = 0.0
    peak_mib: int = 0


def mu_law_codes(wav: bytes) -> bytes:
    """The data chunk of a µ-law WAV file."""
    position = 12
    while position + 8 <= len(wav):
        size = int.from_bytes(wav[position + 4 : position + 8], "little")
        if wav[position : position + 4] == b"data":
            return wav[position + 8 : position + 8 + size]
        position += 8 + size + size % 2
    raise ValueError("this WAV file has no data chunk")


def decode_mu_law(codes: bytes) -> bytes:
    """G.711 µ-law to 16-bit little-endian samples."""
    inverted = ~np.frombuffer(codes, np.uint8)
    exponent, mantissa = (inverted >> 4 & 7).astype(np.int32), (inverted & 15).astype(np.int32)
    magnitude = ((mantissa << 3) + 132 << exponent) - 132
    return np.where(inverted & 128, -magnitude, magnitude).astype("<i2").tobytes()


def read_clips() -> list[Clip]:
    """The clips that bench/ear/transcripts.tsv lists."""
    with (EAR / "transcripts.tsv").open(encoding="utf-8") as file:
        return [Clip(row["clip"], row["kind"], plain(row["text"])) for row in csv.DictReader(file, delimiter="\t")]


def plain(text: str) -> str:
    """The text without blanks and punctuation."""
    return re.sub(r"[^\w]|_", "", text)


def edit_distance(said: str, heard: str) -> int:
    """Characters to insert, delete or replace."""
    row = list(range(len(heard) + 1))
    for position, expected in enumerate(said, 1):
        diagonal, row[0] = row[0], position
        for index, found in enumerate(heard, 1):
            diagonal, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, diagonal + (expected != found))
    return row[-1]


def in_words(model: vosk.Model, phrase: str) -> str:
    """The phrase as blank-separated words of the model, the longest first; ValueError names a missing character."""
    words, rest = [], phrase
    while rest:
        word = next(
            (rest[:size] for size in range(len(rest), 0, -1) if model.vosk_model_find_word(rest[:size]) >= 0), ""
        )
        if not word:
            raise ValueError(f"{rest[0]!r} of {phrase!r} is not in the model's vocabulary")
        words.append(word)
        rest = rest[len(word) :]
    return " ".join(words)


def hear(recogniser: vosk.KaldiRecognizer, sound: bytes) -> str:
    """What the recogniser makes of one clip, fed as a telephone does."""
    parts = []
    for start in range(0, len(sound), PACKET_BYTES):
        if recogniser.AcceptWaveform(sound[start : start + PACKET_BYTES]):
            parts.append(json.loads(recogniser.Result())["text"])
    parts.append(json.loads(recogniser.FinalResult())["text"])
    return " ".join(parts).replace(" ", "")


def hear_all(
    model: vosk.Model, clips: Iterable[Clip], grammar: list[str] | None = None
) -> tuple[dict[str, str], float]:
    """What is heard in each clip, and the CPU seconds it took per second of sound."""
    heard, seconds, started = {}, 0.0, time.process_time()
    for clip in clips:
        sound = clip.sound()
        phrases = [json.dumps(grammar, ensure_ascii=False)] if grammar else []
        heard[clip.name] = hear(vosk.KaldiRecognizer(model, RATE, *phrases), sound)
        seconds += len(sound) / 2 / RATE
    return heard, (time.process_time() - started) / seconds


def measure_open(model: vosk.Model, clips: list[Clip], result: Result) -> dict[str, str]:
    """Fills in the character errors of free recognition."""
    spoken = [clip for clip in clips if clip.kind in OPEN_KINDS]
    heard, result.cpu_per_second_open = hear_all(model, spoken)
    errors, characters, exact, count = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for clip in spoken:
        wrong = edit_distance(clip.text, heard[clip.name])
        errors[clip.kind] += wrong
        characters[clip.kind] += len(clip.text)
        exact[clip.kind] += wrong == 0
        count[clip.kind] += 1
    for kind in OPEN_KINDS:
        result.character_errors[kind] = round(errors[kind] / characters[kind], 3)
        result.exact[kind] = f"{exact[kind]}/{count[kind]}"
    short = ("directory", "numbers", "times")
    result.character_errors["directory+numbers+times"] = round(
        sum(errors[k] for k in short) / sum(characters[k] for k in short), 3
    )
    return heard


def measure_grammar(model: vosk.Model, clips: list[Clip], result: Result) -> dict[str, str]:
    """Fills in how commands and other speech fare under a grammar of the commands with [unk]."""
    commands = [clip for clip in clips if clip.kind == "commands"]
    others = [clip for clip in clips if clip.kind in OTHER_SPEECH]
    grammar = [in_words(model, text) for text in dict.fromkeys(clip.text for clip in commands)] + ["[unk]"]
    heard, result.cpu_per_second_grammar = hear_all(model, commands + others, grammar)
    texts = {clip.text for clip in commands}
    right = sum(heard[clip.name].replace("[unk]", "") == clip.text for clip in commands)
    kept_out = sum(heard[clip.name].replace("[unk]", "") not in texts for clip in others)
    result.commands_right = f"{right}/{len(commands)}"
    result.other_speech_kept_out = f"{kept_out}/{len(others)}"
    return heard


def main() -> None:
    """Prints the figures of one model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--clips", action="store_true", help="print what was heard in every clip")
    options = parser.parse_args()
    if not (options.model / "am" / "final.mdl").exists():
        sys.exit(f"{options.model} is no Vosk model directory: am/final.mdl is missing")
    vosk.SetLogLevel(-1)
    clips, result, started = read_clips(), Result(), time.monotonic()
    model = vosk.Model(str(options.model))
    result.load_seconds = round(time.monotonic() - started, 2)
    openly, guided = measure_open(model, clips, result), measure_grammar(model, clips, result)
    result.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    if options.clips:
        for clip in clips:
            print(
                clip.name, clip.text, openly.get(clip.name, "-"), guided.get(clip.name, "-"), sep="\t", file=sys.stderr
            )
    print(json.dumps(asdict(result), ensure_ascii=False, indent=2) if options.json else table(result))


def table(result: Result) -> str:
    """The figures for people."""
    lines = [f"{'kind':<26}character errors   exact"]
    lines += [
        f"{kind:<26}{rate:>16.3f}   {result.exact.get(kind, '')}" for kind, rate in result.character_errors.items()
    ]
    lines.append(f"commands right under a grammar       {result.commands_right}")
    lines.append(f"other speech kept out of it          {result.other_speech_kept_out}")
    lines.append(f"CPU per second of sound, open        {result.cpu_per_second_open:.3f}")
    lines.append(f"CPU per second of sound, grammar     {result.cpu_per_second_grammar:.3f}")
    lines.append(f"load {result.load_seconds:.2f} s, peak {result.peak_mib} MiB")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

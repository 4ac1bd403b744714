"""The clips of bench/ear: what is said in each, its sound, the question it answers, and whether an answer is right."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench.line import Samples, between_pauses, over_the_line, read_clip
from ivr.adapters.speech.clip_hearing import Clip, HeardClip
from ivr.adapters.speech.error_rates import plain
from ivr.domain.expecting import COMMAND_WORDS, DIGITS, Expecting, Kind
from ivr.domain.heard import Said
from ivr.domain.phone_numbers import digits_of, number_in

EAR = Path(__file__).resolve().parent / "ear"
OFFERED, FOREIGN, NUMBERS = ("commands", "choices"), "rejection", "numbers"
NUMBER_DIGITS = 11
BETWEEN_OFFERED = re.compile(r"[|/、,，;；]")


@dataclass(frozen=True)
class Row:
    """One line of transcripts.tsv."""

    name: str
    kind: str
    text: str
    offered: tuple[str, ...]


def read_rows() -> list[Row]:
    """The clips that bench/ear/transcripts.tsv lists. Without a column of choices all commands are offered."""
    with (EAR / "transcripts.tsv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    commands = tuple(dict.fromkeys(plain(line["text"]) for line in lines if line["kind"] in OFFERED))
    return [Row(line["clip"], line["kind"], line["text"], _offered(line) or commands) for line in lines]


def _offered(line: dict[str, str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in BETWEEN_OFFERED.split(line.get("offered") or "") if part.strip())


def read_sound(name: str, is_clean: bool) -> Samples:
    """The clip over a telephone line, or as it was spoken."""
    if (EAR / f"{name}.flac").is_file():
        return (between_pauses if is_clean else over_the_line)(read_clip(name), name)
    return decode_mu_law(mu_law_codes((EAR / f"{name}.wav").read_bytes()))


def mu_law_codes(wav: bytes) -> bytes:
    """The data chunk of a µ-law WAV file."""
    position = 12
    while position + 8 <= len(wav):
        size = int.from_bytes(wav[position + 4 : position + 8], "little")
        if wav[position : position + 4] == b"data":
            return wav[position + 8 : position + 8 + size]
        position += 8 + size + size % 2
    raise ValueError("this WAV file has no data chunk")


def decode_mu_law(codes: bytes) -> Samples:
    """G.711 µ-law to 16-bit samples."""
    inverted = ~np.frombuffer(codes, np.uint8)
    exponent, mantissa = (inverted >> 4 & 7).astype(np.int32), (inverted & 15).astype(np.int32)
    magnitude = ((mantissa << 3) + 132 << exponent) - 132
    return np.where(inverted & 128, -magnitude, magnitude).astype(np.int16)


def clips_of(rows: Iterable[Row], is_clean: bool) -> list[Clip]:
    """What is to be heard, and how: openly, or as the answer to a question."""
    clips = []
    for row in rows:
        read = partial(read_sound, row.name, is_clean)
        if row.kind != FOREIGN:
            clips.append(Clip(row.name, read, row.text, row.kind))
        expecting = question_for(row)
        if expecting:
            clips.append(Clip(row.name, read, row.text, row.kind, expecting))
    return clips


def question_for(row: Row) -> Expecting | None:
    """The closed question a clip answers, or fails to answer; None for the others."""
    if row.kind in (*OFFERED, FOREIGN):
        return Expecting(Kind.CHOICE, tuple(dict.fromkeys(row.offered + COMMAND_WORDS)), pause_seconds=0.5)
    if row.kind == NUMBERS and len(digits_of(row.text)) == NUMBER_DIGITS:
        return DIGITS
    return None


def is_right(heard: HeardClip) -> bool:
    """Whether the answer is the one given; for foreign speech: that it was taken for none."""
    clip = heard.clip
    if clip.kind == FOREIGN:
        return clip.expecting is not None and heard.text not in clip.expecting.phrases
    if clip.kind == NUMBERS:
        return number_in(Said(heard.text)) == number_in(Said(clip.text)) is not None
    return plain(heard.text) == plain(clip.text)

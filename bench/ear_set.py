"""The clips of bench/ear: what is said in each, its sound, the question it answers, and whether an answer is right."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np

from bench.line import Samples, between_pauses, over_the_line, read_clip
from ivr.adapters.speech.clip_hearing import Clip, HeardClip
from ivr.adapters.speech.error_rates import plain
from ivr.domain.expecting import COMMAND_WORDS, DIGITS, YES_NO, Expecting, Kind
from ivr.domain.heard import Said
from ivr.domain.phone_numbers import number_in

EAR = Path(__file__).resolve().parent / "ear"
DISTRICTS = EAR.parents[1] / "data" / "districts.csv"
COMMANDS, CHOICES, IN_DISTRICTS, FOREIGN = "commands", "choices", "districts", "rejection"
OFFERED, NUMBERS = (COMMANDS, CHOICES), ("numbers", "mobile", "landline")


@dataclass(frozen=True)
class Row:
    """One line of transcripts.tsv. offered: what may be chosen; number: the telephone number said, with area code."""

    name: str
    kind: str
    text: str
    offered: tuple[str, ...]
    number: str


def read_rows() -> list[Row]:
    """The clips that bench/ear/transcripts.tsv lists."""
    with (EAR / "transcripts.tsv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    return [Row(line["clip"], line["kind"], line["text"], _offered(line), line.get("number") or "") for line in lines]


def _offered(line: dict[str, str]) -> tuple[str, ...]:
    if line["kind"] == IN_DISTRICTS:
        return district_names()
    return tuple(filter(None, (line.get("offered") or "").split("|")))


@cache
def district_names() -> tuple[str, ...]:
    """Every district with 区 and without."""
    with DISTRICTS.open(encoding="utf-8") as file:
        return tuple(row[key] for row in csv.DictReader(file) for key in ("district", "short"))


@cache
def numbers_said() -> dict[str, str]:
    """The telephone number said in each clip that holds one."""
    return {row.name: row.number for row in read_rows() if row.number}


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
    if row.kind in (COMMANDS, FOREIGN):
        return YES_NO
    if row.kind == CHOICES:
        return Expecting(Kind.CHOICE, row.offered + COMMAND_WORDS, pause_seconds=0.5)
    if row.kind == IN_DISTRICTS:
        return Expecting(Kind.DISTRICT)
    return DIGITS if row.number else None


def is_right(heard: HeardClip) -> bool:
    """Whether the answer is the one given; for foreign speech: that it was taken for none.

    A choice or a district may have other words around it, but no other choice or district.
    """
    clip, text = heard.clip, plain(heard.text)
    if clip.kind == FOREIGN:
        return clip.expecting is not None and text not in clip.expecting.phrases
    if clip.kind in NUMBERS:
        return number_in(Said(text)) == numbers_said()[clip.name]
    if clip.kind in (CHOICES, IN_DISTRICTS):
        names = district_names() if clip.kind == IN_DISTRICTS else clip.expecting.phrases if clip.expecting else ()
        said, found = ({name for name in names if name in words} for words in (plain(clip.text), text))
        return bool(found) and found <= said
    return text == plain(clip.text)

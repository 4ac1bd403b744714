"""The clips of bench/ear: what is said in each, its sound, the question it answers, and whether an answer is right."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from bench.clips import read_clip
from ivr.adapters.speech.clip_hearing import Clip, HeardClip
from ivr.adapters.speech.error_rates import plain
from ivr.adapters.speech.telephone_line import Samples, between_pauses, over_the_line
from ivr.domain.dialogue import Command, command_in, yes_or_no
from ivr.domain.expecting import COMMAND_WORDS, DIGITS, POSITION_WORDS, YES_NO, Expecting, choice_of, district_of
from ivr.domain.heard import Said
from ivr.domain.phone_numbers import number_in

EAR = Path(__file__).resolve().parent / "ear"
DISTRICTS = EAR.parents[1] / "data" / "districts.csv"
COMMANDS, CHOICES, IN_DISTRICTS, FOREIGN = "commands", "choices", "districts", "rejection"
NO_MEANING = (None, None)
HEARD_AS_FOREIGN = (None, Command.FOREIGN_LANGUAGE)
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
def possible_answers() -> dict[str, tuple[str, ...]]:
    """What may be chosen in each clip that answers an offer; 第一个吧 is 第一个."""
    positions = tuple(word for word in POSITION_WORDS if not word.endswith("吧"))
    return {row.name: row.offered + positions + COMMAND_WORDS for row in read_rows() if row.offered}


@cache
def numbers_said() -> dict[str, str]:
    """The telephone number said in each clip that holds one."""
    return {row.name: row.number for row in read_rows() if row.number}


def read_sound(name: str, is_clean: bool) -> Samples:
    """The clip over a telephone line, or as it was spoken."""
    return (between_pauses if is_clean else over_the_line)(read_clip(name), name)


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
        return choice_of(row.offered)
    if row.kind == IN_DISTRICTS:
        return district_of(district_names())
    return DIGITS if row.number else None


def is_right(heard: HeardClip) -> bool:
    """Whether the answer is the one given; for foreign speech: that it was taken for none, or for what it is.

    A command is right when it means the same: 是 for 是的. A choice or a district may have other words around it, but
    no other choice or district.
    """
    clip, text = heard.clip, plain(heard.text)
    if clip.kind == FOREIGN:
        return _meaning(text) in (NO_MEANING, HEARD_AS_FOREIGN)
    if clip.kind in NUMBERS:
        return number_in(Said(text)) == numbers_said()[clip.name]
    if clip.kind in (CHOICES, IN_DISTRICTS):
        answers = possible_answers()[clip.name]
        said, found = ({answer for answer in answers if answer in words} for words in (plain(clip.text), text))
        return bool(found) and found <= said
    return text == plain(clip.text) or NO_MEANING != _meaning(text) == _meaning(plain(clip.text))


def _meaning(text: str) -> tuple[bool | None, object]:
    return yes_or_no(Said(text)), command_in(Said(text))

"""Reads a site's own list of recordings and what is said in them: file, text, kind, what was offered, between tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ivr.adapters.speech.clip_hearing import Clip
from ivr.adapters.speech.sound_files import read_telephone_sound
from ivr.domain.expecting import DIGITS, MOMENT, OWN_NUMBER, YES_NO, Expecting, Kind, choice_of, district_of
from ivr.errors import ClipListInvalid

FOREIGN = "foreign"
"""The kind of speech that answers nothing: right is what is not taken for one of the phrases offered."""
QUESTIONS = {question.kind.value: question for question in (YES_NO, DIGITS, MOMENT, OWN_NUMBER)}
BETWEEN_OFFERED = re.compile(r"[|/、,，;；]")
MOST_FAULTS_TOLD = 10


def question(kind: str, offered: tuple[str, ...] = (), districts: tuple[str, ...] = ()) -> Expecting | None:
    """What a caller is asked when this kind of answer comes, as the hotline asks it; None listens openly.

    offered: the choices; with them any kind is a choice. Raises ClipListInvalid for a choice without.
    """
    if kind in QUESTIONS and not offered:
        return QUESTIONS[kind]
    if kind == Kind.DISTRICT.value:
        return district_of(offered or districts)
    if offered:
        return choice_of(offered)
    if kind == FOREIGN:
        return YES_NO
    if kind == Kind.CHOICE.value:
        raise ClipListInvalid("a choice needs what was offered, such as 公安局|民政局")
    return None


def split_offered(text: str) -> tuple[str, ...]:
    """The phrases of a cell: between | or commas."""
    return tuple(part.strip() for part in BETWEEN_OFFERED.split(text) if part.strip())


def read_clip_list(file: Path, districts: tuple[str, ...] = ()) -> list[Clip]:
    """The clips, not yet read: one that is no sound is found when it is heard. Paths are relative to the list.

    Empty lines, lines that begin with # and a first line of headings (file, text …) are left out. Raises
    ClipListInvalid with the lines that are wrong.
    """
    clips, faults = [], []
    for number, cells in _rows(file):
        try:
            clips.append(_clip(file.parent, cells, districts))
        except ClipListInvalid as error:
            faults.append(f"line {number}: {error}")
    if faults:
        more = f"; and {len(faults) - MOST_FAULTS_TOLD} more" if len(faults) > MOST_FAULTS_TOLD else ""
        raise ClipListInvalid(f"{file}: {'; '.join(faults[:MOST_FAULTS_TOLD])}{more}. Correct them and run it again")
    if not clips:
        raise ClipListInvalid(f"{file} lists nothing. Each line: file, tab, what is said, and if you like: tab, kind")
    return clips


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ClipListInvalid(f"{file} cannot be read: {error}. It must be a text file in UTF-8") from error
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if line.strip() and not line.startswith("#") and not (number == 1 and cells[:2] == ["file", "text"]):
            yield number, cells


def _clip(folder: Path, cells: list[str], districts: tuple[str, ...]) -> Clip:
    if len(cells) < 2:
        raise ClipListInvalid("there is no tab between the file and what is said")
    name, text, kind, offered, *rest = [*cells, "", ""][: max(4, len(cells))]
    if rest:
        raise ClipListInvalid(f"{len(cells)} columns, at most 4 are known: file, text, kind, offered")
    if not name:
        raise ClipListInvalid("the file has no name")
    expecting = question(kind, split_offered(offered), districts)
    return Clip(name, partial(read_telephone_sound, folder / name), text, kind or "open", expecting)

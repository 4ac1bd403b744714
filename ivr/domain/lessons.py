"""What a corrected call can teach: the matters its words may be filed under, and the phrases that must not be."""

from __future__ import annotations

import re
import unicodedata

from ivr.domain.corrections import Correction
from ivr.domain.deciding import decide
from ivr.domain.directory import Directory, Matter
from ivr.domain.labels import EMERGENCY
from ivr.domain.phone_numbers import PhoneKind, phone_in
from ivr.domain.pinyin import syllables
from ivr.domain.special import special_in
from ivr.domain.transcripts import readable
from ivr.domain.understanding import SHORTEST

MOST_PROPOSALS = 3
LONGEST = 60
"""Characters: a longer one is a story, and its words would count for everything in it."""
NUMBER = re.compile(r"\d{7,}")
"""A local telephone number has no fewer digits; 12315 and 96110 may stand in a phrase."""
BETWEEN_DIGITS = re.compile(r"[\s\-,，、.。]+(?=[\dXx零〇幺一二三四五六七八九])")


def matters_of(department_id: str, directory: Directory) -> tuple[Matter, ...]:
    """Those that this department answers; when it answers none, those filed under it."""
    answered = tuple(matter for matter in directory.matters.values() if matter.answered_by == department_id)
    return answered or tuple(matter for matter in directory.matters.values() if matter.department_id == department_id)


def proposals(correction: Correction, directory: Directory) -> tuple[Matter, ...]:
    """Where the words may be filed, best first: the matter that was named, then by what they are like."""
    if correction.department_id is None:
        return ()
    matters = matters_of(correction.department_id, directory)
    ranked = directory.router.rank_matters(correction.words, matters)
    named = [matter for matter in ranked if matter.name == correction.matter]
    return tuple(dict.fromkeys((*named, *ranked)))[:MOST_PROPOSALS]


def matters_named(name: str, department_id: str, directory: Directory) -> tuple[Matter, ...]:
    """The department's matters of this name, those it answers and those filed under it; also as 城市管理委员会/供暖."""
    return tuple(
        matter
        for matter in directory.matters.values()
        if department_id in (matter.department_id, matter.answered_by)
        if name in (matter.name, full_name(matter, directory))
    )


def full_name(matter: Matter, directory: Directory) -> str:
    """The matter with the department it is filed under: 城市管理委员会/供暖."""
    return f"{directory.department(matter.department_id).name}/{matter.name}"


def matter_to_file(correction: Correction, wanted: str, directory: Directory) -> Matter | None:
    """The matter that is wanted by name, or the first proposal; None when there is none, or several of that name."""
    if correction.department_id is None:
        return None
    if not wanted:
        return next(iter(proposals(correction, directory)), None)
    found = matters_named(wanted, correction.department_id, directory)
    return found[0] if len(found) == 1 else None


def fault_of(phrase: str, directory: Directory) -> str | None:
    """Why this must not be a phrase of a matter; None when it may. Never repeats the phrase: it may be personal."""
    if len(syllables(phrase)) < SHORTEST:
        return f"has fewer than {SHORTEST} syllables: so little is never acted on"
    if len(phrase) > LONGEST:
        return f"is longer than {LONGEST} characters: give its core with --phrase"
    if not phrase[0].isalnum() or any(unicodedata.category(character).startswith("C") for character in phrase):
        return "begins with a sign, or holds a line break or control character: write it with --phrase"
    if _holds_number(phrase):
        return "holds what may be a telephone or identity number: give the sentence without it with --phrase"
    special = special_in(phrase)
    labels = special.labels if special else decide(phrase, directory).labels
    if any(label.startswith(EMERGENCY) for label in labels):
        return f"is heard as {labels[0]}: an emergency is no matter of a department"
    if special:
        return f"is heard as {labels[0]} before any phrase is looked at: give other words with --phrase"
    return None


def _holds_number(text: str) -> bool:
    phone = phone_in(text)
    return NUMBER.search(readable(BETWEEN_DIGITS.sub("", text))) is not None or (
        phone is not None and phone.kind is PhoneKind.NUMBER
    )

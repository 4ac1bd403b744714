"""How the syllables of place names are folded: sounds that speakers and recognisers confuse become one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

FOLDED = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^[lr]"), "n"),
    (re.compile(r"^hu(?=[ao])"), "f"),
    (re.compile(r"^hui$"), "fei"),
    (re.compile(r"^hun$"), "fen"),
    (re.compile(r"^hu"), "fu"),
    (re.compile(r"(in|en|an)g$"), r"\1"),
)
"""zh/z, ch/c, sh/s; n/l/r; hu/f; -ing/-in, -eng/-en, -ang/-an."""
CLOSE_INITIALS = ("bp", "dt", "gk", "jqx", "zcs", "nm", "fh", "zj", "cq", "sx", "sf")
CLOSE_FINALS = (
    {"ao", "ou"}, {"ai", "ei"}, {"ui", "ei"}, {"iu", "iao"}, {"e", "uo"}, {"o", "uo"}, {"un", "ong"}, {"en", "ong"},
    {"uan", "an"}, {"ian", "an"}, {"iong", "un"}, {"in", "un"}, {"i", "e"}, {"u", "ou"}, {"ia", "ie"}, {"ian", "in"},
)  # fmt: skip
"""What is one more step away: confused sometimes, not as a rule."""
SPLIT = re.compile(r"^([bpmfdtnlgkhjqxrzcsyw]?)(.*)$")


READINGS = {
    "朝": "chao", "长": "chang", "乐": "le", "行": "xing", "石": "shi", "大": "da", "都": "du", "重": "chong",
    "什": "shi", "刹": "cha", "堡": "pu", "单": "dan",
}  # fmt: skip
"""Characters of place names that read otherwise elsewhere: always these, in names and texts alike."""


def fold_all(characters: Iterable[str], sounds: Iterable[str]) -> list[str]:
    """Folded syllables of these Chinese characters, whose plain ones are given."""
    pairs = zip(characters, sounds, strict=True)
    return [fold_place(READINGS.get(character, sound)) for character, sound in pairs]


@lru_cache(maxsize=4096)
def fold_place(syllable: str) -> str:
    """The syllable with its confusable initial and final folded."""
    for pattern, replacement in FOLDED:
        syllable = pattern.sub(replacement, syllable)
    return syllable


@lru_cache(maxsize=65536)
def is_one_step(one: str, other: str) -> bool:
    """Whether two folded syllables differ in their initial or in their final only, and there by a close sound."""
    (initial, final), (initial2, final2) = _split(one), _split(other)
    if final == final2:
        return any(initial in pair and initial2 in pair for pair in CLOSE_INITIALS if initial and initial2)
    return initial == initial2 and any({final, final2} <= pair for pair in CLOSE_FINALS)


def _split(syllable: str) -> tuple[str, str]:
    found = SPLIT.match(syllable)
    return (found[1], found[2]) if found else ("", syllable)

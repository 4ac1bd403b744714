"""Turns Chinese text into the phones the network learns: initials and finals, with and without tones."""

from __future__ import annotations

import re
from functools import cache

import jieba
from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials

from mandarin_model.sources import HANZI

BLANK = "SIL"
INITIALS = [*"bpmfdtnlgkhjqx", "zh", "ch", "sh", *"rzcs"]
FINALS = [
    "a", "o", "e", "er", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng",
    "i", "ii", "iii", "ia", "ie", "iao", "iou", "ian", "in", "iang", "ing",
    "u", "ua", "uo", "uai", "uei", "uan", "uen", "uang", "ueng", "ong", "v", "ve", "van", "vn", "iong",
]  # fmt: skip
TONES = "12345"
TONELESS = [BLANK, *INITIALS, *FINALS]
TONAL = [BLANK, *INITIALS, *(final + tone for final in FINALS for tone in TONES)]
_RARE = {"n": "en", "ng": "en", "m": "en", "hm": "en", "hng": "en", "ê": "e"}
_MERGED = {"io": "o", "ê": "e", "iai": "ai"}
Syllable = tuple[tuple[str, ...], str]
"""The phones of one syllable (an initial, if any, and a final) and its tone, 1 to 5."""


@cache
def syllable_phones(pinyin: str) -> Syllable | None:
    """The phones of a syllable such as "zhuang1"; None for what is no Mandarin syllable."""
    match = re.fullmatch(r"([a-zêü]+)([1-5]?)", pinyin)
    if match is None:
        return None
    plain, tone = _RARE.get(match[1], match[1]), match[2] or "5"
    initial, final = to_initials(plain, strict=True), to_finals(plain, strict=True).replace("ü", "v")
    final = _MERGED.get(final, final)
    if final == "i":
        final = {"z": "ii", "c": "ii", "s": "ii", "zh": "iii", "ch": "iii", "sh": "iii", "r": "iii"}.get(initial, "i")
    if final not in FINALS or (initial and initial not in INITIALS):
        return None
    return ((initial, final) if initial else (final,)), tone


def word_syllables(word: str) -> list[Syllable]:
    """The syllables of one word, read as the synthesiser reads it; [] when a character is unreadable."""
    pinyin = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    found = [syllable_phones(syllable) for syllable in pinyin]
    return [] if None in found else [syllable for syllable in found if syllable]


def text_syllables(text: str) -> list[Syllable]:
    """The syllables of a text, punctuation left out."""
    return [syllable for part in HANZI.findall(text) for word in jieba.lcut(part) for syllable in word_syllables(word)]


def toneless(syllables: list[Syllable]) -> list[int]:
    """Indices into TONELESS."""
    return [TONELESS.index(phone) for phones, _ in syllables for phone in phones]


def tonal(syllables: list[Syllable]) -> list[int]:
    """Indices into TONAL."""
    return [TONAL.index(name) for phones, tone in syllables for name in (*phones[:-1], phones[-1] + tone)]

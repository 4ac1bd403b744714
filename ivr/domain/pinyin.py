"""Toneless pinyin, plain and with the sounds folded that speakers and recognisers confuse."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

FOLDED = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"^l"), "n"), (re.compile(r"(in|en|an)g$"), r"\1"))
HAN = re.compile(r"[\u4e00-\u9fff]")


@lru_cache(maxsize=65536)
def syllables(text: str) -> tuple[str, ...]:
    """One toneless syllable for each Chinese character; everything else is left out."""
    return tuple(lazy_pinyin("".join(HAN.findall(text)), errors="ignore"))


@lru_cache(maxsize=2048)
def fold(syllable: str) -> str:
    """zh, ch, sh → z, c, s; l → n; -ing, -eng, -ang → -in, -en, -an."""
    for pattern, replacement in FOLDED:
        syllable = pattern.sub(replacement, syllable)
    return syllable


@lru_cache(maxsize=65536)
def sound_of(text: str) -> str:
    """The folded syllables between blanks, with a blank at both ends: one text sounds within another by `in`."""
    return " " + "".join(fold(s) + " " for s in syllables(text))


def sounds_in(part: str, text: str) -> bool:
    """Whether `part`, of two characters at least, is heard within `text`."""
    return len(syllables(part)) >= 2 and sound_of(part) in sound_of(text)


def may_sound_in(part: str, text: str) -> bool:
    """Whether the characters of `text` have the sounds of `part` in some order: False is sure, and found quickly."""
    return set(sound_of(part).split()) <= {fold(sound) for character in text for sound in readings(character)}


@lru_cache(maxsize=16384)
def readings(character: str) -> frozenset[str]:
    """The toneless syllables of a Chinese character in all words; none of any other."""
    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0]) if HAN.match(character) else frozenset()

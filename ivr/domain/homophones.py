"""Texts and patterns with one character for all that sound alike, so that a pattern also finds what was mis-heard."""

from __future__ import annotations

from ivr.domain.pinyin import HAN, fold, syllables

DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


class _OneForAll(dict[int, int]):
    """A table for str.translate: every Chinese character → the first one met that sounds like it."""

    def __init__(self) -> None:
        super().__init__()
        self._first: dict[str, int] = {}

    def __missing__(self, code: int) -> int:
        character = chr(code)
        sounds = syllables(character)
        self[code] = self._first.setdefault(fold(sounds[0]), code) if sounds else code
        return self[code]


_ONE_FOR_ALL = _OneForAll()


def characters_of(text: str) -> str:
    """The Chinese characters of the text, digits as they are called; all else is left out."""
    return "".join(HAN.findall(text.translate(DIGITS)))


def as_heard(text: str) -> str:
    """The text, of the same length, that all its homophones share: 山尚 and 山上 give the same."""
    return text.translate(_ONE_FOR_ALL)

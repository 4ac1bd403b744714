"""Telephone numbers as spoken or keyed."""

from __future__ import annotations

import re

from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.pinyin import syllables

SPOKEN = {
    "ling": "0", "dong": "0", "yi": "1", "yao": "1", "er": "2", "liang": "2", "san": "3", "si": "4",
    "wu": "5", "liu": "6", "qi": "7", "ba": "8", "jiu": "9",
}  # fmt: skip
CORRECTION = re.compile("不对|错了|不是|重新说")
NUMBER = re.compile(r"1[3-9]\d{9}|0\d{2,3}[2-8]\d{6,7}|[2-8]\d{7}")
"""Mobile; landline with its area code; a landline of this city."""
THIS_ONE = ("就这个号", "这个号码", "就用这个", "本机")


def digits_of(text: str) -> str:
    """The digits in a text, by sound: 幺 and 两 count, 双六 is 66; what is no digit is left out."""
    digits, twice = "", False
    for character in text:
        if character.isdecimal() and character.isascii():
            digit = character
        elif syllables(character):
            syllable = syllables(character)[0]
            twice = twice or syllable == "shuang"
            digit = SPOKEN.get(syllable, "")
        else:
            digit = ""
        digits += digit * 2 if digit and twice else digit
        twice = twice and not digit
    return digits


def number_in(heard: Heard) -> str | None:
    """The one telephone number in what was heard, after the caller's last correction; None when there is none."""
    if isinstance(heard, Pressed):
        return heard.digits if is_number(heard.digits) else None
    if not isinstance(heard, Said):
        return None
    digits = digits_of(CORRECTION.split(heard.text)[-1])
    return digits if is_number(digits) else None


def is_number(digits: str) -> bool:
    """Whether this can be called back."""
    return NUMBER.fullmatch(digits) is not None


def means_own_number(text: str) -> bool:
    """Whether the caller means the number they are calling from."""
    return any(word in text for word in THIS_ONE)


def masked(number: str) -> str:
    """The number as it may stand in a log."""
    return f"{number[:3]}…{number[-2:]}" if len(number) > 6 else "…"

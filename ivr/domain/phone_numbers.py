"""Telephone numbers as spoken or keyed."""

from __future__ import annotations

import re

from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.pinyin import syllables

SPOKEN = {
    "ling": "0", "dong": "0", "yi": "1", "yao": "1", "er": "2", "liang": "2", "san": "3", "si": "4",
    "wu": "5", "liu": "6", "qi": "7", "ba": "8", "jiu": "9",
}  # fmt: skip
DIGIT_CHARACTERS = frozenset("零〇洞幺一二两三四五六七八九双个0123456789")
AREA_CODE = "010"
"""Put before a landline number that is said without one."""
CORRECTION = re.compile("不对|错了|不是|重新说|重说")
EXTENSION = re.compile("转|分机")
NUMBER = re.compile(r"1[3-9]\d{9}|0\d{2,3}[2-8]\d{6,7}(-\d{1,6})?")
"""Mobile, or a landline with its area code and perhaps an extension."""
LOCAL = re.compile(r"[2-8]\d{7}(-\d{1,6})?")
THIS_ONE = re.compile(
    "就?用?(这个|我这个|现在这个|现在的|打电话的|打过来的|我打的这个|来电的?)(手机|电话)?(号|电话)|本机|就用?这个"
)


def digits_of(text: str) -> str:
    """The digits in a text, by sound: 幺 and 两 count, 双六 is 66, 三个七 is 777; what is no digit is left out."""
    digits, times = "", 1
    sounds = [_syllable(character) for character in text]
    for sound, following in zip(sounds, [*sounds, ""][1:], strict=True):
        digit = SPOKEN.get(sound, sound if sound.isdecimal() else "")
        if sound == "shuang":
            times = 2
        elif digit and following == "ge":
            times = int(digit) or 1
        elif digit:
            digits, times = digits + digit * times, 1
    return digits


def _syllable(character: str) -> str:
    if character.isdecimal() and character.isascii():
        return character
    return (syllables(character) or ("",))[0]


def number_in(heard: Heard) -> str | None:
    """The one telephone number in what was heard, after the caller's last correction; None when there is none.

    A landline comes with its area code, an extension after "-". Homophones of digits count unless they spoil it.
    """
    if isinstance(heard, Pressed):
        return _complete(heard.digits)
    if not isinstance(heard, Said):
        return None
    text = CORRECTION.split(heard.text)[-1]
    only_digits = "".join(c for c in text if c in DIGIT_CHARACTERS or c in "转分机")
    return _complete(_with_extension(text)) or _complete(_with_extension(only_digits))


def lacks_area_code(text: str) -> bool:
    """Whether the number in a text is a landline's without its area code."""
    return LOCAL.fullmatch(_with_extension(CORRECTION.split(text)[-1])) is not None


def _with_extension(text: str) -> str:
    return "-".join(filter(None, (digits_of(part) for part in EXTENSION.split(text))))


def _complete(number: str) -> str | None:
    if LOCAL.fullmatch(number):
        return AREA_CODE + number
    return number if is_number(number) else None


def is_number(digits: str) -> bool:
    """Whether this can be called back: a mobile, or a landline with its area code."""
    return NUMBER.fullmatch(digits) is not None


def means_own_number(text: str) -> bool:
    """Whether the caller means the number they are calling from."""
    return THIS_ONE.search(text) is not None


def masked(number: str) -> str:
    """The number as it may stand in a log."""
    return f"{number[:3]}…{number[-2:]}" if len(number) > 6 else "…"

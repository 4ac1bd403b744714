"""Telephone numbers as spoken or keyed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.number_forms import LOCAL, Why, completed, fault, is_number
from ivr.domain.own_number import means_own_number
from ivr.domain.phone_reading import digits_meant
from ivr.domain.phone_words import digits_of

__all__ = [
    "Phone", "PhoneKind", "Why", "digits_of", "is_number", "lacks_area_code", "means_own_number", "number_in",
    "phone_in",
]  # fmt: skip
FEWEST_DIGITS = 3
"""Less is no attempt at a telephone number."""
MOST_OF_TAIL = 4
"""Digits that may only tell which number 这个号 is: 这个号，尾号八八三二的."""
REFUSED = re.compile(
    "没有?(?:手机|电话|号码|座机)|[不没](?:想|愿意?|方便|用|必|打算|肯|能|敢|太想)*[留给说告]|记不(?:住|得|清|起)|想不起|忘了"
)


class PhoneKind(Enum):
    """What a caller said about the number for the callback."""

    NUMBER = "number"
    CALLER_ID = "caller_id"
    NONE = "none"
    INVALID = "invalid"


@dataclass(frozen=True)
class Phone:
    """number: with its area code, the extension after "-", of NUMBER only. why: of INVALID only."""

    kind: PhoneKind
    number: str | None = None
    why: Why | None = None


def phone_in(text: str) -> Phone | None:
    """What a text says about the number, after the caller's last correction; None: nothing.

    A number counts before 这个号, and 这个号 before digits that are no number.
    """
    digits = digits_meant(text)
    if digits and digits.number:
        return Phone(PhoneKind.NUMBER, digits.number)
    length = len(digits.text) if digits else 0
    if length <= MOST_OF_TAIL and means_own_number(text):
        return Phone(PhoneKind.CALLER_ID)
    if length >= FEWEST_DIGITS and digits:
        return Phone(PhoneKind.INVALID, why=fault(digits.text))
    return Phone(PhoneKind.NONE) if REFUSED.search(text) else None


def number_in(heard: Heard) -> str | None:
    """The one telephone number in what was heard or keyed; None when there is none.

    A landline comes with its area code, an extension after "-". Homophones of digits count unless they spoil it.
    """
    if isinstance(heard, Pressed):
        return completed(heard.digits)
    digits = digits_meant(heard.text) if isinstance(heard, Said) else None
    return digits.number if digits else None


def lacks_area_code(text: str) -> bool:
    """Whether the number in a text is a landline's without its area code."""
    digits = digits_meant(text)
    return digits is not None and LOCAL.fullmatch(digits.text) is not None

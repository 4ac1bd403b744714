"""Which digits are a telephone number of mainland China, what is wrong with others, how a number is masked."""

from __future__ import annotations

import re
from enum import Enum

AREA_CODE = "010"
"""Put before a landline number that is said without one."""
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(?:010|02\d)[2-8]\d{7}|0[3-9]\d\d[2-8]\d{6,7}")
LOCAL = re.compile(r"(?!400|800)[2-8]\d{7}")
SERVICE = re.compile(r"[48]00\d{7}")
MOST_EXTENSION = 6
"""Digits of the longest extension that is taken."""
MOBILE_LENGTH, LOCAL_LENGTH, SERVICE_LENGTH = 11, 8, 10


class Why(Enum):
    """What is wrong with digits that cannot be called back."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"


def completed(digits: str, extension: str = "") -> str | None:
    """The number as it is kept: a landline with its area code, an extension after "-". None: no number."""
    digits = without_country(digits)
    if LOCAL.fullmatch(digits):
        digits = AREA_CODE + digits
    if MOBILE.fullmatch(digits):
        return digits
    if not (LANDLINE.fullmatch(digits) or SERVICE.fullmatch(digits)) or len(extension) > MOST_EXTENSION:
        return None
    return f"{digits}-{extension}" if extension else digits


def is_number(digits: str) -> bool:
    """Whether this can be called back: a mobile, a landline with its area code, a 400 or 800 number."""
    main, _, extension = digits.partition("-")
    return completed(main, extension) == digits


def without_country(digits: str) -> str:
    """Without 86, +86 or 0086; a landline gets back the zero of its area code."""
    found = re.fullmatch(r"(?:00)?86(1[3-9]\d{9}|0\d{9,11}|10[2-8]\d{7}|2\d[2-8]\d{7})", digits)
    if found is None:
        return digits
    national = found.group(1)
    return national if MOBILE.fullmatch(national) or national.startswith("0") else "0" + national


def lengths(begin: str) -> tuple[int, ...]:
    """How many digits a number that begins so has."""
    if begin.startswith("1"):
        return (MOBILE_LENGTH,)
    if begin.startswith(("010", "02")):
        return (MOBILE_LENGTH,)
    if begin.startswith("0"):
        return (MOBILE_LENGTH, MOBILE_LENGTH + 1)
    return (SERVICE_LENGTH,) if begin.startswith(("400", "800")) else (LOCAL_LENGTH,)


def fault(digits: str) -> Why:
    """Why these digits are no number."""
    digits = without_country(digits)
    if len(digits) < min(lengths(digits)):
        return Why.TOO_SHORT
    return Why.TOO_LONG if len(digits) > max(lengths(digits)) else Why.NOT_A_NUMBER


def masked(number: str) -> str:
    """The number as it may stand in a log."""
    return f"{number[:3]}…{number[-2:]}" if len(number) > 6 else "…"

"""Numbers below a hundred as they are written in a text: 十二, 二十, 两, 12."""

from __future__ import annotations

ONES = dict(zip("零〇一二两俩三仨四五六七八九", (0, 0, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9), strict=True))


def number_of(numeral: str) -> int:
    """十五 → 15, 二十 → 20, 零五 → 5, 15 → 15."""
    if numeral.isdecimal() and numeral.isascii():
        return int(numeral)
    tens, ten, ones = numeral.replace("廿", "二十").lstrip("零〇初").rpartition("十")
    if ten:
        return (ONES[tens] if tens else 1) * 10 + (ONES[ones] if ones else 0)
    return ONES[ones] if ones else 0

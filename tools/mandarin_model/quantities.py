"""Makes the numbers and times callers say, in Chinese words, from a seeded random source."""

from __future__ import annotations

import random

from mandarin_model.frames import DAYS, SOON

DIGITS = "零一二三四五六七八九"
PARTS = ["早上", "上午", "中午", "下午", "晚上", "傍晚"]
HOURS = ["一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
MINUTES = [
    "",
    "",
    "半",
    "半",
    "一刻",
    "三刻",
    "十分",
    "二十",
    "四十",
    "四十五",
    "五十",
    "钟",
    "整",
    "左右",
    "以后",
    "之前",
    "多",
]


REPEATED = 0.25
"""The share of digits that are the same as the one before, besides those that are by chance."""


def cardinal(number: int) -> str:
    """A number below 10,000 as it is read aloud."""
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = not digit
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def digits(rng: random.Random, count: int) -> str:
    """Random digits, some twice in a row, the hardest to hear; 一 is mostly read 幺, except standing alone."""
    text = rng.choice(DIGITS)
    while len(text) < count:
        text += text[-1] if rng.random() < REPEATED else rng.choice(DIGITS)
    return text.replace("一", "幺") if count > 1 and rng.random() < 0.8 else text


def mobile(rng: random.Random) -> str:
    """An eleven-digit mobile number in the groups 3-4-4 or 3-3-5, or all at once."""
    text = "幺" + rng.choice("三五七八九") + digits(rng, 9)
    cuts = rng.choice([(3, 7), (3, 7), (3, 6), ()])
    return "，".join(text[a:b] for a, b in zip((0, *cuts), (*cuts, len(text)), strict=True))


def landline(rng: random.Random) -> str:
    """Eight digits in two groups, sometimes with the area code or an extension."""
    text = digits(rng, 4) + rng.choice(["，", ""]) + digits(rng, 4)
    if rng.random() < 0.3:
        text = "零幺零，" + text
    return text + "转" + digits(rng, rng.choice([3, 4])) if rng.random() < 0.15 else text


def number(rng: random.Random) -> str:
    """A number a caller says: a telephone number, a few digits, a house or a quantity."""
    kind = rng.random()
    if kind < 0.5:
        return mobile(rng)
    if kind < 0.62:
        return landline(rng)
    if kind < 0.80:
        return digits(rng, rng.choice([1, 1, 2, 2, 3, 4, 4, 6]))
    if kind < 0.90:
        return cardinal(rng.randrange(1, 2000)) + rng.choice(["", "号", "块钱", "平米", "个", "年", "天"])
    floor = rng.choice(["号楼", "单元", "栋", "号院", "室", "层"])
    return (
        cardinal(rng.randrange(1, 60))
        + floor
        + rng.choice(["", digits(rng, 3), cardinal(rng.randrange(1, 9)) + "单元"])
    )


def clock(rng: random.Random) -> str:
    """A clock time such as 三点半."""
    return rng.choice(HOURS) + "点" + rng.choice(MINUTES)


def time(rng: random.Random) -> str:
    """A time as callers give it for a callback."""
    if rng.random() < 0.12:
        return rng.choice(SOON)
    day = rng.choice(DAYS)
    if rng.random() < 0.12:
        day = cardinal(rng.randrange(1, 13)) + "月" + cardinal(rng.randrange(1, 32)) + rng.choice(["号", "日"])
    part = rng.choice(PARTS)
    shape = rng.random()
    if shape < 0.2:
        return day + part
    if shape < 0.6:
        return day + part + clock(rng)
    if shape < 0.8:
        return rng.choice([day, part]) + clock(rng)
    return rng.choice([day, part, ""]) + rng.choice(HOURS) + "点到" + rng.choice(HOURS) + "点"

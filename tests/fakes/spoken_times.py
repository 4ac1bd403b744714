"""Callback times as a seeded caller would say them: days, parts, clock times, ranges, hesitation, corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

NUMERALS = "零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"
PARTS = {
    "early": (("早上", "一大早", "清早", "早晨"), 8, 10),
    "morning": (("上午", "头晌", "上半天"), 9, 12),
    "noon": (("中午", "晌午", "正午"), 12, 14),
    "afternoon": (("下午", "后半晌", "午后"), 14, 18),
    "evening": (("晚上", "傍晚", "擦黑儿", "晚半晌儿"), 18, 21),
}
CLOCK_HOURS = {
    "early": range(7, 11),
    "morning": range(8, 12),
    "noon": (11, 12, 13),
    "afternoon": range(13, 19),
    "evening": range(18, 23),
}
BEFORE = (
    "",
    "",
    "",
    "嗯，",
    "那就",
    "我想想，",
    "您",
    "最好",
    "麻烦",
    "要不",
    "就",
    "你们",
    "我这边的话，",
    "呃，那个，",
)
AFTER = (
    "",
    "",
    "吧",
    "可以",
    "行",
    "打给我",
    "给我打电话吧",
    "。",
    "都行",
    "方便",
    "我有空",
    "的时候",
    "，谢谢",
    "，麻烦您了",
    "来电话",
)
WRONG = ("，不对，", "，啊不，", "，错了，", "，哎不对不对，", "，说错了，是", "，不是，", "，算了，还是")


@dataclass(frozen=True)
class SpokenTime:
    """A way to say a time, and what it means. end None: a clock time."""

    text: str
    day: date
    start: time
    end: time | None
    part: str | None
    is_approx: bool = False


def number(value: int) -> str:
    """1 to 59 as it is said."""
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十") + (
        NUMERALS[ones] if ones or not tens else ""
    )


def hour(value: int) -> str:
    """An hour; two o'clock is 两点."""
    return "两" if value == 2 else number(value)


def say_day(day: date, now: datetime, random: Random) -> str:
    """One of the names of a day to come."""
    today, ahead = now.date(), (day - now.date()).days
    monday = today - timedelta(days=today.weekday())
    weeks, weekday = divmod((day - monday).days, 7)
    week = random.choice(("周", "星期", "礼拜"))
    names = [f"{number(day.month)}月{number(day.day)}{random.choice('号日')}"]
    names += (
        [("今天", "今儿", "今儿个"), ("明天", "明儿", "明儿个"), ("后天", "后儿"), ("大后天", "大后儿")][ahead]
        if ahead < 4
        else []
    )
    names += (
        [f"{('这', '下', '下下')[weeks]}{random.choice(('', '', '个'))}{week}{WEEKDAYS[weekday]}"] if weeks < 3 else []
    )
    names += [f"{week}{WEEKDAYS[weekday]}"] * 2 if 0 < ahead < 7 else []
    names += [f"{number(day.day)}号"] if 0 < ahead < 28 else []
    return random.choice(names)


def say_clock(at: time, part: str | None, random: Random) -> str:
    """A clock time, with its part of the day or without."""
    if part is None and random.random() < 0.3:
        minutes = f"{number(at.minute)}分" if at.minute > 10 else f"零{number(at.minute)}分" if at.minute else ""
        return f"{hour(at.hour)}点{minutes}"
    twelve = hour((at.hour - 1) % 12 + 1)
    following = hour(at.hour % 12 + 1)
    usual = {0: ("", "钟", "整"), 15: ("一刻", "十五", "十五分"), 30: ("半", "三十"), 45: ("三刻", "四十五分")}.get(
        at.minute
    )
    if at.minute >= 45 and random.random() < 0.4:
        left = "一刻" if at.minute == 45 else f"{number(60 - at.minute)}分"
        said = f"差{left}{following}点"
    elif usual:
        said = f"{twelve}点{random.choice(usual)}"
    else:
        said = (
            f"{twelve}点{number(at.minute) if at.minute > 9 else '零' + number(at.minute)}{random.choice(('分', ''))}"
        )
    return (random.choice(PARTS[part][0]) if part else "") + said


def coming_day(now: datetime, random: Random) -> date:
    """A day of the next three weeks but today."""
    monday = now.date() - timedelta(days=now.weekday())
    return min(now.date() + timedelta(days=random.randint(1, 20)), monday + timedelta(days=20))


def spoken_time(now: datetime, random: Random) -> SpokenTime:
    """A day with nothing, a part, a clock time or a range, in any style but corrections."""
    day = coming_day(now, random)
    said_day = say_day(day, now, random)
    pause = random.choice(("", "", "", "，", "，嗯，", "的"))
    style = random.random()
    if style < 0.1:
        return SpokenTime(_around(said_day, random), day, time(9), time(18), "day")
    part = random.choice(list(PARTS))
    words, first, last = PARTS[part]
    if style < 0.3:
        text = _around(said_day + pause + random.choice(words), random)
        return SpokenTime(text, day, time(first), time(last), part)
    with_part = random.random() < 0.6
    start = time(
        random.choice(CLOCK_HOURS[part]) if with_part else random.randint(8, 17),
        random.choice((0, 0, 15, 30, 45, 5, 20, 55)),
    )
    text = said_day + pause + say_clock(start, part if with_part else None, random)
    if style < 0.7:
        is_approx = random.random() < 0.2
        return SpokenTime(_around(text + ("左右" if is_approx else ""), random), day, start, None, None, is_approx)
    if style < 0.85 and start.hour < 17:
        end = start.replace(hour=start.hour + random.choice((1, 2)))
        text += random.choice(("到", "至", "到")) + say_clock(end, None, random)
        return SpokenTime(_around(text, random), day, start, end, None)
    end = time(21) if start.hour >= 18 or (with_part and part == "evening") else time(18)
    if start >= end:
        return SpokenTime(_around(text, random), day, start, None, None)
    return SpokenTime(_around(text + random.choice(("以后", "之后")), random), day, start, end, None)


def corrected_time(now: datetime, random: Random) -> SpokenTime:
    """A slip in the day, the part or the hour that is mended at once."""
    right = spoken_time(now, random)
    day = coming_day(now, random)
    part = random.choice(list(PARTS))
    words, first, last = PARTS[part]
    wrong_word = random.choice(WRONG)
    if random.random() < 0.5:
        text = say_day(day, now, random) + random.choice(words) + wrong_word + _bare(right.text)
        return (
            SpokenTime(text, right.day, right.start, right.end, right.part, right.is_approx)
            if right.part != "day"
            else SpokenTime(text, right.day, time(first), time(last), part)
        )
    other = coming_day(now, random)
    text = say_day(day, now, random) + random.choice(words) + wrong_word + say_day(other, now, random)
    return SpokenTime(text, other, time(first), time(last), part)


def _bare(text: str) -> str:
    return text.lstrip("，嗯")


def _around(text: str, random: Random) -> str:
    return random.choice(BEFORE) + text + random.choice(AFTER)

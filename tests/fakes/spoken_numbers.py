"""Telephone numbers as a seeded caller would say them: rhythms, doublings, hesitation, corrections, talk around."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

WORDS = "零一二三四五六七八九"
RHYTHMS = ((3, 4, 4), (3, 4, 2, 2), (3, 3, 5), (3, 2, 2, 2, 2), (4, 4, 3), (11,), (3, 8), (3, 3, 3, 2), (3, 2, 3, 3))
LANDLINE_RHYTHMS = ((4, 4), (8,), (2, 2, 2, 2), (3, 5), (4, 2, 2), (3, 3, 2))
PAUSES = ("，", "，", " ", "", "，嗯，", "，那个，", "，呃", "，然后", "，等等啊，", "……", "，后面是", "、")
BEFORE = (
    "", "", "", "我的电话是", "手机，", "打", "嗯，", "就打", "你记一下，", "号码是", "我姓李，电话",
    "打我老公的手机，",
    "我住三号楼二单元，电话是", "我今年七十二了，手机号", "我在五道口，手机是", "第二次打了，号码是", "打我女儿的，",
    "我手机号啊，", "联系电话是", "我家六口人，电话", "那你就打", "不用这个号，打", "我三天前打过，电话",
)  # fmt: skip
AFTER = (
    "",
    "",
    "",
    "",
    "。",
    "，谢谢",
    "吧",
    "，就打这个",
    "，对",
    "，没错",
    "，记住了吗",
    "啊",
    "，我姓张",
    "的",
    "，机主是我",
)
WRONG = ("不对，", "，不对，是", "，错了，", "，啊不是，", "，说错了，是", "，不不不，", "，哎不对不对，", "，应该是")


@dataclass(frozen=True)
class Spoken:
    """A number and one way to say it."""

    number: str
    text: str


def random_mobile(random: Random) -> str:
    """Any mobile number."""
    return "1" + random.choice("3456789") + digits(random, 9)


def random_local(random: Random) -> str:
    """A landline number of Beijing without its area code."""
    return random.choice("25678") + digits(random, 7) if random.random() < 0.9 else "8" + digits(random, 7)


def digits(random: Random, count: int) -> str:
    """So many digits."""
    return "".join(random.choice("0123456789") for _ in range(count))


def say_digits(group: str, random: Random) -> str:
    """One group: 一 or 幺, perhaps 双六 or 三个七."""
    text, at = "", 0
    yao = random.random() < 0.5
    while at < len(group):
        length = next(i for i in range(at, len(group) + 1) if i == len(group) or group[i] != group[at]) - at
        word = "幺" if group[at] == "1" and yao else WORDS[int(group[at])]
        if length == 2 and random.random() < 0.3:
            text += random.choice(("双", "两个")) + word
        elif length in (3, 4, 5) and random.random() < 0.5:
            text += WORDS[length] + "个" + word
        else:
            text += word * length
        at += length
    return text


def say(number: str, rhythm: tuple[int, ...], random: Random) -> list[str]:
    """The groups of a number in a rhythm, each as it is said."""
    groups, at = [], 0
    for length in rhythm:
        groups.append(say_digits(number[at : at + length], random))
        at += length
    return groups


def joined(groups: list[str], random: Random) -> str:
    """Groups with pauses between them."""
    text = groups[0]
    for group in groups[1:]:
        text += random.choice(PAUSES) + group
    return text


def spoken_mobile(random: Random) -> Spoken:
    """A mobile number in any style but corrections."""
    number = random_mobile(random)
    said = joined(say(number, random.choice(RHYTHMS), random), random)
    style = random.random()
    if style < 0.08:
        said += random.choice(("，我再说一遍，", "，", "，重复一遍，")) + joined(say(number, (3, 4, 4), random), random)
    elif style < 0.14:
        said += "，" + say_digits(number[-4:], random)
    elif style < 0.18:
        said = random.choice(("加八六，", "零零八六，", "+86 ")) + said
    elif style < 0.22:
        said = say_digits(number[:3], random) + "，" + said
    return Spoken(number, random.choice(BEFORE) + said + random.choice(AFTER))


def spoken_landline(random: Random) -> Spoken:
    """A landline number with or without area code and extension."""
    local, area = random_local(random), random.choice(("", "", "010", "010", "022", "0312", "0755"))
    if local.startswith("800"):
        local = "6" + local[1:]
    said = joined(say(local, random.choice(LANDLINE_RHYTHMS), random), random)
    if area:
        said = random.choice(("", "区号", "区号是")) + say_digits(area, random) + random.choice(("，", "")) + said
    number = (area or "010") + local
    if random.random() < 0.3:
        extension = digits(random, random.choice((1, 3, 4)))
        number += "-" + extension
        said += random.choice(("转", "，转", "分机", "，分机号", "转分机", "，再转")) + say_digits(extension, random)
    before = random.choice(("", "", "座机，", "家里电话", "打我家座机，", "办公室的，", "嗯，", "我住二号楼，电话是"))
    return Spoken(number, before + said + random.choice(AFTER))


def corrected_mobile(random: Random) -> Spoken:
    """A mobile number with a slip that is mended: the group just said, the last digits, or all from the start."""
    number = random_mobile(random)
    groups = [number[:3], number[3:7], number[7:]]
    slip = random.randrange(3)
    wrong = list(groups)
    wrong[slip] = groups[slip][:-1] + random.choice([d for d in "0123456789" if d != groups[slip][-1]])
    said, mended = [say_digits(g, random) for g in wrong], [say_digits(g, random) for g in groups]
    wrong_word = random.choice(WRONG)
    style = random.randrange(4)
    if style == 0:
        text = "，".join(said[: slip + 1]) + wrong_word + "，".join(mended[slip:])
    elif style == 1:
        text = "，".join(said[: slip + 1]) + wrong_word + "，".join(mended)
    elif style == 2:
        text = "，".join(said) + wrong_word + "，".join(mended)
    else:
        place = ("前三位", "中间四位", "最后四位")[slip]
        text = (
            "，".join(said)
            + random.choice((f"，不对，{place}是", f"，{place}错了，是", f"，{place}应该是"))
            + mended[slip]
        )
    return Spoken(number, random.choice(("", "我的电话是", "嗯，", "打")) + text + random.choice(AFTER[:8]))

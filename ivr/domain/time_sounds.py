"""The words of times as they were meant, where a recogniser wrote others that sound the same."""

from __future__ import annotations

import re
from functools import lru_cache

from ivr.domain.pinyin import syllables

WORDS = (
    "今天", "明天", "后天", "大后天", "昨天", "今儿", "明儿", "后儿", "今晚", "明晚", "明早", "上午", "下午", "中午",
    "早上", "晚上", "傍晚", "晌午", "现在", "马上", "尽快", "立刻", "随时", "随便", "以后", "之后", "以前", "之前",
    "星期", "礼拜", "下周", "这周", "本周", "周末", "月底", "小时", "分钟", "钟头", "什么时候", "越快越好", "都可以",
    "左右",
)  # fmt: skip
"""Mended by sound alone."""
NUMERALS = {
    "yi": "一", "er": "二", "liang": "两", "san": "三", "si": "四", "wu": "五", "liu": "六", "qi": "七", "ba": "八",
    "jiu": "九", "shi": "十",
}  # fmt: skip
NUMERAL_CHARACTERS = "一二两三四五六七八九十"
BEFORE_NUMERAL = "周期拜"
"""The last characters of the words for a week: 周三."""
NEVER_NUMERALS = "以已也意是儿而"
"""Too common to be a weekday's number: 下周以后."""
LIKE_DIAN = "店典殿电垫巅颠奠甸淀碘"
AFTER_HOUR = "半一二三四五六七八九十差到至左以之前后来打给行吧可整钟，。"
"""What may follow 点: 十一典半, but no 电话."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def _flat(syllable: str) -> str:
    """Without the sounds that are confused most: jing is jin, zhong is zong; 是 and 四 stay apart."""
    return re.sub(r"^([zc])h", r"\1", re.sub(r"(in|en)g$", r"\1", syllable))


_BY_SOUND = {tuple(_flat(s) for s in syllables(word)): word for word in reversed(WORDS)}
_LONGEST = max(map(len, WORDS))


@lru_cache(maxsize=1024)
def as_meant(text: str) -> str:
    """The text with the words of times in their own characters; all else as it is."""
    return _numerals(_HAN.sub(lambda run: _words(run.group()), text))


def _words(text: str) -> str:
    sounds = [_sound(character) for character in text]
    meant, at = "", 0
    while at < len(text):
        word = _exact(text, at) or _sounding(sounds, at) or text[at]
        meant, at = meant + word, at + len(word)
    return meant


def _sound(character: str) -> str:
    """A numeral has none: it is meant (星期一后半晌 holds no 以后)."""
    return "" if character in NUMERAL_CHARACTERS else _flat((syllables(character) or ("",))[0])


def _exact(text: str, at: int) -> str | None:
    return next((word for word in sorted(WORDS, key=len, reverse=True) if text.startswith(word, at)), None)


def _sounding(sounds: list[str], at: int) -> str | None:
    for length in range(min(_LONGEST, len(sounds) - at), 1, -1):
        word = _BY_SOUND.get(tuple(sounds[at : at + length]))
        if word:
            return word
    return None


def _numerals(text: str) -> str:
    """山点 is 三点, 周无 is 周五, 下舟三 is 下周三: one half as it is meant, the other may only sound so."""
    text = re.sub(r"(?<=[下这本上])[舟洲州粥轴](?=[一二三四五六日])", "周", text)
    text = re.sub(rf"([{NUMERAL_CHARACTERS}])[{LIKE_DIAN}](?=[{AFTER_HOUR}]|$)", r"\1点", text)
    text = re.sub(rf"([\u4e00-\u9fff])(?=点(?![{NUMERAL_CHARACTERS}]?[电话]))", _numeral, text)
    return re.sub(rf"(?<=[{BEFORE_NUMERAL}])([^\W{NEVER_NUMERALS}])", _weekday, text)


def _numeral(found: re.Match[str]) -> str:
    character = found.group(1)
    return character if character in NUMERAL_CHARACTERS else NUMERALS.get((syllables(character) or ("",))[0], character)


def _weekday(found: re.Match[str]) -> str:
    numeral = _numeral(found)
    return numeral if numeral in "一二三四五六" else found.group(1)

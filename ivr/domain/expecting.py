"""What a question expects back: it sets the ear, the patience and the keys of one turn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Kind(Enum):
    """The kinds of answer a question can expect."""

    OPEN = "open"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DISTRICT = "district"
    DIGITS = "digits"
    OWN_NUMBER = "own_number"
    MOMENT = "moment"
    PACK = "pack"


@dataclass(frozen=True)
class Expecting:
    """One turn's expectation.

    phrases: for closed questions, what may be said, as a whole or one after the other. Empty: listen openly.
    pieces: what longer answers are made of, in any order and number (digits, the words of times).
    runs: pieces between blanks as they follow each other; without them each piece counts as an answer of its own.
    slowly: what a further ear that hears the sound played slower is limited to; empty: there is none.
    keys: how many keys complete the answer; more than one is closed by # or by a pause.
    silence_seconds: how long to wait, after the prompt, for a first sound or key.
    pause_seconds: how long a pause ends the caller's speech.
    longest_seconds: the most speech taken in one turn.
    """

    kind: Kind = Kind.OPEN
    phrases: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    slowly: tuple[str, ...] = ()
    keys: int = 1
    silence_seconds: float = 5.0
    pause_seconds: float = 0.7
    longest_seconds: float = 20.0

    @property
    def grammar(self) -> tuple[str, ...]:
        """What the ear limits itself to where the model allows; phrases beside pieces would be heard in them."""
        return self.runs + (self.pieces or self.phrases)


OPEN = Expecting()
MORE_PATIENCE = 1.6
"""For who has asked the bot to speak slower: their own pauses are longer, too."""
ADDRESS = Expecting(silence_seconds=7.0, pause_seconds=1.2)
"""A place that the caller has to think of."""
COMMAND_WORDS = (
    "人工", "人工服务", "转人工", "再说一遍", "重复一遍", "没听清", "慢一点", "说慢点", "快一点", "大声点", "小声点",
    "回电", "回电话", "给我回电话", "返回", "再见", "谢谢再见", "英语", "说英语", "英文",
)  # fmt: skip
YES_NO_WORDS = (
    "是", "是的", "是啊", "对", "对的", "对对对", "好", "好的", "好吧", "可以", "可以的", "行", "行吧", "要", "嗯",
    "没错", "没问题", "就这个",
    "不", "不是", "不是的", "不是这个", "都不是", "不对", "不好", "不行", "不要", "不用", "不用了", "不需要", "错了",
    "没有", "算了",
)  # fmt: skip
OWN_NUMBER_WORDS = (
    "就这个", "这个号", "就这个号", "这个号码", "就这个号码", "就用这个", "用这个号码", "就用这个号码", "现在这个号",
    "现在这个号码", "本机", "本机号码", "打这个电话", "就打这个电话",
)  # fmt: skip
POSITIONS = ("第一个", "第二个", "前一个", "后一个", "前面那个", "后面那个")
POSITION_WORDS = (
    *POSITIONS, *(f"{position}吧" for position in POSITIONS), "都不是", "两个都不是", "不是", "不知道", "不清楚",
)  # fmt: skip
NAME_FRAMES = ("{}", "{}吧", "我找{}", "是{}", "找{}")
PLACE_FRAMES = ("{}", "{}的", "在{}", "我在{}", "是{}", "{}吧")
DIGIT_WORDS = tuple("零幺一二三四五六七八九")
LEAD_INS = ("电话", "手机", "号码", "座机", "区号", "分机", "转")
DIGIT_RUN = " ".join(
    [" ".join((one, *(f"{one} {other}" for other in DIGIT_WORDS[at:]))) for at, one in enumerate(DIGIT_WORDS, 1)]
    + [DIGIT_WORDS[0]]
)
"""Every digit after every digit: without it a decoder takes each further digit for unlikely, and loses one in ten."""
NUMBER_PARTS = (DIGIT_RUN, *DIGIT_WORDS, *LEAD_INS)
TIME_WORDS = (
    "今天", "明天", "后天", "大后天", "今儿", "明儿", "后儿", "下周", "这周", "下个", "上午", "下午", "中午", "早上",
    "晚上", "傍晚", "现在", "尽快", "马上", "越快越好", "都行", "都可以", "随便", "随时", "什么时候都行", "半", "一刻",
    "三刻", "整", "钟", "分", "左右", "以后", "之后", "之前", "以前", "到", "吧", "可以", "有空",
    *(week + day for week in ("周", "星期", "礼拜", "下周") for day in "一二三四五六"),
    "周日", "星期天", "星期日", "礼拜天", "下周日",
    *(hour + "点" for hour in ("一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")),
    *"一二三四五六七八九", "十", "十五", "二十", "三十", "四十", "四十五", "五十", "月", "号",
)  # fmt: skip
YES_NO = Expecting(Kind.YES_NO, YES_NO_WORDS + COMMAND_WORDS, pause_seconds=0.5, longest_seconds=8.0)
OWN_NUMBER = Expecting(
    Kind.OWN_NUMBER,
    YES_NO_WORDS + OWN_NUMBER_WORDS + COMMAND_WORDS,
    slowly=NUMBER_PARTS,
    pause_seconds=0.8,
    longest_seconds=15.0,
)
"""May the caller be called on this number? Yes, no, or another one at once."""
DIGITS = Expecting(
    Kind.DIGITS,
    OWN_NUMBER_WORDS + COMMAND_WORDS,
    DIGIT_WORDS + LEAD_INS,
    runs=(DIGIT_RUN,),
    slowly=NUMBER_PARTS,
    keys=11,
    silence_seconds=7.0,
    pause_seconds=1.2,
    longest_seconds=25.0,
)
KEYS_ONLY = Expecting(Kind.YES_NO, COMMAND_WORDS, silence_seconds=6.0, longest_seconds=8.0)
"""A question in a language that cannot be heard: one key answers it."""
RATING = Expecting(
    Kind.CHOICE,
    ("一分", "二分", "两分", "三分", "四分", "五分", "满意", "很满意", "非常满意", "不满意", "一般", *COMMAND_WORDS),
    silence_seconds=3.0,
    pause_seconds=0.5,
    longest_seconds=5.0,
)
MOMENT = Expecting(Kind.MOMENT, COMMAND_WORDS, TIME_WORDS, silence_seconds=6.0, pause_seconds=0.8, longest_seconds=12.0)


def choice_of(names: tuple[str, ...]) -> Expecting:
    """A question which of the offered ones it is; the first, the second, neither and 不知道 belong to each."""
    phrases = _in_frames(names, NAME_FRAMES) + POSITION_WORDS + COMMAND_WORDS
    return Expecting(Kind.CHOICE, tuple(dict.fromkeys(phrases)), pause_seconds=0.5)


def district_of(names: tuple[str, ...]) -> Expecting:
    """A question in which district it is, answered with a district's name or with a place in it."""
    return Expecting(Kind.DISTRICT, (*_in_frames(names, PLACE_FRAMES), "不知道", "不清楚", *COMMAND_WORDS))


def street_of(names: tuple[str, ...]) -> Expecting:
    """A question in which street it is, answered with its name or with a place nearby, after some thought."""
    return replace(district_of(names), silence_seconds=7.0, pause_seconds=1.0)


def patient(expecting: Expecting) -> Expecting:
    """The same question to somebody who speaks slowly: more time to begin, longer pauses, longer answers."""
    return replace(
        expecting,
        silence_seconds=expecting.silence_seconds * MORE_PATIENCE,
        pause_seconds=expecting.pause_seconds * MORE_PATIENCE,
        longest_seconds=expecting.longest_seconds * MORE_PATIENCE,
    )


def _in_frames(names: tuple[str, ...], frames: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(frame.format(name) for frame in frames for name in names)

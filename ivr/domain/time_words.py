"""What callers say of a time, as words: days, parts of a day, clock times, and what is told about them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from ivr.domain.clocks import COUNT, DAY_MINUTES, HOUR, Clock, Wait, clock_at, wait_at
from ivr.domain.days import NamedDay, day_at
from ivr.domain.time_sounds import as_meant


class Kind(Enum):
    """What a word of a time is."""

    DAY = "day"
    PART = "part"
    CLOCK = "clock"
    WAIT = "wait"
    """So many minutes from now."""
    TO = "to"
    BETWEEN = "between"
    AFTER = "after"
    BEFORE = "before"
    AROUND = "around"
    OR = "or"
    WRONG = "wrong"
    """What was said is to be replaced: 不对."""
    EXCEPT = "except"
    """The time that follows is not meant: 别, 除了."""
    NOT = "not"
    """不是: the time that follows is not meant (不是…，是…), or replaces what was said."""
    OUTSIDE = "outside"
    """The same, or the end of 除了…以外."""
    NOT_THEN = "not_then"
    """The time before it is not meant: 不行, 没空."""
    IN_MIND = "in_mind"
    """A day of which only some hours were ruled out."""
    IS = "is"
    ANY = "any"
    ALSO = "also"
    """The time before it is the second choice: 也行."""
    SOON = "soon"
    PAUSE = "pause"
    OTHER = "other"


@dataclass(frozen=True)
class TimeWord:
    """One word of a time, with what it names."""

    kind: Kind
    day: NamedDay | None = None
    part: str = ""
    clock: Clock | None = None
    wait: Wait | None = None


PART_WORDS = (
    ("early", "一?大早上?|大?清早|清晨|早晨|早上|早起|一早儿?|早间|{day}早(?![点些一])|早(?!一点)(?={hour}点)"),
    ("morning", "吃[完过了]+早饭|早饭[以之]?后|上午|头晌午?|前半晌儿?|早半晌儿?|上半晌儿?|[上前]半天|午前|头午|前晌"),
    ("noon", "中午|晌午头?儿?|正午|午间|当午|午休"),
    (
        "afternoon",
        "下午|午后|(?:吃[完过了]*)?午饭[以之]?后|吃[完过了]+(?:午|中)饭|后晌儿?|后半晌儿?|下半晌儿?|过晌|[下后]半天|下晌",
    ),
    (
        "evening",
        "晚上|傍晚晌?|晚间|夜里|夜间|黄昏|擦黑儿?|傍黑儿?|天黑|掌灯|晚半[晌天]儿?|晚晌|后半夜|半夜|深夜"
        "|(?:吃[完过了]*)?晚饭[以之]?后|下了?班[以之]?后|下了班|下班(?=再?[打来联]|$)|吃[完过了]+晚饭"
        "|{day}晚(?![点些一])|晚(?!一点)(?={hour}点)",
    ),
    ("night", "凌晨"),
    ("day", "大?白天|全天|一?整天|一天(?=都)|上下午|上班的?时间|工作时间|办公时间|工作日"),
)
"""A lone 早 or 晚 belongs to the day before it: 明早, 周五晚."""
MARK_WORDS = (
    (Kind.PAUSE, "[，,。.！!？?；;…\\s]+"),
    (
        Kind.OTHER,
        "[行好成能]不[行好成能]|[一们]上班|说不[好准定]|可不可以|方便不方便|有没有空|要不要|晚点儿?|晚一点儿?|有一?点儿?|差一点|一点儿?[都也]?不(?![对是])|别[的人家]|还是不|是不是|对不对",
    ),
    (
        Kind.ANY,
        "不着?急|不忙|都(?:行|可以|成|好|中|能|没问题|方便|有空|有时间|在|没事|合适|ok|OK)|怎么着?都|随[便时叫]"
        "|任[何意]|(?:什么|啥|哪个?|几)(?:时候|时间|会儿|天|点)(?:[^，。]{0,8}?[都也]|打?(?:行|成|方便|有空|合适"
        "|中))|无所谓|看着办|看着打|[你您]们?(?:看着?)?(?:来)?(?:定|安排)|[你您]们(?:方便|有空|看)|听[你您]|不限"
        "|没有?什?么?时?间?要求|不挑|没讲究|有空(?:的?时候|就)|方便的?时候|这[两几]天|最近|近期|一直[都在有]"
        "|[每天]天(?:都|可以|随)|{count}个?(?:天|周|星期|礼拜)[之以]?内|[这本]个?(?:周|星期|礼拜)[之以]?内",
    ),
    (
        Kind.SOON,
        "(?:半|{count})个?半?(?:小时|钟头|分钟|刻钟)[之以]?内|现在|马上|立刻|立即|立马|尽快|尽早|越[快早]越好|赶紧"
        "|赶快|赶早儿?|[这]会儿|这就|眼下|当下|即刻|此刻|抓紧|[快早]点儿?|[快早]一点儿?|快快+|稍后|最快|第一时间"
        "|急用?|着急|(?<!等)一会儿?|[待过]会儿?|等一?会儿?(?=再?[打联回给吧]|$)|回头再?(?=[打联回给])",
    ),
    (Kind.ALSO, "也(?:行|可以|成|好|中|能|没问题|方便|有空)"),
    (Kind.OR, "(?:要是|如果|实在|万一)?不行(?:的话)?[就也]|(?:要是|如果|实在|万一)不行(?:的话)?"),
    (
        Kind.NOT_THEN,
        "不(?:太)?(?:行|成|可以|方便|合适|好|得空|在)|[没不](?:太)?(?:有)?(?:空|时间|工夫|功夫)|有事"
        "|[在要得正很太]*忙|[在要得]*(?:开会|上班|上课|睡觉|午睡|出门|做饭|吃饭)(?![之以]?[前后])|[在要得]+休息"
        "|接不[了到]|(?:别|不要|不用|甭|不能|不想|没法)(?:再)?(?:给我|跟我)?[打回来联接给]|够呛|来不及|没法儿?",
    ),
    (Kind.OUTSIDE, "[以之除]外"),
    (Kind.EXCEPT, "除了?|(?:只要|但凡|凡是)不[是在]|别|不要|不用|甭|避开|不想|不能"),
    (Kind.NOT, "不是"),
    (
        Kind.WRONG,
        "不对|[说记弄搞]?错了|[说记弄搞]错|[啊哦噢哎嗯欸]，?不(?!是)|不不(?!是)|不(?=[，,])|算了|要不然?"
        "|改[成到为]?|换[成到个]|更正|重新?说|应该是|还是|干脆|[推挪]到",
    ),
    (Kind.OR, "或者?是?|、|[和跟](?=.)|要么"),
    (Kind.BETWEEN, "之间|中间"),
    (
        Kind.AROUND,
        "左右|出头|前后|上下|大概齐?|大约|差不多|约莫|大致|约(?![定好了])|来钟|不到|将近|快(?={hour}点)|的样子",
    ),
    (Kind.AFTER, "(?:上班|开会|午睡)?(?:以后|之后|过后)|(?:上班|开会|午睡)后|往后|开始|最早|过了?(?={hour}点)"),
    (Kind.BEFORE, "以前|之前|为止|最[晚迟]|赶在|不超过"),
    (Kind.TO, "到|至|[-—–~～]+"),
    (Kind.IS, "而?是"),
)
"""Looked for in this order, after days, parts and clock times."""
TOUCHING = ((Kind.AROUND, "多钟?"), (Kind.AFTER, "后|起"), (Kind.BEFORE, "前"))
"""Words that count only when they touch a time: 三点多, 三点后."""
TIMES = (Kind.DAY, Kind.PART, Kind.CLOCK, Kind.WAIT)
PARTICLES = re.compile("[的在我就那个吧啊呢嗯呃嘛了这得钟]")
_SAME_TIME = re.compile("(?<=[天儿个一二三四五六日号周])的?(?:这个?(?:时候|时间|点儿|钟点)|这会儿)|同[一样]的?时间")
_DIGIT = "[零〇幺一二两三四五六七八九0-9]"
_NUMBER = re.compile(
    f"(?<![周期拜点十{_DIGIT[1:-1]}])(?:(?:{_DIGIT}[，,、 ]*){{6,}}{_DIGIT}|{_DIGIT}{{3,}})"
    "(?![点月号日时分个十年天周小刻星礼钟多几半:])"
)
"""A telephone number, or a group of one. A clock time has no three digits that follow each other."""
_MARKS = tuple(
    (kind, re.compile(words.replace("{hour}", HOUR).replace("{count}", COUNT))) for kind, words in MARK_WORDS
)
_TOUCHING = tuple((kind, re.compile(words)) for kind, words in TOUCHING)
_PARTS = tuple(
    (part, re.compile(words.replace("{day}", "(?<=[今明天儿个一二三四五六日号])").replace("{hour}", HOUR)))
    for part, words in PART_WORDS
)


def time_words_of(text: str, now: datetime) -> list[TimeWord]:
    """The words of a text about a time, in their order. Telephone numbers in it are left out."""
    text = unicodedata.normalize("NFKC", as_meant(text)).replace(",", "，")
    text = _NUMBER.sub("。", text)
    words: list[TimeWord] = []
    at = 0
    while at < len(text):
        found = _time_at(text, at, now) or _mark_at(text, at, words)
        word, at = found or (None if PARTICLES.match(text, at) else TimeWord(Kind.OTHER), at + 1)
        if word and not (words and word == words[-1] and word.kind in (Kind.OTHER, Kind.PAUSE)):
            words.append(word)
    return words


def _time_at(text: str, at: int, now: datetime) -> tuple[TimeWord, int] | None:
    waiting = wait_at(text, at)
    if waiting:
        return _wait(waiting[0], now.date()), waiting[1]
    named = day_at(text, at, now.date())
    if named:
        return TimeWord(Kind.DAY if named[0] else Kind.OTHER, day=named[0]), named[1]
    same = _SAME_TIME.match(text, at)
    if same:
        return TimeWord(Kind.CLOCK, clock=Clock(now.hour, now.minute)), same.end()
    for part, pattern in _PARTS:
        found = pattern.match(text, at)
        if found:
            return TimeWord(Kind.PART, part=part), found.end()
    clock = clock_at(text, at)
    return (TimeWord(Kind.CLOCK, clock=clock[0]), clock[1]) if clock else None


def _wait(wait: Wait, today: date) -> TimeWord:
    """Whole days are a day."""
    if wait.minutes % DAY_MINUTES:
        return TimeWord(Kind.WAIT, wait=wait)
    return TimeWord(Kind.DAY, day=NamedDay(today + timedelta(minutes=wait.minutes), wait.is_vague))


def _mark_at(text: str, at: int, words: list[TimeWord]) -> tuple[TimeWord, int] | None:
    touches = bool(words) and words[-1].kind in TIMES
    for kind, pattern in (*_MARKS, *(_TOUCHING if touches else ())):
        found = pattern.match(text, at)
        if found:
            return TimeWord(kind), found.end()
    return None

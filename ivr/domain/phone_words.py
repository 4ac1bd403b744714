"""What callers say of a telephone number, as words: digits, and what is told about other digits."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from ivr.domain.pinyin import syllables

SPOKEN = {
    "ling": "0", "lin": "0", "ning": "0", "dong": "0", "yi": "1", "yao": "1", "er": "2", "liang": "2",
    "san": "3", "shan": "3", "si": "4", "wu": "5", "liu": "6", "niu": "6", "qi": "7", "ba": "8", "jiu": "9",
}  # fmt: skip
WRITTEN = str.maketrans("〇零洞一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九勾玖", "0001112223344556677788999")


class Mark(Enum):
    """What a word does to the digits around it."""

    DIGITS = "digits"
    BREAK = "break"
    """Other talk."""
    NEW = "new"
    """A number begins: 电话, 打."""
    WRONG = "wrong"
    """What was said is to be replaced: 不对."""
    NOT = "not"
    """The digits that follow are not meant (不是…，是…), or replace what was said (啊不是，…)."""
    AWAY = "away"
    """The number that follows is not meant: 别打…, 原来是…."""
    OTHER = "other"
    """The group that follows is of something else: 门牌号三零二."""
    IS = "is"
    AGAIN = "again"
    """The number is said once more: 再说一遍."""
    TAIL = "tail"
    HEAD = "head"
    MIDDLE = "middle"
    PLACE = "place"
    """The digit at this place: 第三位."""
    AREA = "area"
    """An area code follows: 区号."""
    EXTENSION = "extension"
    DASH = "dash"


@dataclass(frozen=True)
class Word:
    """One word. digits: of DIGITS only. place: of PLACE only, from 1."""

    mark: Mark
    digits: str = ""
    place: int = 0


class Homophones(Enum):
    """Which characters that only sound like digits count: those between digits, and at the edges of a run, or none."""

    INSIDE = r"{d}(?:{m}{{0,2}}{d})*"
    BEFORE = r"{m}?{d}(?:{m}{{0,2}}{d})*"
    AFTER = r"{d}(?:{m}{{0,2}}{d})*(?:{m}(?![\u4e00-\u9fff]))?"
    AROUND = r"{m}?{d}(?:{m}{{0,2}}{d})*(?:{m}(?![\u4e00-\u9fff]))?"
    NONE = r"{d}+"


N = "[零〇洞幺一二两三四五六七拐八九勾0-9]"
HOUR = "(?:二?十[一二三四五六七八九]?|[一二两三四五六七八九]|[12]?[0-9])"
COUNTED = f"(?:的|是|这|那|边|面|头)*(?:{HOUR}位(?:数字|数|号码|号)?|{HOUR}个数字?|一?个?数字)?(?:的|应该)*"
MARKS = (
    (Mark.BREAK, "是不是|对不对|对吧|是吧|对吗|说不好|要不是"),
    (Mark.AGAIN, "(?:再|重)(?:给[您你]|跟[您你])?(?:说|报|念|重复)一?(?:遍|次|下)|重复一?(?:遍|次|下)|连起来"),
    (Mark.NEW, "打不通|不通|没人接|[找打]不[到着]"),
    (
        Mark.WRONG,
        "不对|[说记报弄搞念]?错了|[说记报弄搞念]错|重新[说来报念讲]?|重[说来报念]|更正|纠正|改[成为]|换[成为了]"
        "|口误|[啊哦噢哎欸呃嗯]，?不(?!是)|不不(?!是)|应该是",
    ),
    (Mark.NOT, "不是"),
    (
        Mark.OTHER,
        f"(?:门牌|房间|房号|工[号单]|[单编卡案学]号|身份证|车牌|邮编|验证码|密码)(?:号码?)?(?:最?后|尾)?(?:{HOUR}位|号)?[是为]?",
    ),
    (Mark.AREA, "区号"),
    (
        Mark.AWAY,
        "(?:别|不要|不用|甭|(?<!要)不)(?:再|往)?[打用拨]|(?:原来|原先|以前|之前|过去)(?:的|用|是|那)|[旧老]号码?",
    ),
    (Mark.TAIL, f"(?:最后面?(?:还有|还剩)?|末尾|尾号|尾数|结尾|尾巴|后(?={HOUR}位)|后[面边](?={HOUR}位)){COUNTED}"),
    (Mark.HEAD, f"(?:开头|打头|前(?={HOUR}位)|前[面边]的?(?={HOUR}位)|头(?={HOUR}位)){COUNTED}"),
    (Mark.MIDDLE, f"(?:中间|当中){COUNTED}"),
    (Mark.EXTENSION, f"(?:转|分机|内线|再[拨打按](?={N}{{1,6}}(?!{N})))+(?:号|码|到|接|拨|是|为|一下|，)*"),
    (Mark.NEW, "电话|手机|号码|座机|固话|联系|备用|或者|另外|还有(?=一?个[手电号座])|[打拨找]"),
    (Mark.IS, "(?:而|就|才)?是"),
    (Mark.DASH, "[-—–－]+|短?横?杠"),
)
"""Looked for in this order; what one has taken is not looked at again."""
PLACE = re.compile(f"第({HOUR})(?:位|个数)(?:数字?|字|号)*")
TIMES = {"双": 2, "俩": 2, "两": 2, "仨": 3, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "一": 1, "二": 2}
REPEATED = re.compile(
    "(?:连着|连续)?(?:(双|俩|仨)|(?:([一二两三四五六七八2-8])个|(一)对)(?:连着|连续)?的?)([零〇幺一二三四五六七八九0-9])"
)
THOUSANDS = re.compile("([一二两三四五六七八九])千(?:([一二三四五六七八九])百)?|([一二三四五六七八九])百")
UNITS = (
    "号楼|号院|号线|号门|号桌|单元|号?[楼层室栋幢巷岁秒月日天次遍回块元米条届期](?!机)|周岁|平米|公里|里地|点钟?"
    "|分钟|分(?!机)|刻|个?小时|个?钟头|口人|个|位|路(?:车|公交)|环|年|月份|多岁"
)
TEN_IN_RUN = re.compile(f"(?<={N}{N})十(?![一二几]?(?:[月点几]|{UNITS}))")
TENS = "(?:[一二两三四五六七八九]百)?[几一二三四五六七八九]?[几十][几一二三四五六七八九]?"
NOISE = re.compile(
    "[一二两三四五六七八九](?:千(?:[一二三四五六七八九]百?)?|百)(?:[多来几块元])"
    f"|第{HOUR}|{HOUR}(?:月份?|点钟?(?:零[一二三四五六七八九](?!{N})|半|[一三]刻)?)|{TENS}(?:{UNITS}|多|来|号)?|(?:周|星期|礼拜)[一二三四五六]"
    f"|(?<!{N}){N}{{1,4}}(?:号楼|单元|[室楼层栋幢]|年)|{HOUR}(?:{UNITS})|(?<!{N}){HOUR}号(?![码儿])"
    "|[一有](?:下|会|样|般|直|起|些|点|定|边|共|声|句|家|块|旦|手)儿?|万一|唯一|统一|专一|上午|下午|中午|[今明后]儿个?"
)
FILLERS = re.compile(
    "嗯|呃|啊|哦|噢|哎|欸|诶|唉|哈|呀|嘛|呢|(?<!\\d)[吧就]|[吧就](?!\\d)|了|的|那个|这个|然后|接着|接下来|下面"
    "|后[面边]|前[面边]|再|等等|等着|稍等|等|我?[看想找]+[看想找]?|什么来着|来着|啥|好像|大概|可能|应该"
    "|[您你](?:听好|记好|记|听)|记|好|对|没错|加|行|都|我|让"
)
_BASE = 0xE000
_MARKED = {chr(_BASE + number): mark for number, mark in enumerate(Mark)}
_SIGN = {mark: sign for sign, mark in _MARKED.items()}
_PLACES = 0xE100
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MARKS = tuple((re.compile(pattern), _SIGN[mark]) for mark, pattern in MARKS)


def words_of(text: str, homophones: Homophones = Homophones.INSIDE) -> list[Word]:
    """The words of a text about a telephone number, in their order; fillers and pauses only part the runs of digits."""
    return list(_words(_marked(text), homophones))


@lru_cache(maxsize=1024)
def _marked(text: str) -> str:
    """The text with its marks as signs, its digits as 0-9, other talk about numbers as breaks."""
    text = re.sub(r"[\s,]+", "，", unicodedata.normalize("NFKC", text).strip())
    text = PLACE.sub(lambda found: chr(_PLACES + _count(found.group(1))), text)
    for pattern, sign in _MARKS:
        text = pattern.sub(sign, text)
    text = re.sub("(?<![A-Za-z])[oO](?![A-Za-z])", "零", text)
    text = REPEATED.sub(_repeat, text)
    text = TEN_IN_RUN.sub("一零", text)
    text = NOISE.sub(_SIGN[Mark.BREAK], text)
    text = THOUSANDS.sub(_thousands, text).translate(WRITTEN)
    text = re.sub(r"不(?=[，,。、\d])", _SIGN[Mark.WRONG], text)
    return FILLERS.sub("，", text)


def _count(numeral: str) -> int:
    tens, ten, ones = numeral.translate(WRITTEN).rpartition("十")
    return int(tens or "1") * 10 + int(ones or "0") if ten else int(ones)


def _repeat(found: re.Match[str]) -> str:
    pair, several, couple, digit = found.groups()
    times = 2 if couple else TIMES[pair] if pair else TIMES.get(several) or int(several)
    return digit * times


def _thousands(found: re.Match[str]) -> str:
    thousands, hundreds, only = found.groups()
    return f"{only}00" if only else f"{thousands}{hundreds or 0}00"


def _words(marked: str, homophones: Homophones) -> list[Word]:
    run = re.compile(homophones.value.format(d=r"\d", m=_sounding(marked)))
    words: list[Word] = []
    at = 0
    while at < len(marked):
        found = run.match(marked, at)
        if found:
            words.append(Word(Mark.DIGITS, digits_of(found.group())))
            at = found.end()
            continue
        word = _word(marked[at])
        if word and not (word.mark is Mark.BREAK and words and words[-1].mark is Mark.BREAK):
            words.append(word)
        at += 1
    return words


def _sounding(marked: str) -> str:
    """A pattern of the characters in a text that are no digits and sound like one."""
    alike = {c for c in marked if _HAN.match(c) and syllable(c) in SPOKEN}
    return f"[{''.join(sorted(alike))}]" if alike else "(?!)"


def _word(sign: str) -> Word | None:
    if sign in _MARKED:
        return Word(_MARKED[sign])
    if _PLACES <= ord(sign) < _PLACES + 100:
        return Word(Mark.PLACE, place=ord(sign) - _PLACES)
    return Word(Mark.BREAK) if _HAN.match(sign) else None


def syllable(character: str) -> str:
    """How a character sounds; "" for what is no Chinese."""
    return (syllables(character) or ("",))[0]


def digits_of(text: str) -> str:
    """The digits in a text, by sound: 幺 and 两 count, 双六 is 66, 三个七 is 777; what is no digit is left out."""
    text = REPEATED.sub(_repeat, text).translate(WRITTEN)
    return "".join(c if c.isdecimal() and c.isascii() else SPOKEN.get(syllable(c), "") for c in text)

"""How much the words around a name speak of a place: what a name needs that might be an ordinary word."""

from __future__ import annotations

import re

STRONG_BEFORE = re.compile(
    r"(?:住的是|家在|家是|家里在|我在|我们在|咱们在|我人在|就在|位于|搬[到去来]|地址[是在]?|地[点方][是在]|位置[是在]"
    r"|[店房厂司位校园]在|房子在|户口[在是]|户籍[在是]|落在|我是|我们是|咱是|属于|归属)$"
)
LIVING = re.compile(r"(?:(?<![记不拦站保抓停忍])住|[我家们][主祝注竹])在?$")
WEAK_BEFORE = re.compile(
    r"(?:^|[在到去从往离是说归和跟就来回至找我咱们家呢啊嗯呃哦喂对那这个，。、,.？！ ]|北京市?|还是|或者|隔壁|儿)$"
)
STRONG_AFTER = re.compile(
    r"(?:区(?![别分间域块])|县(?!长)|[那这哪拉](?:[边便鞭变]|块|片|儿|里|头|一?带|个(?:小区|街道|地区|镇|村))|附近|一带|旁边|边上|边儿|周边|地[区去]|[街节]道|镇|乡|社区|小区"
    r"|[居村]委会|派出所|家园|地铁|站(?![着一了在])|村(?!里)|居民|住户|分局|政务|大街|胡同"
    r"|候车|进站|出站|出来打车|站台|出站口)"
)
WEAK_AFTER = re.compile(r"(?:$|[的有住办这那里啊吧呢呀人，。、,.？！ ]|上班|东|西|南|北|儿)")
LOCATIVE = re.compile(r"(?:[在到去从往离至找住]|一下|关于)$")
FILLERS_BEFORE = re.compile(r"^[嗯啊呃哦喂就那个是在说叫的我应该，。、,. ]*$")
FILLERS_AFTER = re.compile(r"^[啊吧呢呀哦的了儿这那，。、,.？！ ]*$")
DENIED = re.compile(r"(?:(?<!是)不是|(?<!在)不在|不住|没在|没住|不属于|不归|并非|不叫|不算)(?:在|住|住在)?$")
TAKEN_BACK = re.compile(
    r"(?:区|县|那边|这边|那儿)?[，。、,. ]*(?:啊|哦|噢|哎|诶)?(?:不对|不不|错了|说错|我?记错|不是[，。、,. ])"
)
MOVING = re.compile(
    r"(?:从|到|去|回|往|发往|寄[到往]|飞|[转迁][到去回往]|嫁到|老家|老家[是在]|户口[是在]?|户籍[是在]?|考[到去]?|出差|[来自]自)$"
)
ORIGIN = re.compile(
    r"(?:省|市)?(?:那边)?(?:的)?(?:人(?!家|民|行)|户口|户籍|籍|牌|号牌|车牌|口音|来|转|迁|过来|老家|菜|话|驾照|社保|医保|学籍|大学|银行|路|街|大厦"
    r"|饭店|宾馆|户|身份证|亲戚|朋友|媳妇|媒体|队|台|号码|手机|电话|小吃|包子|出发|旅游|玩|出差)"
)


def evidence(text: str, start: int, end: int) -> int:
    """0 to 4: how much what stands before and after speaks of a place."""
    return _before(text[:start]) + _after(text[end:])


def is_meant(text: str, start: int, end: int) -> bool:
    """Whether a word that is also a place means the place here: said alone, or with a word that only places have."""
    before, after = text[:start], text[end:]
    if FILLERS_BEFORE.match(before) and FILLERS_AFTER.match(after):
        return True
    return max(_before(before), _after(after)) >= 2


def is_hinted(text: str, start: int, end: int) -> bool:
    """Whether a name that may be part of other words stands where a place does."""
    return bool(LOCATIVE.search(text[:start])) or evidence(text, start, end) >= 2


def is_denied(text: str, start: int, end: int) -> bool:
    """Whether the caller says that it is not this place, or takes it back."""
    return bool(DENIED.search(text[:start])) or bool(TAKEN_BACK.match(text[end:]))


def is_elsewhere(text: str, start: int, end: int) -> bool:
    """Whether a place is where somebody or something comes from or goes to, not where the matter is."""
    return bool(ORIGIN.match(text[end:])) or bool(MOVING.search(text[:start]))


def _before(text: str) -> int:
    if LIVING.search(text):
        return 3
    return 2 if STRONG_BEFORE.search(text) else 1 if WEAK_BEFORE.search(text) else 0


def _after(text: str) -> int:
    return 2 if STRONG_AFTER.match(text) else 1 if WEAK_AFTER.match(text) else 0

"""Words that steer a talk at any question: yes and no, a human, again, call me back, and emergencies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.pinyin import sounds_in, syllables


class Command(Enum):
    """What a caller may want at any question. BACK: the bot is on the wrong track."""

    HUMAN = "human"
    REPEAT = "repeat"
    CALLBACK = "callback"
    BACK = "back"
    GOODBYE = "goodbye"


@dataclass(frozen=True)
class Emergency:
    """Something is happening now. number: 110, 119, 120 or 122."""

    number: str


COMMANDS = {
    Command.BACK: ("不是这个", "说的是另一", "搞错了", "弄错了", "返回", "上一步", "重新开始"),
    Command.HUMAN: ("人工", "真人", "接线员", "话务员", "找个人", "活人"),
    Command.REPEAT: ("再说一遍", "再说一次", "没听清", "听不清", "没听见", "没听懂", "重复一遍", "慢一点", "慢点",
                     "你说什么", "大声点", "什么意思", "再讲一遍"),
    Command.CALLBACK: ("回电话", "回电", "打给我", "打回来", "打过来", "回个电话", "回拨"),
    Command.GOODBYE: ("再见", "没事了", "不用了谢谢", "先挂了", "我挂了", "不问了", "没别的事", "拜拜"),
}  # fmt: skip
REFUSED = re.compile("不用|不要|不想|不需要|别")
"""不用转人工 asks for no human."""
KEYS = {"0": Command.HUMAN, "*": Command.REPEAT}
FILLERS = re.compile(
    "喂|你好|您好|麻烦|请问|请|帮我|给我|我要|我想|我就要|我|你们|你|您|咱们|现在|待会儿|一会儿|等会儿|不方便|不对|对不起|算了|谢谢"
    "|能不能|可以|直接|转接|转到|转|接通|接|服务|客服|说话|聊|问问|让|叫|用|找|来|去|的|个|一下|那|就|先|再|啊|吧|呢|呀|嘛|了|嗯|哦|儿|说|是|事"
)
LONGEST_REST = 2
"""Characters that may stand beside a command's words and fillers: with more, it is a matter (人工湖漏水了)."""
FEWEST_SYLLABLES_BY_SOUND = 3
"""Two syllables alone are too often something else: 会电人 is no 回电."""

NO = ("不对", "不是", "不用", "不要", "不行", "不好", "错了", "没有", "不可以", "不需要", "不能", "算了", "别", "不")
YES = (
    "是的",
    "对的",
    "好的",
    "可以",
    "没错",
    "没问题",
    "不错",
    "行",
    "对",
    "好",
    "是",
    "嗯",
    "要",
    "成",
    "需要",
    "转吧",
    "就这个",
)
YES_KEY, NO_KEY = "1", "2"
YES_NO_WORDS = re.compile("|".join(sorted((*NO, *YES), key=len, reverse=True)))
CORRECTING = ("不对", "不是", "错了")
"""Whatever follows these, the answer is no."""
AGREEING = ("好的", "是的", "对的", "好吧", "行吧")
"""Whatever follows these, the answer is yes, unless there is a no in it."""
MOST_BESIDE_NO, MOST_BESIDE_YES = 2, 1
"""Characters beside such words and fillers: 我要找公安局 is no yes, though 要 stands in it; nor is 老三是."""
NEITHER_YES_NOR_NO = re.compile("你好|您好|是不是|对不起|不好意思|不知道|银行|好像|要不")
YES_DESPITE_NO = re.compile("没错|没问题|不错|不客气")

EMERGENCIES = {
    "119": ("着火", "起火", "失火", "冒火", "火灾", "着火了", "起火了", "煤气泄漏", "燃气泄漏", "煤气中毒"),
    "120": ("晕倒", "昏倒", "昏迷", "没呼吸", "晕倒了", "没有呼吸", "喘不上气", "喘不过气", "叫救护车", "心脏病犯",
            "快不行了", "胸口疼"),
    "122": ("撞车了", "出车祸", "发生车祸", "撞人了", "被车撞"),
    "110": ("抢劫", "持刀", "拿着刀", "要杀人", "有小偷在", "正在打人", "救命啊", "快来救", "有人砸门"),
}  # fmt: skip
NOT_NOW = re.compile(
    "怕.{0,3}火|(?<!消)防|容易|隐患|去年|上次|上个月|上周|昨天|前天|以前|之前|投诉|咨询|建议|怎么(?!办|还)|如果|要是|万一|会不会"
    "|认定|赔|责任|(?<!危)险|报销|医保|多少钱|收费|处罚|举报|不着火|质量|证明"
)
"""An emergency word beside one of these is a question or a complaint about one."""


def command_in(heard: Heard) -> Command | None:
    """The command in what was heard; keys 0 and * are 人工 and 再说一遍."""
    if isinstance(heard, Pressed):
        return KEYS.get(heard.digits)
    if not isinstance(heard, Said):
        return None
    refused = REFUSED.search(heard.text) is not None
    for command, words in COMMANDS.items():
        if refused and command in (Command.HUMAN, Command.CALLBACK):
            continue
        if any(_is_all_of(heard.text, word) for word in words):
            return command
    return None


def _is_all_of(text: str, word: str) -> bool:
    if word in text:
        return len(FILLERS.sub("", text.replace(word, ""))) <= LONGEST_REST
    return _sounds_clearly_in(word, text) and len(FILLERS.sub("", text)) <= len(word) + LONGEST_REST


def _sounds_clearly_in(word: str, text: str) -> bool:
    return len(syllables(word)) >= FEWEST_SYLLABLES_BY_SOUND and sounds_in(word, text)


def yes_or_no(heard: Heard) -> bool | None:
    """Whether the caller agreed; None when that cannot be told."""
    if isinstance(heard, Pressed):
        return {YES_KEY: True, NO_KEY: False}.get(heard.digits)
    if not isinstance(heard, Said) or command_in(heard) in (Command.HUMAN, Command.REPEAT):
        return None
    text = NEITHER_YES_NOR_NO.sub("", heard.text)
    if text.startswith(CORRECTING):
        return False
    if text.startswith(AGREEING) and not any(word in text for word in NO):
        return True
    beside = len(YES_NO_WORDS.sub("", FILLERS.sub("", text)))
    if beside > MOST_BESIDE_NO:
        return None
    if YES_DESPITE_NO.search(text):
        return True
    if any(word in text for word in NO):
        return False
    return True if beside <= MOST_BESIDE_YES and any(word in text for word in YES) else None


def emergency_in(heard: Heard) -> Emergency | None:
    """What to call at once, when something is happening now; a complaint or a question about one is none."""
    if not isinstance(heard, Said) or NOT_NOW.search(heard.text):
        return None
    for number, words in EMERGENCIES.items():
        if any(word in heard.text or _sounds_clearly_in(word, heard.text) for word in words):
            return Emergency(number)
    return None

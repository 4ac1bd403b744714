"""Words that steer a talk at any question: yes and no, a human, again, call me back, and emergencies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ivr.domain.emergencies import emergency_numbers_in
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.homophones import characters_of
from ivr.domain.mending import Vocabulary
from ivr.domain.scope import STATUS, is_foreign


class Command(Enum):
    """What a caller may want at any question. BACK: the bot is on the wrong track. STATUS: of a case told before."""

    HUMAN = "human"
    REPEAT = "repeat"
    SLOWER = "slower"
    LOUDER = "louder"
    USUAL_PACE = "usual_pace"
    SOFTER = "softer"
    CALLBACK = "callback"
    BACK = "back"
    STATUS = "status"
    FOREIGN_LANGUAGE = "foreign_language"
    GOODBYE = "goodbye"


@dataclass(frozen=True)
class Emergency:
    """Something is happening now. number: 110, 119, 120 or 122."""

    number: str


COMMANDS = {
    Command.BACK: (
        "不是这个",
        "说的是另",
        "问的是另",
        "搞错了",
        "弄错了",
        "理解错了",
        "返回",
        "上一步",
        "重新开始",
        "重新说",
    ),
    Command.CALLBACK: ("回电话", "回电", "打给我", "打回来", "打过来", "回个电话", "回拨", "给我打电话", "给我回电话"),
    Command.HUMAN: ("人工", "真人", "接线员", "话务员", "找个人", "活人", "客服", "工作人员", "转人工", "人工服务"),
    Command.USUAL_PACE: ("快一点", "说快点", "正常速度", "不用这么慢"),
    Command.SOFTER: ("小声点", "声音小一点"),
    Command.SLOWER: ("慢一点", "慢点", "太快了", "说慢点"),
    Command.LOUDER: ("大声点", "大点声", "声音太小"),
    Command.REPEAT: (
        "再说一遍",
        "再说一次",
        "没听清",
        "听不清",
        "没听见",
        "没听懂",
        "重复一遍",
        "你说什么",
        "什么意思",
        "再讲一遍",
    ),
    Command.GOODBYE: (
        "再见",
        "没事了",
        "不用了谢谢",
        "先挂了",
        "我挂了",
        "不问了",
        "没别的事",
        "拜拜",
        "就这样吧",
        "打错了",
    ),
}
"""As they usually sound: heard in mis-heard texts too, and what a speech model must know."""
WAYS = {
    Command.BACK: "不是这[个样]?(?:事|意思|问题)?|说的是另|[问说要]的(?:不是|是另|是别)|不是[问说要找]这"
    "|[听理解搞弄选说按]+(?:错|岔|混|反)了|返回|上一[步个层级]|退回|主菜单|从头|重新(?:开始|来|说|讲"
    "|问|选)|重来|[换改](?:一)?[个件](?:事|问题|别的)|错了错了|刚才说的不算|回到(?:上|前|开头)",
    Command.CALLBACK: "回(?:个|一个)?电|打给我|[打回]过来|打回来|回拨|给我(?:打|来|回)(?:个|一个)?(?:电话)?|联系我"
    "|打我.{0,4}(?:手机|电话|座机)|来个电话",
    Command.HUMAN: "人工|真人|活人|接线员|话务员|客服|工作人员|[找换要叫来](?:个|一个)?人(?![社力大民才事体防保])"
    "|[跟和]人(?:说|讲|聊)|你们的?人|有没有人|不?想?跟机器|别让机器|座席|坐席|值班员|总机"
    "|换个.{0,4}人",
    Command.USUAL_PACE: "[说讲]得?快一?[点些]|快一?点儿?[说讲]|^快一?点儿?[吧啊]?$|正常(?:的)?[速语]速?度?"
    "|不[用要](?:再|说)?[得这那太]?么?慢|[说讲]得?太慢了?|恢复正常",
    Command.SOFTER: "(?<!你)小一?点儿?声|^你小一?点儿?声[吧啊]?$|小声一?[点些]|轻一?点儿?[说讲]|[说讲]轻一?点"
    "|声音?放?[小轻]一?[点些]|说得?话?太大声了?|不[用要][这那]?么?大声"
    "|[你您]的?声音?(?:有点)?太大了?",
    Command.SLOWER: "慢(?:着)?(?:一)?[点些]|慢慢儿?(?:说|讲)|太快了?|放慢",
    Command.LOUDER: "大(?:一)?点儿?声|声(?:音|儿)?(?:放)?大|声(?:音|儿)?(?:有点|太)?小|高声|大声",
    Command.REPEAT: "再(?:说|讲|来|念|报|重复)(?:一)?[遍次回下]|再(?:说|讲)说?|(?:没听|听不)(?:清|见|懂|明白|着"
    "|到)楚?|重复|说的?(?:是)?(?:什么|啥)|什么意思|^啊什么$|什么来着",
    Command.GOODBYE: "再见|拜拜|回见|没(?:有|什么|啥)*(?:别的|其他)?(?:事|问题)儿?了?|没别的了?|不用了"
    "|(?<!电话)挂了(?!号)|挂啦|不[问说聊]了|就(?:先)?(?:这样|这么着|到这)|先这样|[打拨]错了"
    "|我自己[去办弄]|问完了|不(?:麻烦|打扰)了|(?:知道|明白|清楚)了",
}
"""Further ways of saying them."""
REFUSED = re.compile("(?:不用|不要|不想|不需要|别)(?:给我|再|老|让我|帮我)?(?:转|接|人工|真人|客服|回|打|联系)")
"""不用转人工 asks for no human."""
COMPLAINED = {
    Command.CALLBACK: re.compile("没[人有给回打接]|也没|从来|都[没不]|不给|打了|一直|说好|答应|骗|推销|骚扰"),
    Command.GOODBYE: re.compile("没人|不接|占线|不给|不管|号"),
    Command.HUMAN: re.compile("挂|态度|骂|不接|没人接|乱|收费|欠"),
}
"""没人给我回电 and 话务员骂我 ask for nothing."""
LATER = re.compile(
    "(?:过会儿?|一会儿?|待会儿?|等会儿?|晚点|回头|有空|改天|明天|明儿|下午|晚上|上午|以后|等.{1,6}|轮到我"
    "|小时(?:以?后)|有人了?).{0,12}(?:给我打|打给我|打我.{0,4}(?:手机|电话|座机)|给我回|来个?电话|打[过回]来|联系我"
    "|回.?电|打给|找我)"
)
LONGEST_LATER = 30
"""我在地铁上过会儿你打我手机: the reason may be told, but no long story."""
KEYS = {"0": Command.HUMAN, "*": Command.REPEAT, "9": Command.FOREIGN_LANGUAGE}
FILLERS = re.compile(
    "喂|你好|您好|麻烦|请问|请|帮我|给我|我要|我想|我就要|我|你们|你|您|咱们|现在|待会儿|一会儿|等会儿|过会儿|回头"
    "|晚点儿?|改天|有空|明天|今天|下午|上午|晚上|不方便|不对|对不起|不好意思|算了|谢谢|没有|没|能不能|可不可以"
    "|行不行|可以|直接|转接|转到|转|接通|接|服务|说话|机器人|机器|电话|手机|聊|问问|问题|问|讲|让|叫|用|找|来|去|的"
    "|个|一下|一点|点|刚才|刚刚|刚|那|这|就|先|再|啊|吧|呢|呀|嘛|吗|哎|了|嗯|哦|儿|说|是|事|行|好|不|跟|到|别|等|错"
    "|理解|听|什么|句|话|太|部门|意思|另外|件|换|要|听不懂|耳朵(?:背|不好)?|老年?人家?|信号|开着车|忙着?|着|有"
)
LONGEST_REST = 2
"""Characters that may stand beside a command's words and fillers: with more, it is a matter (人工湖漏水了)."""
CHARACTERS_FOR_ONE_MORE = 6
"""A long sentence may have one more such character for each of these: some are mis-heard."""
_COMPILED = {
    command: re.compile("|".join((WAYS[command], *sorted(words, key=len, reverse=True))))
    for command, words in COMMANDS.items()
}
VOCABULARY = Vocabulary(word for words in COMMANDS.values() for word in words if len(word) >= 3)
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
MANNERS = (Command.SLOWER, Command.LOUDER, Command.USUAL_PACE, Command.SOFTER)
"""How the bot shall speak from now on."""
NEITHER = (Command.HUMAN, Command.REPEAT, *MANNERS)
NEITHER_YES_NOR_NO = re.compile("你好|您好|是不是|对不起|不好意思|不知道|银行|好像|要不")
YES_DESPITE_NO = re.compile("没错|没问题|不错|不客气")


def command_in(heard: Heard) -> Command | None:
    """The command in what was heard; keys 0, * and 9 are 人工, 再说一遍 and another language."""
    if isinstance(heard, Pressed):
        return KEYS.get(heard.digits)
    if not isinstance(heard, Said):
        return None
    if is_foreign(heard.text):
        return Command.FOREIGN_LANGUAGE
    written = characters_of(heard.text)
    mended = VOCABULARY.mended(written)
    command = _command_of(written) or (None if mended == written else _command_of(mended))
    return command or (Command.STATUS if STATUS.is_in(written) else None)


def _command_of(text: str) -> Command | None:
    refused = REFUSED.search(text) is not None
    for command, way in _COMPILED.items():
        if refused and command in (Command.HUMAN, Command.CALLBACK):
            continue
        if command in COMPLAINED and COMPLAINED[command].search(text):
            continue
        if command is Command.CALLBACK and len(text) <= LONGEST_LATER and LATER.search(text):
            return command
        if _is_all_of(text, way):
            return command
    return None


def _is_all_of(text: str, way: re.Pattern[str]) -> bool:
    rest = way.sub("", text)
    if rest == text:
        return False
    rest = FILLERS.sub("", rest)
    return len(rest) <= LONGEST_REST + len(text) // CHARACTERS_FOR_ONE_MORE - 1 * (len(text) >= CHARACTERS_FOR_ONE_MORE)


def yes_or_no(heard: Heard) -> bool | None:
    """Whether the caller agreed; None when that cannot be told."""
    if isinstance(heard, Pressed):
        return {YES_KEY: True, NO_KEY: False}.get(heard.digits)
    if not isinstance(heard, Said) or command_in(heard) in NEITHER:
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


def is_correcting(heard: Heard) -> bool:
    """Whether the caller says that something was understood wrongly, whatever follows."""
    return isinstance(heard, Said) and heard.text.startswith(CORRECTING)


def emergency_in(heard: Heard) -> Emergency | None:
    """What to call at once, when something is happening now; a complaint or a question about one is none."""
    numbers = emergency_numbers_in(heard.text) if isinstance(heard, Said) else ()
    return Emergency(numbers[0]) if numbers else None

"""Words that steer a talk at any question: yes and no, a human, again, call me back, and emergencies."""

from __future__ import annotations

import re
from enum import Enum

from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.pinyin import sounds_in


class Command(Enum):
    """What a caller may want at any question."""

    HUMAN = "human"
    REPEAT = "repeat"
    CALLBACK = "callback"
    GOODBYE = "goodbye"


COMMANDS = {
    Command.HUMAN: ("人工", "转人工", "真人", "接线员", "话务员", "找个人"),
    Command.REPEAT: ("再说一遍", "没听清", "重复一遍", "慢一点", "说慢点", "你说什么", "大声点"),
    Command.CALLBACK: ("回电", "给我回电话", "打给我"),
    Command.GOODBYE: ("再见", "没事了", "不用了谢谢", "挂了"),
}
LONGEST_COMMAND = 10
"""Characters: in a longer sentence such a word belongs to the matter (人工湖, 打了电话没人给我回电)."""

NO = ("不对", "不是", "不用", "不要", "不行", "不好", "错了", "没有", "不可以", "不需要", "不")
YES = ("是的", "对的", "好的", "可以", "没错", "行", "对", "好", "是", "嗯", "要", "成", "需要", "转吧")
YES_KEY, NO_KEY = "1", "2"
LONGEST_YES_NO = 8

EMERGENCIES = {
    "119": ("着火", "起火", "失火", "火灾"),
    "120": ("晕倒", "昏倒", "没有呼吸", "没呼吸", "叫救护车", "心脏病犯", "快不行了"),
    "122": ("撞车了", "车祸", "撞人了"),
    "110": ("抢劫", "有人持刀", "要杀人", "有小偷在", "正在打人", "救命"),
}
NOT_NOW = re.compile("怕|防|容易|隐患|去年|上次|以前|投诉|咨询|怎么|如果|要是|会不会|证明|认定|赔")
"""An emergency word beside one of these is a question or a complaint about one."""


def command_in(heard: Heard) -> Command | None:
    """The command in what was heard; keys 0 and * are 人工 and 再说一遍."""
    if isinstance(heard, Pressed):
        return {"0": Command.HUMAN, "*": Command.REPEAT}.get(heard.digits)
    if not isinstance(heard, Said) or len(heard.text) > LONGEST_COMMAND:
        return None
    for command, words in COMMANDS.items():
        if any(word in heard.text or sounds_in(word, heard.text) for word in words):
            return command
    return None


def yes_or_no(heard: Heard) -> bool | None:
    """Whether the caller agreed; None when that cannot be told."""
    if isinstance(heard, Pressed):
        return {YES_KEY: True, NO_KEY: False}.get(heard.digits)
    if not isinstance(heard, Said) or len(heard.text) > LONGEST_YES_NO:
        return None
    if any(word in heard.text for word in NO):
        return False
    return True if any(word in heard.text for word in YES) else None


def emergency_in(text: str) -> str | None:
    """The number to call at once – 110, 119, 120, 122 – when something is happening now."""
    if NOT_NOW.search(text):
        return None
    for number, words in EMERGENCIES.items():
        if any(word in text for word in words):
            return number
    return None

"""What staff read of states, moves and outcomes, in the language they work in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ivr.domain.attempts import Reached
from ivr.domain.callback_states import Move, State

STATES: Mapping[str, str] = MappingProxyType(
    {
        State.OPEN.value: "待回电",
        State.DIALLING.value: "正在拨号",
        State.CONNECTED.value: "已接通，待答复",
        State.UNDECIDED.value: "待人工决定",
        State.TAKEN.value: "已接手",
        State.REPLIED.value: "已答复",
        State.CLOSED.value: "已办结",
    }
)
MOVES: Mapping[str, str] = MappingProxyType(
    {
        "keep": "登记",
        "plan": "排定时间",
        "see": "查看号码",
        "notify": "发出通知",
        Move.JOIN.value: "再次来电",
        Move.CLAIM.value: "开始拨号",
        Move.RELEASE.value: "未拨出",
        Move.MISS.value: "未接通",
        Move.GIVE_UP.value: "转人工决定",
        Move.CONNECT.value: "接通",
        Move.NOT_REACHED.value: "没有接通本人",
        Move.TAKE.value: "接手",
        Move.RESCHEDULE.value: "改约",
        Move.ESCALATE.value: "升级督办",
        Move.REPLY.value: "答复",
        Move.RATE.value: "评价",
        Move.CLOSE.value: "办结",
        Move.REOPEN.value: "重新打开",
    }
)
OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        Reached.ANSWERED.value: "已接听",
        Reached.NO_ANSWER.value: "无人接听",
        Reached.BUSY.value: "占线",
        Reached.REJECTED.value: "拒接",
        Reached.UNREACHABLE.value: "无法接通",
        Reached.WRONG_NUMBER.value: "号码有误",
        Reached.NO_KEY.value: "接听后未按键",
        Reached.MACHINE.value: "语音信箱或录音",
        Reached.FAX.value: "传真机",
        Reached.NO_AGENT.value: "无坐席接听",
        Reached.LEFT_ALONE.value: "市民接听后无坐席",
        Reached.UNKNOWN.value: "结果不明",
    }
)
ESCALATED = ("", "已报部门负责人", "已报市级督办")


REASONS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"attempt (\d+), agent (.+)", lambda m: f"第{m[1]}号拨打，话机 {m[2]}"),
    (r"attempt (\d+): (.+)", lambda m: f"第{m[1]}号拨打：{word(OUTCOMES, m[2])}"),
    (r"overdue: to the department's lead", lambda m: "逾期，报部门负责人"),
    (r"overdue: to the city desk", lambda m: "逾期，报市级督办"),
    (r"called again: (.+)", lambda m: f"再次来电：{reason(m[1])}"),
    (r"any time", lambda m: "任何时间"),
    (r"not solved", lambda m: "没有解决"),
    (r"asked after the callback", lambda m: "回电后询问"),
    (r"nobody called in time", lambda m: "约定时间内没有人拨打"),
    (r"the agreed time is over, or outside all hours", lambda m: "约定时间已过，或不在可拨打时间内"),
    (r"nobody could call in time; (.+)", lambda m: f"没能按时拨打；{m[1]}"),
    (r"mail: (.+)", lambda m: f"邮件：{m[1]}"),
    (r"command: (.+)", lambda m: f"命令：{m[1]}"),
)
"""What the hotline writes into a history, and how staff read it; what people write stays as it is."""


def reason(why: str) -> str:
    """Why something was done, in the staff's language."""
    for pattern, told in REASONS:
        if found := re.fullmatch(pattern, why):
            return told(found)
    return why


def word(known: Mapping[str, str], value: str | None) -> str:
    """The word for a value; what has none yet stays as it is."""
    return known.get(value or "", value or "")


def moment(at: datetime | None) -> str:
    """A moment for a table."""
    return at.strftime("%m-%d %H:%M") if at else ""


def agreed(row: Mapping[str, Any]) -> str:
    """When a caller may be called."""
    start, end = row["window_start"], row["window_end"]
    return f"{start:%m-%d %H:%M}–{end:%H:%M}" if start else "任何时间"


def lasting(seconds: int) -> str:
    """How long somebody has waited or talked."""
    return f"{seconds // 60}分{seconds % 60:02}秒" if seconds >= 60 else f"{seconds}秒"

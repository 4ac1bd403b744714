"""Yes, no, commands and emergencies in what callers say."""

from __future__ import annotations

import pytest

from ivr.domain.dialogue import Command, Emergency, command_in, emergency_in, yes_or_no
from ivr.domain.heard import Pressed, Said, Silence


@pytest.mark.parametrize(
    "text",
    [
        "是",
        "是的",
        "对",
        "对对对",
        "好的好的",
        "嗯",
        "可以啊",
        "行吧",
        "没错",
        "没问题",
        "那行转吧",
        "要",
        "好的给我打电话吧",
        "可以的没问题",
    ],
)
def test_yes(text: str) -> None:
    assert yes_or_no(Said(text)) is True


@pytest.mark.parametrize(
    "text", ["不", "不用转人工", "不是", "不对", "不用了", "不好", "错了", "没有", "不行", "不对我说的是另外一件事情"]
)
def test_no(text: str) -> None:
    assert yes_or_no(Said(text)) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "我要人工",
        "听不清",
        "我要找公安局",
        "我家暖气不热",
        "老三是",
        "时候对",
        "今天天气真不错我们去公园吧",
        "对不起",
        "银行",
        "我家楼下那条路又坏了好几天了",
        "好像",
    ],
)
def test_neither_yes_nor_no(text: str) -> None:
    assert yes_or_no(Said(text)) is None


def test_key_1_is_yes_and_key_2_is_no_and_others_are_neither() -> None:
    assert [yes_or_no(Pressed(key)) for key in ("1", "2", "3", "12")] == [True, False, None, None]
    assert yes_or_no(Silence()) is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("人工", Command.HUMAN),
        ("转人工", Command.HUMAN),
        ("我要人工服务", Command.HUMAN),
        ("喂你好给我接人工客服", Command.HUMAN),
        ("我想找个真人说话", Command.HUMAN),
        ("再说一遍", Command.REPEAT),
        ("你再说一遍吧", Command.REPEAT),
        ("在说一遍", Command.REPEAT),
        ("没听清", Command.REPEAT),
        ("说慢一点", Command.SLOWER),
        ("您大点儿声", Command.LOUDER),
        ("可以说快一点了", Command.USUAL_PACE),
        ("恢复正常速度吧", Command.USUAL_PACE),
        ("不用这么慢", Command.USUAL_PACE),
        ("你小点声", Command.SOFTER),
        ("您说话太大声了", Command.SOFTER),
        ("我上次反映的事有结果了吗", Command.STATUS),
        ("do you speak english", Command.FOREIGN_LANGUAGE),
        ("有会说英语的吗", Command.FOREIGN_LANGUAGE),
        ("英语", Command.FOREIGN_LANGUAGE),
        ("老年人听不清", Command.REPEAT),
        ("英文吧", Command.FOREIGN_LANGUAGE),
        ("转英文", Command.FOREIGN_LANGUAGE),
        ("英语班不退钱", None),
        ("给我回电话", Command.CALLBACK),
        ("我现在不方便你们待会儿给我打回来吧", Command.CALLBACK),
        ("不对不对不是这个我说的是另一个事儿", Command.BACK),
        ("返回", Command.BACK),
        ("再见", Command.GOODBYE),
        ("算了不问了谢谢啊", Command.GOODBYE),
        ("不用了谢谢", Command.GOODBYE),
    ],
)
def test_commands_are_understood_among_polite_words(text: str, command: Command) -> None:
    assert command_in(Said(text)) is command


@pytest.mark.parametrize(
    "text",
    [
        "人工湖漏水了",
        "拖欠人工费",
        "挂了三次号没看上",
        "电话挂了没人接",
        "电梯会电人",
        "不用转人工",
        "不要给我回电话",
        "打了八次电话也没人给我回电",
        "",
        "噪音太大",
        "邻居声音太大",
        "网速太慢了",
        "快递太慢",
    ],
)
def test_a_matter_that_contains_such_a_word_is_no_command(text: str) -> None:
    assert command_in(Said(text)) is None


def test_key_0_is_a_human_and_star_is_again() -> None:
    assert command_in(Pressed("0")) is Command.HUMAN
    assert command_in(Pressed("*")) is Command.REPEAT
    assert command_in(Pressed("9")) is Command.FOREIGN_LANGUAGE
    assert command_in(Pressed("01062345678")) is None
    assert command_in(Silence()) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("我家着火了", "119"),
        ("山上着火了在密云那边冒大烟呢", "119"),
        ("楼下着火了怎么办", "119"),
        ("着火了快叫消防太危险了", "119"),
        ("着火了打了半天没人来", "119"),
        ("电线杆子上滋啦滋啦冒火星子", "119"),
        ("有人晕倒了在地铁口", "120"),
        ("我老伴儿胸口疼喘不上气来了", "120"),
        ("路口出车祸了", "122"),
        ("路口出车货了", "122"),
        ("他串不上气了", "120"),
        ("有人抢劫快来人", "110"),
        ("外面有人拿着刀", "110"),
    ],
)
def test_what_happens_now_is_an_emergency(text: str, number: str) -> None:
    assert emergency_in(Said(text)) == Emergency(number)


@pytest.mark.parametrize(
    "text",
    [
        "我要投诉110",
        "楼道堆东西容易着火",
        "电动车推进楼我怕着火",
        "要是着火了消防车都进不来",
        "去年家里着火烧了房子",
        "车祸保险怎么赔",
        "出车祸了责任认定不服",
        "叫救护车要多少钱",
        "想办驾照",
        "打119没人来",
        "灶打不着火是不是停气了",
        "哥儿几个为老房子打起来了",
        "插座冒火花质量太差",
        "火车票",
        "",
    ],
)
def test_a_question_or_complaint_about_one_is_no_emergency(text: str) -> None:
    assert emergency_in(Said(text)) is None
    assert emergency_in(Pressed("1")) is None

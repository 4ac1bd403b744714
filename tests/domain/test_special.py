"""What must not go to a department: emergencies, commands, the hotline itself, chat, noise, other languages."""

from __future__ import annotations

import json
import time

import pytest

from bench.special import best_label, everyday_phrases, false_alarms, labels_wanted
from ivr.domain.special import special_in
from ivr.settings import ROOT

CASES = [
    json.loads(line)
    for name in ("special_own", "special_second")
    for line in (ROOT / f"data/bench/{name}.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("我一进屋闻见一股煤气味，头晕得要晕倒了", ("EMERGENCY_119", "EMERGENCY_120")),
        ("两辆车撞了，有人受伤", ("EMERGENCY_122", "EMERGENCY_120")),
        ("有人要跳楼", ("EMERGENCY_110", "EMERGENCY_119", "EMERGENCY_120")),
        ("转人工", ("HUMAN",)),
        ("你慢点说", ("REPEAT",)),
        ("声音太小了", ("REPEAT",)),
        ("我上次反映的事有结果了吗", ("STATUS",)),
        ("你是机器人吗", ("FAQ",)),
        ("给我讲个笑话", ("OUT_OF_SCOPE",)),
        ("观众朋友们晚上好", ("NO_INPUT", "OUT_OF_SCOPE")),
        ("嗯", ("NO_INPUT",)),
        ("do you speak english", ("FOREIGN_LANGUAGE",)),
    ],
)
def test_each_kind_is_known_with_its_alternatives(text: str, labels: tuple[str, ...]) -> None:
    found = special_in(text)
    assert found is not None and found.labels == labels


@pytest.mark.parametrize(
    "text",
    [
        "喂我有个事儿想问问",
        "我家暖气不热",
        "商场的KTV太吵了",
        "去年着火那家饭店",
        "怎么报工伤车撞的",
        "明儿有雨没有",
        "水管子滋滋往外冒水",
        "我做着饭突然没气儿了",
    ],
)
def test_a_matter_is_nothing_special(text: str) -> None:
    assert special_in(text) is None


@pytest.mark.parametrize("text", ["他串不上气了", "我家着或了快来", "有人运倒了", "路口出车货了"])
def test_an_emergency_is_known_by_its_sound(text: str) -> None:
    assert best_label(text).startswith("EMERGENCY")


def test_every_own_emergency_is_caught_with_a_right_number() -> None:
    missed = [
        case["text"]
        for case in CASES
        if "EMERGENCY" in "".join(labels_wanted(case)[:1]) and best_label(case["text"]) not in labels_wanted(case)
    ]
    assert missed == []


def test_own_matters_that_sound_alarming_raise_no_alarm() -> None:
    assert [case["text"] for case in CASES if not case["expected"] and special_in(case["text"])] == []


def test_everyday_phrases_seldom_raise_an_alarm() -> None:
    """Of the rules alone. Most of those that do are emergencies indeed: 老伴儿让狗给咬了，手直流血."""
    phrases = everyday_phrases()
    assert len(false_alarms(phrases)) < 0.005 * len(phrases)


def test_a_text_takes_less_than_a_millisecond() -> None:
    """In the mean, of processor time; a third of that on a free machine."""
    texts = [case["text"] for case in CASES]
    special_in.cache_clear()
    began = time.process_time()
    for text in texts:
        special_in(text)
    assert (time.process_time() - began) / len(texts) < 0.002

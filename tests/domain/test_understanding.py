"""From what a caller said to a department, in three bands."""

from __future__ import annotations

import pytest

from ivr.domain.understanding import Between, Likely, Meaning, Sure, Unclear, department_named, understand
from tests.fakes.directory import SMALL


def ids(meaning: Meaning) -> tuple[str, ...]:
    """The band and its departments."""
    match meaning:
        case Sure(candidate) | Likely(candidate):
            return type(meaning).__name__, candidate.department_id
        case Between(first, second):
            return "Between", first.department_id, second.department_id
        case Unclear():
            return ("Unclear",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("单位拖欠我两个月工资", ("Sure", "M12")),
        ("我有个违章想问一下", ("Likely", "M08")),
        ("生病了单位不管", ("Between", "M37", "M12")),
        ("楼下烧烤摊天天冒烟", ("Between", "D07", "D09")),
        ("楼上噪音太大了", ("Unclear",)),
        ("今天天气真不错啊", ("Unclear",)),
        ("人社局", ("Sure", "M12")),
        ("给我转社保局", ("Sure", "M12")),
        ("请转任社局", ("Sure", "M12")),
    ],
)
def test_three_bands(text: str, expected: tuple[str, ...]) -> None:
    assert ids(understand(text, SMALL)) == expected


@pytest.mark.parametrize("text", ["", "嗯", "工资", "报销"])
def test_nothing_and_a_lone_word_are_never_acted_on(text: str) -> None:
    assert ids(understand(text, SMALL)) == ("Unclear",)


def test_a_name_among_many_other_words_is_only_a_hint() -> None:
    assert ids(understand("有人在快递柜旁边天天摆摊", SMALL)) == ("Between", "D07", "M61")
    assert ids(understand("快递放在门口结果被人拿走了", SMALL)) == ("Likely", "M61")
    assert ids(understand("快递公司把我的包裹弄丢了不赔", SMALL)) == ("Sure", "M61")


def test_a_department_already_refused_does_not_come_back() -> None:
    assert ids(understand("人社局管不管工资", SMALL, {"M12"})) == ("Unclear",)
    assert ids(understand("生病了单位不管", SMALL, {"M37"})) == ("Likely", "M12")
    assert ids(understand("生病了单位不管", SMALL, {"M37", "M12"})) == ("Unclear",)


def test_the_longest_name_said_wins() -> None:
    assert department_named("我找区城管", SMALL) == "D07"
    assert department_named("交管局", SMALL) == "M08"
    assert department_named("不知道找谁", SMALL) is None

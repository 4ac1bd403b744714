"""Counting errors: what is inserted, deleted and replaced, and what was heard for what."""

from __future__ import annotations

import itertools

import pytest

from ivr.adapters.speech.error_rates import ALL_KINDS, Edits, compare, confusions, plain, rates_by_kind


@pytest.mark.parametrize(
    ("said", "heard", "inserted", "deleted", "replaced"),
    [
        ("公安局", "公安局", 0, 0, 0),
        ("公安局", "公安", 0, 1, 0),
        ("公安局", "公安局吗", 1, 0, 0),
        ("公安局", "攻暗局", 0, 0, 2),
        ("公安局", "", 0, 3, 0),
        ("", "嗯", 1, 0, 0),
        ("", "", 0, 0, 0),
        ("幺幺零七", "幺零七", 0, 1, 0),
    ],
)
def test_each_kind_of_error_is_counted(said: str, heard: str, inserted: int, deleted: int, replaced: int) -> None:
    assert compare(said, heard).edits == Edits(len(said), inserted, deleted, replaced)


def test_as_few_edits_as_possible_are_counted() -> None:
    """Against all texts of up to four letters: a rate that counts too much flatters no model, but it is wrong."""
    texts = ["".join(t) for n in range(4) for t in itertools.product("ab", repeat=n)]
    for said, heard in itertools.product(texts, texts):
        assert compare(said, heard).edits.wrong == edit_distance(said, heard), (said, heard)


def edit_distance(a: str, b: str) -> int:
    if not a or not b:
        return len(a) + len(b)
    swapped = edit_distance(a[1:], b[1:]) + (a[0] != b[0])
    return min(swapped, edit_distance(a[1:], b) + 1, edit_distance(a, b[1:]) + 1)


def test_what_cannot_be_heard_does_not_count() -> None:
    assert plain("我 的电话是:138-0013,OK？") == "我的电话是一三八零零一三ok"
    assert compare("二〇二六年", "二零二六年").is_right


def test_a_stretch_that_differs_is_one_confusion() -> None:
    found = [compare("我找公安局", "我找攻暗局"), compare("公安局在哪", "攻暗局在"), compare("是", "是的")]
    assert confusions(found) == [("公安", "攻暗", 2), ("哪", "", 1), ("", "的", 1)]


def test_rates_are_of_characters_not_the_mean_of_utterances() -> None:
    found = rates_by_kind(
        [compare("一二三四五六七八九", "一二三四五六七八九", "digits"), compare("十", "是", "digits")]
    )
    assert list(found) == ["digits"]
    assert found["digits"].edits.rate == 0.1 and found["digits"].right == 1 and found["digits"].count == 2


def test_kinds_stand_in_order_and_all_of_them_last() -> None:
    found = rates_by_kind([compare("是", "是", "yes_no"), compare("三", "散", "digits"), compare("不", "不", "yes_no")])
    assert list(found) == ["yes_no", "digits", ALL_KINDS]
    assert (found[ALL_KINDS].count, found[ALL_KINDS].right, found[ALL_KINDS].edits.wrong) == (3, 2, 1)


def test_much_heard_where_nothing_was_said_is_more_than_all_wrong() -> None:
    assert compare("", "今天天气").edits.rate == 4.0

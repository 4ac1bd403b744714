"""What was corrected in a call, read from its turns as the ledger keeps them."""

from __future__ import annotations

import pytest

from ivr.domain.corrections import AgentsWord, Correction, Misrouting, Turn, correction_of, misroutings_in
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.outcomes import Referral
from ivr.domain.prompts import DepartmentName

WATER, HEAT, SOCIAL = (
    DepartmentName("M65", "自来水公司"),
    DepartmentName("D06", "区城管委"),
    DepartmentName("M12", "市人社局"),
)
TO_HEAT = Referral("D06", "dept-D06", "供暖", words="屋里冷得很")


def says(text: str, confidence: float = 0.8) -> Said:
    return Said(text, confidence)


def greeted(text: str) -> Turn:
    return Turn("greeting.city", (), says(text))


def is_it(heard: Heard | None, named: DepartmentName = WATER) -> Turn:
    return Turn("confirm.department", (named,), heard)


def which(heard: Heard | None) -> Turn:
    return Turn("ask.which", (WATER, HEAT), heard)


@pytest.mark.parametrize("no", [says("不对"), says("不是"), says("不对，我说的是暖气"), Pressed("2"), says("搞错了")])
def test_a_no_to_a_department_is_a_correction_of_the_words_before(no: Heard) -> None:
    assert misroutings_in([greeted("管子不热"), is_it(no)]) == (Misrouting("管子不热", 0.8, ("M65",)),)


@pytest.mark.parametrize(
    "answer", [says("对"), Pressed("1"), says("人工"), Silence(), says("再说一遍"), says("啊这个")]
)
def test_anything_else_is_none(answer: Heard) -> None:
    assert misroutings_in([greeted("管子不热"), is_it(answer)]) == ()


@pytest.mark.parametrize("no", [says("都不是"), Pressed("3"), says("两个都不对"), says("不是这个")])
def test_neither_of_two_refuses_both(no: Heard) -> None:
    assert misroutings_in([greeted("管子不热"), which(no)]) == (Misrouting("管子不热", 0.8, ("M65", "D06")),)


@pytest.mark.parametrize(
    "choice", [says("不是第一个，是第二个"), says("不是，是区城管委"), Pressed("2"), says("后面那个")]
)
def test_a_choice_between_two_is_no_correction(choice: Heard) -> None:
    assert misroutings_in([greeted("管子不热"), which(choice)]) == ()


def test_a_further_wording_asks_about_the_same_department() -> None:
    unclear = is_it(says("啊"))
    assert misroutings_in([greeted("管子不热"), unclear, Turn("confirm.keys", (), Pressed("2"))])
    both = [greeted("管子不热"), which(Silence()), Turn("ask.which_keys", (), Pressed("3"))]
    assert misroutings_in(both)[0].refused == ("M65", "D06")


def test_a_no_to_a_number_or_to_a_callback_is_none() -> None:
    number = Turn("callback.ask_number", (), says("不对"))
    again = Turn("confirm.again", (), says("不对"))
    anew = Turn("callback.read_number", (), says("重新说"))
    busy = Turn("busy.offer_callback", (WATER,), says("不用"))
    assert misroutings_in([greeted("管子不热"), is_it(says("对")), busy, number, again, anew]) == ()


def test_wrong_track_after_a_department_was_only_announced_is_a_correction_of_it() -> None:
    announced = Turn("transfer.now", (WATER,), None)
    busy = Turn("busy.offer_callback", (WATER,), says("搞错了"))
    assert misroutings_in([greeted("管子不热"), announced, busy])[0].refused == ("M65",)


def test_wrong_track_at_the_district_is_a_correction_though_no_department_was_named() -> None:
    assert misroutings_in([greeted("管子不热"), Turn("ask.district", (), says("不是这个"))])[0].refused == ()


def test_wrong_track_at_an_open_question_corrects_nothing_more() -> None:
    turns = [greeted("管子不热"), is_it(says("不对")), Turn("ask.open.again", (), says("搞错了"))]
    assert len(misroutings_in(turns)) == 1


def test_commands_and_emergencies_are_nobodys_words() -> None:
    for words in ("再说一遍", "人工", "着火了快来人"):
        assert misroutings_in([greeted(words), is_it(says("不对"))]) == ()


def test_each_attempt_counts_and_the_first_words_are_to_be_learnt() -> None:
    turns = [
        greeted("管子不热"),
        is_it(says("不对")),
        Turn("ask.open.again", (), says("屋里冷")),
        is_it(says("不是"), SOCIAL),
        Turn("ask.open.shorter", (), says("屋里冷得很")),
    ]
    found = correction_of(turns, TO_HEAT)
    assert found is not None and [each.refused for each in found.misroutings] == [("M65",), ("M12",)]
    assert (found.words, found.department_id, found.matter, found.by) == ("管子不热", "D06", "供暖", "")


def test_where_it_went_is_unknown_without_a_referral_or_with_one_that_was_refused() -> None:
    turns = [greeted("管子不热"), is_it(says("不对"))]
    for taken in (None, Referral("M65", "dept-M65")):
        found = correction_of(turns, taken)
        assert found is not None and found.department_id is None


def test_a_call_that_nobody_corrected_is_none() -> None:
    assert correction_of([greeted("屋里冷得很"), Turn("transfer.now", (HEAT,))], TO_HEAT) is None


def test_an_agent_corrects_the_words_it_was_sent_by() -> None:
    turns = [greeted("你听我说啊"), Turn("not_understood.open", (), says("屋里冷得很", 0.6))]
    found = correction_of(turns, TO_HEAT, AgentsWord("M65", "停水", "张"))
    assert found == Correction((Misrouting("屋里冷得很", 0.6, ("D06",)),), "M65", "停水", "张")


def test_an_agent_counts_more_than_where_the_caller_ended() -> None:
    turns = [greeted("管子不热"), is_it(says("不对"), SOCIAL)]
    found = correction_of(turns, TO_HEAT, AgentsWord("M65", None, "张"))
    assert found is not None and (found.department_id, found.misroutings[0].refused) == ("M65", ("M12",))


def test_what_was_never_understood_can_be_corrected_by_an_agent() -> None:
    found = correction_of([greeted("叽里咕噜")], None, AgentsWord("M65", None, "张"))
    assert found is not None and found.misroutings == (Misrouting("叽里咕噜", 0.8),)
    silent = correction_of([Turn("greeting.city", (), Silence())], None, AgentsWord("M65", None, "张"))
    assert silent is not None and silent.words == ""

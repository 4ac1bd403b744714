"""Which of two, by matter or by department; and to who says no one more guess, before it has to be said again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.domain.directory import Directory, Matter, PlaceNeed
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard
from ivr.domain.outcomes import ToOperator, ToQueue
from ivr.domain.prompts import DepartmentName, MatterName, Prompt, prompt
from ivr.errors import PromptMissing
from tests.fakes.call import ScriptedCall, presses, says
from tests.fakes.directory import KEYWORDS, LABELS, SMALL, KeywordRouter
from tests.flows.talks import hold

LICENCE = Matter("M08", "驾驶证换证", "M08", PlaceNeed.NONE, (), "")
CARD = Matter("M37", "医保卡补办", "M37", PlaceNeed.NONE, (), "")
BOTH = prompt("ask.which_matter", first=MatterName("驾驶证换证"), second=MatterName("医保卡补办"))
LOST = says("我的证丢了")


def lost(nearness: float = 0.5) -> Directory:
    """Where 证丢了 may be a driving licence or an insurance card, each as near as told."""
    keywords = {**KEYWORDS, "M08": {"的证": 0.4}, "M37": {"证丢": 0.35}}
    return replace(SMALL, router=KeywordRouter(keywords, LABELS, {}, {"的证": LICENCE, "证丢": CARD}, nearness))


@pytest.mark.parametrize(
    ("answer", "department"),
    [
        (says("医保卡"), "M37"), (says("是驾驶证的"), "M08"), (says("第二个"), "M37"),
        (presses("1"), "M08"), (presses("2"), "M37"),
    ],
)  # fmt: skip
def test_two_matters_are_told_apart_by_voice_and_by_key(answer: Heard, department: str) -> None:
    held = hold(ScriptedCall(LOST, answer), directory=lost())
    assert held.call.prompts[1] == BOTH
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == department


def test_where_no_matter_is_near_the_departments_are_named() -> None:
    held = hold(ScriptedCall(LOST, says("车管所")), directory=lost(nearness=0.1))
    first, second = DepartmentName("M08", "市交管局"), DepartmentName("M37", "市医保局")
    assert held.call.prompts[1] == prompt("ask.which", first=first, second=second)
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.matter == "驾驶证换证"


class Unvoiced(ScriptedCall):
    """A call whose prompts lack the sounds of matters."""

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        if prompt == BOTH:
            raise PromptMissing("no sound")
        return super().ask(prompt, expecting)


def test_without_sounds_of_the_matters_the_departments_are_named() -> None:
    held = hold(Unvoiced(LOST, presses("2")), directory=lost())
    assert held.call.said == ["greeting.city", "ask.which", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M37"


def guessing(*scores: tuple[str, float]) -> Directory:
    """Where 怪事 may be a matter of these departments."""
    return replace(SMALL, router=KeywordRouter({**{d: {"怪事": s} for d, s in scores}}, LABELS))


def test_who_says_no_to_the_likeliest_is_offered_the_next_one() -> None:
    directory = guessing(("M08", 0.4), ("M12", 0.15))
    held = hold(ScriptedCall(says("出了件怪事"), says("不对"), says("对")), directory=directory)
    assert held.call.said == ["greeting.city", "confirm.department", "confirm.instead", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M12"


def test_another_matter_said_instead_of_yes_or_no_is_taken_as_such() -> None:
    directory = replace(SMALL, router=KeywordRouter({**KEYWORDS, "M61": {"怪事": 0.4}}, LABELS))
    held = hold(ScriptedCall(says("出了件怪事"), says("我要办驾照")), directory=directory)
    assert held.call.said == ["greeting.city", "confirm.department", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M08"


def test_an_unlikely_one_is_not_offered() -> None:
    directory = guessing(("M08", 0.4), ("M12", 0.03))
    held = hold(ScriptedCall(says("出了件怪事"), says("不对")), directory=directory)
    assert held.call.said == ["greeting.city", "confirm.department", "ask.open.again"]


def test_a_likely_second_is_named_beside_the_first() -> None:
    directory = guessing(("M08", 0.3), ("M12", 0.2))
    assert hold(ScriptedCall(says("出了件怪事")), directory=directory).call.said == ["greeting.city", "ask.which"]


def test_who_says_no_to_the_announcement_is_offered_the_next_one() -> None:
    directory = guessing(("M08", 0.6), ("M12", 0.2))
    held = hold(ScriptedCall(says("出了件怪事"), says("对"), over=(says("不对"),)), directory=directory)
    assert held.call.said == ["greeting.city", "transfer.now", "confirm.instead", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M12"


def test_after_four_departments_that_were_wrong_a_human_takes_over() -> None:
    directory = guessing(("M08", 0.3), ("M12", 0.2), ("M37", 0.15), ("M61", 0.14))
    held = hold(
        ScriptedCall(says("出了件怪事"), says("都不是"), says("不对"), says("是件怪事"), says("不对")),
        directory=directory,
    )
    assert isinstance(held.call.outcome, ToOperator)


def test_what_was_said_before_helps_to_understand_it_said_again() -> None:
    router = KeywordRouter({"M08": {"怪事": 0.4, "再说": 0.1}}, LABELS)
    hold(
        ScriptedCall(says("出了件怪事"), says("不对"), says("很怪的一个东西")), directory=replace(SMALL, router=router)
    )
    assert ("很怪的一个东西", ("出了件怪事",)) in router.heard


def test_what_stays_vague_is_narrowed_by_a_choice() -> None:
    router = KeywordRouter({"M08": {"点儿事": 0.3}, "M12": {"点儿事": 0.2}}, LABELS)
    script = ScriptedCall(says("我想办点儿事"), says("就是想办点儿事"), presses("2"))
    held = hold(script, directory=replace(SMALL, router=router))
    assert held.call.said == ["greeting.city", "ask.open.vague", "ask.which", "transfer.now"]


def test_another_matter_said_instead_of_choosing_is_taken_as_such() -> None:
    held = hold(ScriptedCall(says("生病的事"), says("我想换个驾照")))
    assert held.call.said == ["greeting.city", "ask.which", "transfer.now"]
    assert isinstance(held.call.outcome, ToQueue) and held.call.outcome.referral.department_id == "M08"


def test_neither_of_two_may_be_said_with_what_it_is_instead() -> None:
    held = hold(ScriptedCall(says("生病的事"), says("不对，我想换个驾照")))
    assert held.call.said == ["greeting.city", "ask.which", "transfer.now"]


def test_after_two_questions_the_department_asks_the_rest() -> None:
    unknown = hold(ScriptedCall(says("井盖松了"), says("好"), says("不知道")))
    assert unknown.call.said == ["greeting.city", "confirm.department", "ask.street", "transfer.now"]
    second = hold(ScriptedCall(says("违章，还有噪音"), says("不对"), says("对")))
    assert second.call.said == ["greeting.city", "confirm.department", "confirm.instead", "transfer.now"]
    assert isinstance(second.call.outcome, ToQueue) and second.call.outcome.referral.department_id == "D09"

"""Whatever happens in a talk, it ends well: hang-ups, a broken ledger, a broken directory, a broken voice."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import time
from itertools import pairwise
from pathlib import Path

import pytest

from ivr.adapters.voice.texts import read_texts
from ivr.domain.calendar import parse_days
from ivr.domain.heard import Heard
from ivr.domain.hours import Hours, Opening, OpeningTimes
from ivr.domain.outcomes import Ended, ToOperator, ToQueue, Why
from ivr.domain.prompts import Prompt
from ivr.errors import AgiBroken, PromptMissing
from ivr.flows.attend import attend
from tests.fakes.call import SILENT, ScriptedCall, presses, says
from tests.fakes.directory import SMALL, without_departments
from tests.fakes.ledger import FullDisk, MemoryLedger
from tests.flows.talks import BEFORE, NOW, Held, desk, hold

ROOT = Path(__file__).resolve().parents[2]
ALWAYS = (Opening(parse_days("每天"), Hours(time(0), time(0))),)
HELPER_ALWAYS = OpeningTimes({"M01": ALWAYS})
TALKS: dict[str, tuple[str, tuple[Heard, ...]]] = {
    "sure": ("reception", (says("单位拖欠我两个月工资"),)),
    "likely": ("reception", (says("我有个违章想问一下"), says("对"))),
    "refused": ("reception", (says("我有个违章想问一下"), says("不对"), says("单位不发工资"))),
    "between": ("reception", (says("生病了单位不管"), SILENT, says("第一个"))),
    "district": ("reception", (says("有人在路边摆摊"), says("什么"), says("海淀"))),
    "silent": ("reception", (SILENT, SILENT, SILENT)),
    "human": ("reception", (presses("0"),)),
    "emergency": ("reception", (says("我家着火了"),)),
    "goodbye": ("reception", (says("再见"),)),
    "asks for a callback": ("reception", (says("给我回电话"), says("好"), says("都行"), says("对"))),
    "callback": ("unanswered", (says("好"), says("可以"), says("明天上午十点"), says("对"))),
    "other number": (
        "unanswered",
        (says("好"), says("不"), presses("13501010101"), presses("1"), says("今天上午"), says("都行"), says("对")),
    ),
    "keeps the place": ("waiting", (says("不用这个"), presses("13501010101"), says("对"))),
    "no callback": ("unanswered", (says("不用"),)),
    "vague": ("reception", (says("我想办点儿事"), says("办驾照"))),
    "out of scope": ("reception", (says("聊聊星座呗"), says("我在燕郊，楼道堆满了"), says("没事了再见"))),
    "street": ("reception", (says("井盖的事"), says("对"), says("不知道"), says("朝阳"))),
    "two matters": ("reception", (says("我的驾照丢了，还有我的包裹被人拿走了"),)),
    "second matter": ("survey", (says("好"),)),
    "no second matter": ("survey", (says("不用了"),)),
    "second matter later": ("survey", (says("给我回电话"), says("好"), says("都行"), says("对"))),
    "closed": ("reception at night", (says("想办驾照"), says("好"), says("好"), says("都行"), says("对"))),
    "closed, no callback": ("reception at night", (says("想办驾照"), says("不用"))),
    "helper": ("reception at night", (says("楼道的事，在望京"), presses("2"))),
}


def play(name: str, hang_up_at: int | None = None) -> Held:
    """One of TALKS. At night only whoever helps is there; a call's first talk may have left a second matter."""
    stage, script = TALKS[name]
    at_night = stage.endswith(" at night")
    now = NOW.replace(hour=20) if at_night else NOW
    referral = replace(BEFORE, further="M61") if stage == "survey" else BEFORE
    call = ScriptedCall(*script, hang_up_at=hang_up_at, over=(presses("3"),) if name == "likely" else ())
    return hold(call, stage.removesuffix(" at night"), now, referral, replace(SMALL, hours=HELPER_ALWAYS))


STEPS = [(name, step) for name in TALKS for step in range(play(name).call.steps)]


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_a_hang_up_at_any_step_ends_the_talk_and_hands_nothing_over(name: str, step: int) -> None:
    held = play(name, step)
    assert held.call.steps == step
    assert held.call.outcome is None
    assert held.ledger.endings[-1] == ("hung up", None)


@pytest.mark.parametrize("name", TALKS)
def test_a_callback_is_kept_before_it_is_promised(name: str) -> None:
    whole = play(name)
    for step in range(whole.call.steps):
        held = play(name, step)
        assert len(held.ledger.callbacks) >= held.call.said.count("callback.confirmed")
    assert len(whole.ledger.callbacks) == whole.call.said.count("callback.confirmed")


@pytest.mark.parametrize("name", TALKS)
def test_what_was_announced_last_is_what_happens(name: str) -> None:
    call = play(name).call
    promised = {
        "transfer.now": ToQueue, "transfer.contact": ToQueue, "transfer.operator": ToOperator,
        "ending.silent": ToOperator, "callback.refused": ToOperator, "emergency.119": ToOperator,
        "ending.goodbye": Ended,
    }  # fmt: skip
    assert isinstance(call.outcome, promised[call.said[-1]])


@pytest.mark.parametrize("name", TALKS)
def test_no_sentence_is_said_twice_in_a_row(name: str) -> None:
    said = play(name).call.prompts
    assert all(first != second for first, second in pairwise(said))


@pytest.mark.parametrize("name", TALKS)
def test_everything_said_has_a_text_with_all_its_slots(name: str) -> None:
    texts = read_texts(ROOT / "prompts/zh-CN", ROOT / "data")
    for prompt in play(name).call.prompts:
        assert texts.spoken(prompt)


@pytest.mark.parametrize(("stage", "script"), [("reception", (says("想办驾照"),)), ("reception", (presses("0"),))])
def test_a_ledger_that_cannot_be_written_does_not_disturb_a_transfer(stage: str, script: tuple[Heard, ...]) -> None:
    call = ScriptedCall(*script)
    attend(call, desk(FullDisk()), stage)
    assert isinstance(call.outcome, ToQueue | ToOperator)
    assert "ending.trouble" not in call.said


def test_a_callback_that_cannot_be_kept_is_not_promised_and_a_human_comes() -> None:
    call = ScriptedCall(says("给我回电话"), says("好"), says("都行"), says("对"))
    attend(call, desk(FullDisk()), "reception")
    assert "callback.confirmed" not in call.said
    assert call.said[-1] == "ending.trouble"
    assert call.outcome == ToOperator(Why.TROUBLE)


def test_an_unanswered_call_whose_ledger_cannot_be_read_gets_a_human() -> None:
    call = ScriptedCall()
    attend(call, desk(FullDisk()), "unanswered")
    assert call.outcome == ToOperator(Why.TROUBLE)


@pytest.mark.parametrize(
    ("line", "stage"), [("99999", "reception"), ("12345", "no such stage")], ids=["unknown line", "unknown stage"]
)
def test_what_the_bot_does_not_know_gets_a_human_and_a_traceback(
    line: str, stage: str, caplog: pytest.LogCaptureFixture
) -> None:
    held = hold(ScriptedCall(line=line), stage)
    assert held.call.said == ["ending.trouble"]
    assert held.call.outcome == ToOperator(Why.TROUBLE)
    assert held.ledger.endings == [("failed", ToOperator(Why.TROUBLE))]
    assert any(record.exc_info for record in caplog.records)


def test_a_directory_that_lost_its_departments_leads_to_a_human() -> None:
    call = ScriptedCall(says("想办驾照"))
    attend(call, desk(MemoryLedger(), without_departments()), "reception")
    assert call.outcome == ToOperator(Why.TROUBLE)


def test_a_hang_up_during_the_apology_is_a_hang_up() -> None:
    held = hold(ScriptedCall(line="99999", hang_up_at=0))
    assert held.call.outcome is None
    assert held.ledger.endings == [("hung up", None)]


class MuteCall(ScriptedCall):
    """A call whose sounds are all missing."""

    def say(self, prompt: Prompt) -> None:
        raise PromptMissing(f"no sound for {prompt.name}")


class BrokenCall(ScriptedCall):
    """A call to which Asterisk no longer answers sense."""

    def hand_over(self, outcome: object) -> None:
        raise AgiBroken("nonsense")


def test_a_bot_that_lost_its_voice_still_gets_a_human() -> None:
    held = hold(MuteCall(says("想办驾照")))
    assert held.call.outcome == ToOperator(Why.TROUBLE)


def test_a_call_that_cannot_be_handed_over_ends_without_a_raise() -> None:
    held = hold(BrokenCall(says("想办驾照")))
    assert held.ledger.endings[-1] == ("failed", ToOperator(Why.TROUBLE))


def test_no_log_line_holds_a_full_phone_number(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name, (stage, script) in TALKS.items():
        stage = stage.removesuffix(" at night")
        attend(ScriptedCall(*script, call_id=name), desk(FullDisk(), replace(SMALL, version="x")), stage)
    assert caplog.records
    assert "13800138000" not in caplog.text
    assert "13501010101" not in caplog.text

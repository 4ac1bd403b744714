"""A script that is played fails where the bot says, asks or does something else, and tells where."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ivr.adapters.scripts.checking import kept_otherwise
from ivr.adapters.scripts.playing import perform, play
from ivr.adapters.scripts.reading import parse_script
from ivr.adapters.scripts.script_call import ScriptCall
from ivr.adapters.scripts.writing import slot_texts, written
from ivr.domain.expecting import YES_NO
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.prompts import Prompt
from ivr.errors import ScriptInvalid
from tests.fakes.ledger import MemoryLedger
from tests.flows.talks import desk

TEXTS = {
    "greeting.city": "您好，这里是热线。",
    "confirm.department": "归市交管局管，给您转过去，好吗？",
    "transfer.now": "现在为您转接。",
}
GREETED = "< greeting.city\n"
LIKELY = "> 我有个违章想问一下\n"


def text_of(prompt: Prompt, language: str) -> str:
    return TEXTS.get(prompt.name, "")


def played(text: str, ledger: MemoryLedger | None = None) -> ScriptCall:
    return play(parse_script(text, Path("talk.txt")), desk(ledger or MemoryLedger()), text_of)


def missed(text: str) -> str:
    """Where and how the bot left the script; "" when it kept to it."""
    found = played(text).missed
    return f"{found.line}: {found.what}" if found else ""


def test_a_script_that_says_what_the_bot_does_holds() -> None:
    assert missed(f"{GREETED}{LIKELY}< confirm.department 交管局…好吗\n> 对\n< transfer.now\n= queue M08") == ""


def test_the_texts_alone_will_do_and_a_part_of_them_too() -> None:
    assert missed(f"< 这里是热线\n{LIKELY}< 市交管局 … 好吗\n> [1]\n< 转接\n= queue") == ""


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (f"< greeting.district\n{LIKELY}", "1: the bot said: greeting.city 您好，这里是热线。"),
        (f"{GREETED}{LIKELY}< confirm.department 医保局\n> 对", "3: the bot said: confirm.department"),
        (f"{GREETED}{LIKELY}< transfer.now\n= queue M08", "3: the bot said: confirm.department"),
        (f"{GREETED}{LIKELY}< confirm.department\n= queue M08", "4: the bot waits for an answer to confirm.department"),
        (f"{GREETED}> 想办驾照\n< transfer.now\n= queue M12", "4: the call led to: queue M08"),
        (f"{GREETED}> 想办驾照\n< transfer.now\n= operator asked", "4: the call led to: queue M08"),
        (f"{GREETED}> 望京街道有人摆摊\n< ...\n= queue D07 district=海淀区", "district is 朝阳区"),
        (f"{GREETED}> 想办驾照\n< transfer.now\n", "3: it led to: queue M08"),
        (f"{GREETED}> 想办驾照\n< transfer.now\n= queue M08\n> 好的", "5: the call was over before it"),
        (f"{GREETED}> 人工\n> 人工", "3: the bot said: transfer.operator"),
    ],
)
def test_a_script_fails_where_the_bot_does_something_else(script: str, told: str) -> None:
    assert told in missed(script)


def test_a_caller_whom_the_bot_leaves_hangs_up_and_the_talk_ends_well() -> None:
    ledger = MemoryLedger()
    played(f"< greeting.district\n{LIKELY}", ledger)
    assert ledger.endings == [("hung up", None)]


def test_an_optional_question_is_answered_when_it_comes_and_left_out_when_not() -> None:
    rest = "<? confirm.department\n> 对\n< transfer.now\n= queue M08"
    assert missed(f"{GREETED}{LIKELY}{rest}") == ""
    assert missed(f"{GREETED}> 想办驾照\n{rest}") == ""


def test_anything_is_whatever_the_bot_says_until_the_script_goes_on() -> None:
    assert missed(f"< ...\n{LIKELY}< ...\n> 对\n< ...\n= queue M08") == ""
    assert (
        missed(f"< ...\n{LIKELY}< ...\n= queue M08")
        == "4: the bot waits for an answer to confirm.department " + (TEXTS["confirm.department"])
    )


def test_a_call_goes_on_at_the_stage_that_the_script_enters() -> None:
    unanswered = "@ unanswered\n< busy.offer_callback\n> 不用\n< callback.refused\n= operator callback_refused"
    assert missed(f"{GREETED}> 想办驾照\n< transfer.now\n= queue M08\n{unanswered}") == ""


def test_a_script_may_begin_after_an_earlier_talk() -> None:
    assert (
        missed("stage: unanswered\nsent to: M12 district=西城区\n< busy.offer_callback\n> [0]\n< ...\n= operator asked")
        == ""
    )


def test_a_hang_up_of_the_script_is_its_end() -> None:
    assert missed(f"{GREETED}> #hangup\n= hung up") == ""
    assert missed(f"{GREETED}> 想办驾照\n< transfer.now\n= hung up") == "4: the call led to: queue M08"


@pytest.mark.parametrize(
    ("turn", "heard"),
    [("> [3]", Pressed("3")), (">! 不对", Said("不对", 0.9, 0.5)), ("> 好", Silence(0.0)), ("= queue", Silence(0.0))],
)
def test_keys_and_words_spoken_over_it_answer_an_announcement(turn: str, heard: Heard) -> None:
    call = ScriptCall(parse_script(f"{GREETED}{turn}", Path("talk.txt")), text_of)
    assert call.offer(Prompt("greeting.city"), YES_NO) == heard


def test_a_stage_that_does_not_exist_is_told() -> None:
    with pytest.raises(ScriptInvalid, match="there is no stage 'dinner': write one of reception"):
        played("stage: dinner\n> 人工")


CALLBACK = f"{GREETED}> 给我回电话\n< ...\n> 可以\n< ...\n> 明天上午十点\n< ...\n> 对\n< ...\n> ...\n< ...\n= ended\n"


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("+ callback M01 number=13800138000 from=2026-11-25T10:00", None),
        ("", "1 callbacks were kept, not 0"),
        ("+ callback M12", "line 13: the callback that was kept is: callback M01"),
        ("+ callback M01 number=13900139000", "number=13800138000"),
        ("+ callback M01\n+ callback M01", "1 callbacks were kept, not 2"),
    ],
)
def test_callbacks_are_those_of_the_script_no_more_and_no_less(kept: str, told: str | None) -> None:
    ledger = MemoryLedger()
    call = played(CALLBACK + kept, ledger)
    assert call.missed is None
    different = kept_otherwise(parse_script(CALLBACK + kept, Path("talk.txt")).keeps, ledger.callbacks)
    assert different == told if told is None else told in (different or "")


def test_a_talk_is_written_down_as_a_script_that_holds() -> None:
    script = parse_script("> 我有个违章想问一下\n> 对\n@ unanswered\n> 不用", Path("talk.txt"))
    ledger = MemoryLedger()
    call = perform(script, desk(ledger), text_of, lambda who, what: None)
    lines = written(call.events, ledger.callbacks, lambda prompt: [])
    assert lines[:4] == ["< greeting.city", "> 我有个违章想问一下", "< confirm.department", "> 对"]
    assert lines[-2:] == ["< callback.refused", "= operator callback_refused"]
    assert missed("\n".join(lines)) == ""


def test_the_slots_of_a_prompt_are_told_apart_from_its_text() -> None:
    assert slot_texts("{department}会在{time}给您回电。", "市医保局会在明天上午给您回电。") == ["市医保局", "明天上午"]
    assert slot_texts("您好。", "您好。") == []


def test_the_hour_of_the_script_is_the_hour_of_the_call() -> None:
    script = parse_script(
        "line: 6612345\nnow: 2026-11-24 22:00\n< closed.line\n= operator no_department", Path("t.txt")
    )
    call = play(script, desk(MemoryLedger(), now=datetime(2026, 11, 24, 12, 0)), text_of)
    assert call.missed is None

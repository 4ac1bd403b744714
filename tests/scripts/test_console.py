"""On a terminal a caller types: words, keys, silence, and Ctrl-D to hang up."""

from __future__ import annotations

import pytest

from ivr.adapters.console.call import ConsoleCall, typed_turn
from ivr.adapters.scripts.script import Act, Turn
from ivr.domain.expecting import YES_NO
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.outcomes import Ended, ToQueue, Why
from ivr.domain.prompts import prompt
from ivr.flows.attend import attend
from ivr.flows.ports import Call
from tests.fakes.ledger import MemoryLedger
from tests.flows.talks import desk


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("我有个违章，想问一下", Said("我有个违章想问一下", 0.9, 2.25)),
        ("0", Pressed("0")),
        ("13800138000#", Pressed("13800138000")),
        ("[12]", Pressed("12")),
        ("*", Pressed("*")),
        ("  ", Silence(5.0)),
    ],
)
def test_what_is_typed_is_words_keys_or_silence(typed: str, heard: Heard) -> None:
    assert typed_turn(typed).heard == heard


def test_spoken_numbers_are_typed_as_words() -> None:
    with pytest.raises(ValueError, match="幺三八"):
        typed_turn("我的号码是138")


NOTHING = Turn(0, Act.IS_SILENT)


def talk(*turns: Turn, over: Turn = NOTHING) -> tuple[ConsoleCall, list[tuple[str, str]], MemoryLedger]:
    told: list[tuple[str, str]] = []
    left = iter(turns)
    call = ConsoleCall(
        "12345",
        "13800138000",
        "try-1",
        lambda prompt, language: prompt.name,
        lambda: next(left),
        lambda: over,
        lambda who, what: told.append((who, what)),
        lambda heard, expecting: expecting.kind.value,
    )
    ledger = MemoryLedger()
    as_port: Call = call
    attend(as_port, desk(ledger), "reception")
    return call, told, ledger


def test_a_talk_on_a_terminal_is_the_talk_of_a_telephone() -> None:
    call, told, ledger = talk(typed_turn("我有个违章想问一下"), typed_turn("1"))
    assert told == [
        ("bot", "greeting.city"), ("note", "open"), ("bot", "confirm.department"), ("note", "yes_no"),
        ("bot", "transfer.now"),
    ]  # fmt: skip
    assert isinstance(call.events[-1], ToQueue)
    assert ledger.endings == [("handed over", call.events[-1])]


def test_an_announcement_is_spoken_over_or_not() -> None:
    call, _, _ = talk(Turn(0, Act.HANGS_UP), over=Turn(0, Act.PRESSES, "3"))
    assert call.offer(prompt("transfer.now"), YES_NO) == Pressed("3")
    assert call.events[-1] == Turn(0, Act.PRESSES, "3")


def test_ctrl_d_hangs_up() -> None:
    _, _, ledger = talk(Turn(0, Act.HANGS_UP))
    assert ledger.endings == [("hung up", None)]


def test_a_message_is_typed_after_the_tone() -> None:
    typed = ["给我回电话", "可以", "都行", "对", "我在望京，老板姓王"]
    call, told, _ = talk(*(typed_turn(words) for words in typed))
    assert call.events[-1] == Ended(Why.CALLBACK_KEPT)
    assert ("bot", "message.kept") in told

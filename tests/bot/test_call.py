"""The Call port over the three descriptors of a real handover, against a fake Asterisk."""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ivr.adapters.asterisk.agi import Agi
from ivr.adapters.asterisk.call import AsteriskCall
from ivr.domain.expecting import YES_NO, Expecting
from ivr.domain.heard import Pressed, Silence
from ivr.domain.holds import Hold
from ivr.domain.manner import Manner
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, ToQueue, Why
from ivr.domain.prompts import prompt
from ivr.errors import AgiBroken, HungUp
from tests.bot.fake_asterisk import BROKEN_SOUND, FakeAsterisk
from tests.bot.fake_ear import END, QUIET, SAID, SPEAK, START, FakeEar
from tests.bot.sounds import NamedSounds

HELLO, BYE = prompt("greeting.welcome"), prompt("ending.goodbye")
BRIEF = Expecting(silence_seconds=0.2, pause_seconds=0.2)
KEYS = '"0123456789*"'


class Doing:
    """Something the bot does in a thread of its own, while the test is the caller."""

    def __init__(self, what: Callable[[], Any]) -> None:
        self._outcome: queue.Queue[tuple[Any, BaseException | None]] = queue.Queue()
        threading.Thread(target=self._run, args=(what,), daemon=True).start()

    def _run(self, what: Callable[[], Any]) -> None:
        try:
            self._outcome.put((what(), None))
        except (HungUp, AgiBroken) as error:
            self._outcome.put((None, error))

    def result(self) -> Any:
        value, error = self._outcome.get(timeout=5)
        if error is not None:
            raise error
        return value


class Bot:
    """One call on the bot's side."""

    def __init__(self, asterisk: FakeAsterisk, **arguments: str) -> None:
        self.handover = asterisk.handover(**arguments)
        self.ear = FakeEar()
        agi = Agi(self.handover.replies, self.handover.commands)
        self.call = AsteriskCall(self.handover, agi, lambda _: self.ear, NamedSounds())


@pytest.fixture
def bot(asterisk: FakeAsterisk) -> Iterator[Bot]:
    made = Bot(asterisk, line="12345", stage="unanswered")
    with made.handover:
        yield made


def test_it_knows_call_line_stage_and_caller(bot: Bot) -> None:
    call = bot.call
    assert (call.id, call.line, call.stage, call.caller) == ("1795642926.1", "12345", "unanswered", "13800138000")


@pytest.mark.parametrize(
    ("signalled", "caller"),
    [
        ("+8613800138000", "8613800138000"),
        ("900", "900"),
        ("unknown", ""),
        ("anonymous", ""),
        ("", ""),
        ("13800138000;ext=1", ""),
        ("${EXTEN}", ""),
        ("1" * 40, ""),
        ("１３８００１３８０００", ""),
        ("138\t00138000", ""),
    ],
)
def test_a_caller_is_digits_or_unknown(new_call: Callable[..., FakeAsterisk], signalled: str, caller: str) -> None:
    made = Bot(new_call(agi_callerid=signalled))
    with made.handover:
        assert made.call.caller == caller


@pytest.mark.parametrize(
    ("queue", "since", "hold"),
    [
        ("dept-M07", "1795739211", Hold("dept-M07", datetime.fromtimestamp(1795739211))),
        ("operator", "", None),
        ("", "1795739211", None),
        ("dept-M07,x", "1795739211", None),
        ("dept-M07", "17957392110", None),
        ("dept-M07", "-795739211", None),
    ],
)
def test_the_place_that_a_caller_keeps_comes_with_the_call_and_what_is_none_is_passed_over(
    new_call: Callable[..., FakeAsterisk], queue: str, since: str, hold: Hold | None
) -> None:
    made = Bot(new_call(), stage="waiting", queue=queue, since=since)
    with made.handover:
        assert made.call.hold == hold


def test_without_arguments_the_dialled_number_is_the_line(new_call: Callable[..., FakeAsterisk]) -> None:
    made = Bot(new_call(agi_extension="6612345"))
    with made.handover:
        assert (made.call.line, made.call.stage) == ("6612345", "reception")


def test_saying_lasts_until_the_prompt_is_over_and_drains_the_callers_sound(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.say(HELLO))
    assert asterisk.next_command() == 'STREAM FILE "/s/greeting.welcome" ""'
    for _ in range(40):
        asterisk.speak(bytes(8000))  # more than a pipe holds: it would block if nobody read
    asterisk.finish_prompt()
    assert doing.result() is None
    assert bot.ear.fed == b""


def test_an_announcement_is_answered_by_a_key_while_it_plays(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.offer(HELLO, YES_NO))
    assert asterisk.next_command() == f'STREAM FILE "/s/greeting.welcome" {KEYS}'
    asterisk.press("3")
    assert doing.result() == Pressed("3")


def test_an_announcement_is_stopped_by_speech(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.offer(HELLO, YES_NO))
    asterisk.next_command("STREAM FILE")
    asterisk.speak(START)
    asterisk.next_command("WAIT FOR DIGIT")
    asterisk.speak(END)
    assert doing.result() == SAID


def test_nobody_is_waited_for_after_an_announcement(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.offer(HELLO, replace(YES_NO, silence_seconds=3600.0)))
    asterisk.next_command("STREAM FILE")
    asterisk.finish_prompt()
    assert isinstance(doing.result(), Silence)


def test_prompts_play_in_the_manner_the_caller_asked_for(bot: Bot, asterisk: FakeAsterisk) -> None:
    bot.call.manner = Manner(slow=True, loud=True)
    doing = Doing(lambda: bot.call.say(HELLO))
    assert asterisk.next_command() == 'STREAM FILE "/slow/greeting.welcome-loud" ""'
    asterisk.finish_prompt()
    doing.result()


def test_an_answer_after_the_prompt(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.ask(HELLO, Expecting()))
    assert asterisk.next_command() == f'STREAM FILE "/s/greeting.welcome" {KEYS}'
    asterisk.speak(QUIET)
    asterisk.finish_prompt()
    assert asterisk.next_command() == "WAIT FOR DIGIT 60000"
    asterisk.speak(START + SPEAK + END)
    assert doing.result() == SAID


def test_speech_stops_the_prompt_and_the_next_prompt_plays(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.ask(HELLO, Expecting()))
    asterisk.next_command("STREAM FILE")
    asterisk.speak(START)
    asterisk.next_command("WAIT FOR DIGIT")
    asterisk.speak(END)
    assert doing.result() == SAID
    doing = Doing(lambda: bot.call.say(BYE))
    assert asterisk.next_command() == 'STREAM FILE "/s/ending.goodbye" ""'
    asterisk.finish_prompt()
    doing.result()


def test_speech_that_came_in_one_piece_still_stops_the_prompt(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.ask(HELLO, Expecting()))
    asterisk.next_command("STREAM FILE")
    asterisk.speak(END)
    assert asterisk.next_command() == "NOOP"
    assert doing.result() == SAID


def test_keys_one_after_another(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.ask(HELLO, Expecting(keys=4)))
    asterisk.next_command("STREAM FILE")
    asterisk.press("6")
    for key in "12#":
        asterisk.next_command("WAIT FOR DIGIT")
        asterisk.press(key)
    assert doing.result() == Pressed("612")


def test_a_caller_without_any_sound_is_silent(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.ask(HELLO, BRIEF))
    asterisk.next_command("STREAM FILE")
    asterisk.finish_prompt()
    assert isinstance(doing.result(), Silence)


def test_a_key_pressed_between_two_questions_answers_the_second(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.ask(HELLO, BRIEF))
    asterisk.next_command("STREAM FILE")
    asterisk.finish_prompt()
    assert isinstance(doing.result(), Silence)
    asterisk.press("0")
    assert Doing(lambda: bot.call.ask(HELLO, BRIEF)).result() == Pressed("0")


@pytest.mark.parametrize("asking", [True, False])
def test_a_hang_up_ends_whatever_plays(bot: Bot, asterisk: FakeAsterisk, asking: bool) -> None:
    doing = Doing(lambda: bot.call.ask(HELLO, Expecting()) if asking else bot.call.say(HELLO))
    asterisk.next_command("STREAM FILE")
    asterisk.hang_up()
    with pytest.raises(HungUp):
        doing.result()


def test_a_hang_up_between_two_prompts_is_noticed_by_the_next(bot: Bot, asterisk: FakeAsterisk) -> None:
    asterisk.hang_up()
    with pytest.raises(HungUp):
        bot.call.say(HELLO)


def test_a_sound_that_asterisk_cannot_open_is_told(bot: Bot, asterisk: FakeAsterisk) -> None:
    with pytest.raises(AgiBroken, match="broken"):
        bot.call.say(prompt("broken"))
    bot.call.hand_over(ToOperator(Why.TROUBLE))
    assert asterisk.variables == {"HOTLINE_NEXT": "operator"}


def test_the_first_prompt_plays_before_the_ear_is_made(asterisk: FakeAsterisk) -> None:
    handover = asterisk.handover()
    agi = Agi(handover.replies, handover.commands)
    sent: list[str] = []

    def open_ear(language: str) -> FakeEar:
        sent.append(asterisk.next_command())
        return FakeEar()

    with handover:
        doing = Doing(lambda: AsteriskCall(handover, agi, open_ear, NamedSounds()).ask(HELLO, BRIEF))
        asterisk.speak(END)
        assert doing.result() == SAID
    assert sent == [f'STREAM FILE "/s/greeting.welcome" {KEYS}']


def test_each_language_has_an_ear_of_its_own_and_all_are_given_back(asterisk: FakeAsterisk) -> None:
    handover, ears = asterisk.handover(), {"": FakeEar(), "en": FakeEar()}
    agi = Agi(handover.replies, handover.commands)
    opened: list[str] = []

    def open_ear(language: str) -> FakeEar:
        opened.append(language)
        return ears[language]

    with handover:
        call = AsteriskCall(handover, agi, open_ear, NamedSounds())
        for language in ("", "en", "", "en"):
            call.manner = Manner(language=language)
            doing = Doing(lambda: call.ask(HELLO, BRIEF))
            asterisk.next_command()
            asterisk.speak(END)
            assert doing.result() == SAID
        assert opened == ["", "en"]
        call.close()
    assert ears[""].closed and ears["en"].closed


def test_the_ear_is_given_back_with_the_call(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.ask(HELLO, Expecting()))
    asterisk.speak(END)
    doing.result()
    bot.call.close()
    assert bot.ear.closed


def test_a_recording_tells_the_seconds_kept(bot: Bot, asterisk: FakeAsterisk, tmp_path: Path) -> None:
    doing = Doing(lambda: bot.call.record(tmp_path / "message.wav", 60))
    assert asterisk.next_command() == 'STREAM FILE "/s/tone" ""'
    asterisk.finish_prompt()
    assert asterisk.next_command() == f'RECORD FILE "{tmp_path}/message" wav "0123456789*#" 60000 s=5'
    asterisk.finish_recording(20000)
    assert doing.result() == 2.5


def test_a_recording_on_a_full_disk_is_told(bot: Bot, asterisk: FakeAsterisk) -> None:
    doing = Doing(lambda: bot.call.record(Path(BROKEN_SOUND) / "message.wav", 60))
    asterisk.next_command("STREAM FILE")
    asterisk.finish_prompt()
    with pytest.raises(AgiBroken, match="space"):
        doing.result()


def test_a_hang_up_ends_a_recording(bot: Bot, asterisk: FakeAsterisk, tmp_path: Path) -> None:
    doing = Doing(lambda: bot.call.record(tmp_path / "message.wav", 60))
    asterisk.next_command("STREAM FILE")
    asterisk.finish_prompt()
    asterisk.next_command("RECORD FILE")
    asterisk.hang_up()
    with pytest.raises(HungUp):
        doing.result()


QUEUE = Referral("police", "dept-police")


@pytest.mark.parametrize(
    ("outcome", "variables"),
    [
        (ToQueue(QUEUE), {"HOTLINE_QUEUE": "dept-police", "HOTLINE_NEXT": "queue"}),
        (ToOperator(Why.ASKED), {"HOTLINE_NEXT": "operator"}),
        (Ended(Why.GOODBYE), {"HOTLINE_NEXT": "hangup"}),
    ],
)
def test_the_last_act_tells_the_dialplan_what_comes_next(
    bot: Bot, asterisk: FakeAsterisk, outcome: Outcome, variables: dict[str, str]
) -> None:
    bot.call.hand_over(outcome)
    assert list(asterisk.variables.items()) == list(variables.items())


def test_each_answer_is_logged_with_the_wait_for_what_followed_and_no_number(
    bot: Bot, asterisk: FakeAsterisk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    doing = Doing(lambda: bot.call.ask(HELLO, Expecting()))
    asterisk.next_command("STREAM FILE")
    asterisk.speak(START)
    asterisk.next_command("WAIT FOR DIGIT")
    asterisk.speak(END)
    doing.result()
    bot.call.hand_over(ToQueue(QUEUE))
    turn = json.loads(caplog.messages[0].removeprefix("turn "))
    assert turn.pop("reply_ms") < 1000
    assert turn == {
        "call": "1795642926.1",
        "prompt": "greeting.welcome",
        "heard": "said",
        "interrupted": True,
        "speech_seconds": 1.2,
        "confidence": 0.9,
        "next": "queue",
    }
    assert "13800138000" not in caplog.text


def test_what_goes_with_a_referral_is_set_before_the_dialplan_goes_on(asterisk: FakeAsterisk) -> None:
    handover = asterisk.handover()
    agi = Agi(handover.replies, handover.commands)
    referral = Referral("M07", "dept-M07", words="楼上太吵")
    with handover:
        call = AsteriskCall(
            handover, agi, lambda _: FakeEar(), NamedSounds(), lambda sent: {"HOTLINE_SHOWN": sent.words}
        )
        call.hand_over(ToQueue(referral))
        assert list(asterisk.variables) == ["HOTLINE_QUEUE", "HOTLINE_SHOWN", "HOTLINE_NEXT"]
        call.hand_over(ToOperator(Why.ASKED, replace(referral, words="转人工")))
    assert asterisk.variables["HOTLINE_SHOWN"] == "转人工"

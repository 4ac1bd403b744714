"""One question: speech, keys and the clock become exactly one answer."""

from __future__ import annotations

import pytest

from ivr.adapters.asterisk.agi import Reply
from ivr.adapters.asterisk.turn import KEY_GAP_SECONDS, Turn
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Pressed, Silence
from tests.bot.fake_ear import COUGH, END, QUIET, SAID, SPEAK, START, FakeEar

EXPECTING = Expecting(silence_seconds=5.0, pause_seconds=0.7, longest_seconds=20.0)
PROMPT_OVER = Reply("STREAM FILE", "0", "", 24000)


class Question:
    """A turn, its ear and its clock. waits: how often Asterisk was asked for the next key."""

    def __init__(self, expecting: Expecting = EXPECTING) -> None:
        self.ear, self.now, self.waits = FakeEar(), 100.0, 0
        self.ear.begin(expecting)
        self.turn = Turn(self.ear, expecting, self._await_key, lambda: self.now)

    def _await_key(self) -> None:
        self.waits += 1

    def take(self, *replies: Reply, audio: bytes = b"", after: float = 0.02) -> Heard | None:
        self.now += after
        return self.turn.step(list(replies), audio)

    def press(self, key: str) -> Heard | None:
        return self.take(Reply("WAIT FOR DIGIT", str(ord(key))))


@pytest.fixture
def question() -> Question:
    return Question()


@pytest.fixture
def numbers() -> Question:
    return Question(Expecting(keys=11))


def test_speech_after_the_prompt_is_the_answer(question: Question) -> None:
    assert question.take(PROMPT_OVER) is None
    assert question.take(audio=START) is None
    assert question.take(audio=SPEAK) is None
    assert question.take(audio=END) == SAID
    assert not question.turn.interrupted


def test_speech_over_the_prompt_stops_it(question: Question) -> None:
    question.take(audio=START)
    assert question.turn.interrupted
    assert not question.turn.playing
    assert question.waits == 1
    assert question.ear.prompt_is_over
    assert question.take(audio=END) == SAID


def test_speech_finished_in_one_piece_over_the_prompt_leaves_it_to_be_stopped(question: Question) -> None:
    assert question.take(audio=END) == SAID
    assert question.turn.playing


def test_quiet_sound_stops_no_prompt(question: Question) -> None:
    question.take(audio=QUIET)
    assert question.turn.playing
    assert question.waits == 0


def test_keys_are_awaited_once_the_prompt_is_over(question: Question) -> None:
    question.take(PROMPT_OVER)
    assert question.waits == 1


def test_a_long_prompt_is_no_silence(question: Question) -> None:
    assert question.take(after=60.0) is None


def test_silence_is_measured_from_the_end_of_the_prompt_without_any_sound(question: Question) -> None:
    question.take(after=60.0)
    question.take(PROMPT_OVER)
    assert question.take(after=4.9) is None
    heard = question.take(after=0.2)
    assert isinstance(heard, Silence)
    assert heard.seconds == pytest.approx(5.1)


def test_a_cough_starts_the_patience_anew(question: Question) -> None:
    question.take(PROMPT_OVER)
    question.take(audio=START, after=4.0)
    question.take(audio=COUGH, after=0.5)
    assert question.take(after=4.9) is None
    assert isinstance(question.take(after=0.2), Silence)


def test_endless_coughs_end_as_silence(question: Question) -> None:
    question.take(PROMPT_OVER)
    heard: Heard | None = None
    while heard is None and question.now < 1000:
        question.take(audio=START, after=0.3)
        heard = question.take(audio=COUGH, after=0.3)
    assert isinstance(heard, Silence)
    assert heard.seconds < 26


def test_speech_whose_sound_stops_coming_is_taken_as_far_as_it_came(question: Question) -> None:
    question.take(PROMPT_OVER)
    question.take(audio=START)
    assert question.take(after=0.6) is None
    assert question.take(after=0.2) == SAID


def test_a_noise_whose_sound_stops_coming_is_no_answer_and_the_patience_goes_on(question: Question) -> None:
    question.take(PROMPT_OVER)
    question.take(audio=START)
    question.ear.finish()  # the ear finds no speech in it
    assert question.take(after=0.8) is None
    assert question.take(after=4.9) is None
    assert isinstance(question.take(after=0.2), Silence)


def test_a_key_during_the_prompt_is_the_answer(question: Question) -> None:
    assert question.take(Reply("STREAM FILE", "48", "", 12640)) == Pressed("0")
    assert question.turn.interrupted


def test_a_key_after_the_prompt_is_the_answer(question: Question) -> None:
    question.take(PROMPT_OVER)
    assert question.press("2") == Pressed("2")
    assert not question.turn.interrupted


def test_a_key_while_speaking_wins(question: Question) -> None:
    question.take(PROMPT_OVER)
    question.take(audio=START)
    assert question.press("0") == Pressed("0")


def test_a_wait_that_timed_out_is_renewed(question: Question) -> None:
    question.take(PROMPT_OVER)
    question.take(Reply("WAIT FOR DIGIT", "0"))
    assert question.waits == 2


def test_many_keys_are_complete_with_the_last(numbers: Question) -> None:
    numbers.take(Reply("STREAM FILE", "49", "", 800))
    for key in "380013800":
        assert numbers.press(key) is None
    assert numbers.press("0") == Pressed("13800138000")
    assert numbers.waits == 11


def test_the_hash_key_closes_a_number_and_is_left_out(numbers: Question) -> None:
    numbers.take(PROMPT_OVER)
    for key in "6612345":
        numbers.press(key)
    assert numbers.press("#") == Pressed("6612345")


def test_a_hash_key_alone_answers_nothing(question: Question) -> None:
    """It closes the number of the question before, which was complete with its eleventh digit."""
    question.take(PROMPT_OVER)
    assert question.press("#") is None
    assert question.press("1") == Pressed("1")


def test_a_pause_closes_a_number(numbers: Question) -> None:
    numbers.take(PROMPT_OVER)
    numbers.press("6")
    assert numbers.take(after=KEY_GAP_SECONDS - 0.1) is None
    assert numbers.take(after=0.2) == Pressed("6")


def test_what_is_said_while_keys_are_pressed_does_not_count(numbers: Question) -> None:
    numbers.take(PROMPT_OVER)
    numbers.press("6")
    assert numbers.take(audio=END) is None
    assert numbers.press("#") == Pressed("6")

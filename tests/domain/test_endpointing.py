"""Start and end of speech, decided from voiced and unvoiced windows of 32 ms."""

from __future__ import annotations

import pytest

from ivr.domain.endpointing import VOICE_HANGOVER_SECONDS, Endpointing, Turn, is_complete, pause_seconds
from ivr.domain.expecting import DIGITS, MOMENT, OPEN, OWN_NUMBER, YES_NO, Expecting, Kind

WINDOW = 0.032


def turns(endpointing: Endpointing, pattern: str, partial: str = "") -> list[Turn]:
    """One Turn per window; "#" is voice, "." is none."""
    return [endpointing.hear(mark == "#", WINDOW, partial) for mark in pattern]


def after_prompt(expecting: Expecting = OPEN) -> Endpointing:
    endpointing = Endpointing(expecting)
    endpointing.prompt_ended()
    return endpointing


def windows_until(endpointing: Endpointing, wanted: Turn, mark: str, partial: str = "") -> int:
    for count in range(1, 2000):
        if endpointing.hear(mark == "#", WINDOW, partial) is wanted:
            return count
    raise AssertionError(f"{wanted} never came")


def test_silence_never_starts_a_turn() -> None:
    assert set(turns(after_prompt(), "." * 500)) == {Turn.QUIET}


def test_single_voiced_windows_far_apart_never_start_a_turn() -> None:
    assert set(turns(Endpointing(OPEN), ("#" + "." * 9) * 50)) == {Turn.QUIET}


def test_voice_starts_a_turn_within_160_ms_also_over_a_prompt() -> None:
    assert windows_until(Endpointing(OPEN), Turn.STARTED, "#") * WINDOW <= 0.16


def test_after_the_prompt_a_shorter_voice_is_enough() -> None:
    assert windows_until(after_prompt(), Turn.STARTED, "#") < windows_until(Endpointing(OPEN), Turn.STARTED, "#")


def test_a_broken_start_counts_when_the_voice_is_close_together() -> None:
    assert Turn.STARTED in turns(Endpointing(OPEN), "##.#.##.##")


def test_started_comes_once() -> None:
    heard = turns(after_prompt(), "#" * 30 + "." * 10 + "#" * 30)
    assert heard.count(Turn.STARTED) == 1


def test_the_pause_counts_from_the_end_of_speech_so_the_hangover_is_inside_it() -> None:
    endpointing = after_prompt()
    turns(endpointing, "#" * 30)
    quiet = windows_until(endpointing, Turn.ENDED, ".") * WINDOW
    assert OPEN.pause_seconds - WINDOW <= quiet + VOICE_HANGOVER_SECONDS <= OPEN.pause_seconds + WINDOW


def test_a_pause_shorter_than_asked_for_does_not_end_the_speech() -> None:
    assert Turn.ENDED not in turns(after_prompt(), ("#" * 10 + "." * 17) * 5)


def test_a_cough_is_taken_back_and_speech_after_it_starts_again() -> None:
    endpointing = after_prompt()
    heard = turns(endpointing, "#####" + "." * 40)
    assert Turn.COUGH in heard and Turn.ENDED not in heard
    assert Turn.STARTED in turns(endpointing, "#" * 10)


def test_a_sound_as_short_as_a_cough_counts_when_a_word_was_understood_in_it() -> None:
    endpointing = after_prompt()
    windows = [endpointing.hear(mark == "#", WINDOW, "对" if mark == "." else "") for mark in "#####" + "." * 40]
    assert Turn.ENDED in windows and Turn.COUGH not in windows


def test_a_short_yes_is_no_cough() -> None:
    assert turns(after_prompt(YES_NO), "########" + "." * 20, "是")[-1] is not Turn.QUIET


def test_at_a_closed_question_a_loud_sound_without_voice_is_listened_to_and_taken_back() -> None:
    endpointing = after_prompt(YES_NO)
    heard = [endpointing.hear(False, WINDOW, "", loud=mark == "!") for mark in "!!!!!" + "." * 20]
    assert Turn.STARTED in heard and Turn.COUGH in heard and Turn.ENDED not in heard
    assert abs(endpointing.speech_seconds - 5 * WINDOW) <= VOICE_HANGOVER_SECONDS + 1e-6


@pytest.mark.parametrize("endpointing", [after_prompt(OPEN), Endpointing(YES_NO)], ids=["open", "over a prompt"])
def test_elsewhere_a_sound_without_voice_is_nothing(endpointing: Endpointing) -> None:
    assert {endpointing.hear(False, WINDOW, "", loud=True) for _ in range(20)} == {Turn.QUIET}


def test_a_sound_that_becomes_voice_is_speech() -> None:
    endpointing = after_prompt(YES_NO)
    heard = [endpointing.hear(mark == "#", WINDOW, "", loud=mark != ".") for mark in "!!!########" + "." * 20]
    assert Turn.ENDED in heard and Turn.COUGH not in heard and not endpointing.is_sound_only


def test_an_endless_sound_without_voice_is_given_up() -> None:
    endpointing = after_prompt(YES_NO)
    heard = [endpointing.hear(False, WINDOW, "", loud=True) for _ in range(60)]
    assert heard.index(Turn.COUGH) * WINDOW < 1.4


def test_speech_length_leaves_the_pause_and_the_hangover_out() -> None:
    endpointing = after_prompt()
    turns(endpointing, "#" * 50 + "." * 10)
    assert abs(endpointing.speech_seconds - (50 * WINDOW - VOICE_HANGOVER_SECONDS)) < 1e-6


def test_endless_speech_ends_at_the_longest_length() -> None:
    endpointing = after_prompt()
    seconds = windows_until(endpointing, Turn.STARTED, "#") + windows_until(endpointing, Turn.ENDED, "#")
    assert abs(seconds * WINDOW - OPEN.longest_seconds) <= 2 * WINDOW


def test_a_whole_phrase_needs_a_shorter_pause() -> None:
    assert pause_seconds(YES_NO, "没错") < YES_NO.pause_seconds
    assert pause_seconds(YES_NO, "街道办") == YES_NO.pause_seconds


def test_a_phrase_that_begins_a_longer_one_waits_for_it() -> None:
    assert not is_complete(YES_NO, "人工")
    assert is_complete(YES_NO, "人工服务")
    assert not is_complete(YES_NO, "")


def test_digits_are_awaited_patiently_until_a_mobile_number_is_whole() -> None:
    assert pause_seconds(DIGITS, "幺三八零零幺三") == DIGITS.pause_seconds
    assert pause_seconds(DIGITS, "幺三八零零幺三八零零零") < DIGITS.pause_seconds


def test_a_phrase_ends_an_answer_of_pieces_too() -> None:
    assert is_complete(DIGITS, "就这个号码")
    assert is_complete(OWN_NUMBER, "幺三八零零幺三八零零零")
    assert not is_complete(MOMENT, "明天")


def test_a_caller_searching_for_words_gets_more_time() -> None:
    assert pause_seconds(OPEN, "我想问一下那个") > OPEN.pause_seconds
    assert pause_seconds(Expecting(Kind.YES_NO, ("嗯",)), "嗯") <= OPEN.pause_seconds

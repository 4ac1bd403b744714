"""Vosk's JSON as it comes, and what is made of the readings of both decoders."""

from __future__ import annotations

from ivr.adapters.speech.alternatives import Alternative, join_words
from ivr.adapters.speech.readings import Reading, read_results, weigh
from ivr.domain.expecting import DIGITS, OPEN, YES_NO
from ivr.domain.heard import Said

RESULT = """{
  "result" : [{
      "conf" : 1.000000,
      "end" : 0.630000,
      "start" : 0.330000,
      "word" : "不是"
    }, {
      "conf" : 0.500000,
      "end" : 1.200000,
      "start" : 0.630000,
      "word" : "[unk]"
    }, {
      "conf" : 0.600000,
      "end" : 1.500000,
      "start" : 1.200000,
      "word" : "人工"
    }],
  "text" : "不是 [unk] 人工"
}"""


def test_words_are_joined_without_unk_and_their_confidences_averaged() -> None:
    reading = read_results([RESULT])
    assert reading.text == "不是人工"
    assert abs(reading.confidence - 0.8) < 1e-9
    assert reading.has_unknown


def test_nothing_but_unk_is_a_voice_without_a_word() -> None:
    result = '{"result": [{"conf": 1.0, "end": 1, "start": 0, "word": "[unk]"}], "text": "[unk]"}'
    assert read_results([result]) == Reading("", 0.0, True)


def test_an_empty_result_is_no_word() -> None:
    assert read_results(['{\n  "text" : ""\n}']) == Reading()


def test_results_of_inner_pauses_and_a_partial_one_make_one_text() -> None:
    assert read_results(['{"text": "我 要 找"}', '{"partial": "民政局 [unk]"}']) == Reading("我要找民政局", 1.0, True)


def test_blanks_stay_between_words_of_other_scripts_only() -> None:
    assert join_words(["我", "要", "ETC", "卡"]) == "我要ETC卡"
    assert join_words(["thank", "you"]) == "thank you"


def test_a_closed_reading_that_fits_wins_and_the_open_one_is_the_alternative() -> None:
    assert weigh(YES_NO, Reading("没错", 1.0), Reading("没做", 0.7), 0.5) == Said("没错", 1.0, 0.5, ("没做",))


def test_speech_outside_the_grammar_is_taken_as_it_was_heard_openly() -> None:
    said = weigh(YES_NO, Reading("不是", 1.0, has_unknown=True), Reading("不是我要找公安局", 0.7), 2.0)
    assert said == Said("不是我要找公安局", 0.7, 2.0)


def test_all_alternatives_take_part() -> None:
    short = Alternative(tuple("幺三五零幺零幺零幺零"), 0.6)
    whole = Alternative(tuple("幺三五零幺零幺零幺零幺"), 0.4)
    closed = Reading(short.text, 0.6, alternatives=(short, whole))
    assert weigh(DIGITS, closed, Reading("要三五零一", 0.9), 4.0) == Said(whole.text, 0.4, 4.0, ("要三五零一",))


def test_where_only_one_decoder_heard_anything_its_reading_is_taken() -> None:
    assert weigh(OPEN, None, Reading("公积金", 0.9), 1.0) == Said("公积金", 0.9, 1.0)
    assert weigh(YES_NO, Reading("是", 0.8), Reading(), 1.0) == Said("是", 0.8, 1.0)
    assert weigh(YES_NO, Reading("", 0.0, has_unknown=True), Reading(), 1.0) == Said("", 0.0, 1.0)
    assert weigh(OPEN, None, Reading(), 1.0) == Said("", 0.0, 1.0)

"""Vosk's n-best lists: shares, segments joined, and what the rest of the ear sees of them."""

from __future__ import annotations

import json

import pytest

from ivr.adapters.speech.alternatives import Alternative, read_alternatives
from ivr.adapters.speech.readings import Reading, read_results

NOTHING = '{"alternatives" : [{"text": "", "confidence" : 1.0}] }'
ONE_THREE = """{
  "alternatives" : [{
      "confidence" : -422.690979,
      "result" : [{
          "end" : 0.930000,
          "start" : 0.000000,
          "word" : "幺"
        }, {
          "end" : 1.080000,
          "start" : 0.930000,
          "word" : "三"
        }],
      "text" : "幺 三"
    }, {
      "confidence" : -423.690979,
      "result" : [{
          "end" : 0.930000,
          "start" : 0.000000,
          "word" : "幺"
        }, {
          "end" : 1.080000,
          "start" : 0.930000,
          "word" : "[unk]"
        }],
      "text" : "幺 [unk]"
    }]
}"""


def listed(*entries: tuple[str, float]) -> dict[str, list[dict[str, object]]]:
    return {"alternatives": [{"text": text, "confidence": confidence} for text, confidence in entries]}


def texts(found: tuple[Alternative, ...]) -> list[tuple[str, float]]:
    return [(alternative.text, round(alternative.share, 3)) for alternative in found]


def test_vosks_log_likelihoods_become_shares_that_add_up_to_one() -> None:
    reading = read_results([ONE_THREE], most_alternatives=3)
    assert (reading.text, reading.has_unknown) == ("幺三", False)
    assert texts(reading.alternatives) == [("幺三", 0.731), ("幺", 0.269)]
    assert reading.confidence == reading.alternatives[0].share
    assert [a.has_unknown for a in reading.alternatives] == [False, True]


def test_segments_are_combined_and_the_likeliest_combinations_stay() -> None:
    segments = [listed(("一 二", -10), ("一 九", -11)), listed(("三", 5), ("四", 3))]
    assert texts(read_alternatives(segments, 3)) == [("一二三", 0.665), ("一九三", 0.245), ("一二四", 0.09)]


def test_the_same_characters_cut_into_other_words_are_one_alternative() -> None:
    found = read_alternatives([listed(("民政 局", 0.0), ("民 政局", 0.0), ("民政", 0.0))], 5)
    assert texts(found) == [("民政局", 0.667), ("民政", 0.333)]
    assert found[0].words == ("民政", "局")


@pytest.mark.parametrize("results", [[NOTHING], [NOTHING, NOTHING], []])
def test_silence_has_no_alternatives(results: list[str]) -> None:
    assert read_results(results, most_alternatives=5) == Reading()


def test_a_silent_end_adds_nothing() -> None:
    assert read_results([ONE_THREE, NOTHING], 3) == read_results([ONE_THREE], 3)


def test_a_partial_result_follows_segments_that_have_alternatives() -> None:
    assert read_results([ONE_THREE, '{"partial" : "八 六"}'], 3).text == "幺三八六"


def test_without_being_asked_for_there_are_none() -> None:
    assert read_results(['{"text": "是的"}']).alternatives == ()


def test_nothing_but_unk_has_no_confidence() -> None:
    reading = read_results([json.dumps(listed(("[unk]", -3)))], 2)
    assert (reading.text, reading.confidence, reading.has_unknown) == ("", 0.0, True)

"""What every recogniser must do, whatever model stands behind it: tried on each kind of model a site may bring."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from ivr.adapters.speech.alternatives import join_words
from ivr.adapters.speech.readings import Reading
from ivr.adapters.speech.voice_activity import Detectors
from ivr.adapters.speech.vosk_ear import VoskEar
from ivr.domain.expecting import Expecting, Kind
from tests.speech.conftest import clip
from tests.speech.kinds import PIECE_SAMPLES, ModelKind, decode
from tests.speech.sounds import RATE, Samples, bounds
from tests.speech.test_vosk_ear import listen, on_the_line

SENTENCE = "directory-03"
CLIPS = (SENTENCE, "directory-11", "times-03")
NO_WORD = "qqqzzz"


def test_the_model_is_known_for_what_it_is(kind: ModelKind) -> None:
    assert kind.layout.rate == kind.rate
    assert kind.layout.takes_grammar == (kind.name != "static")


def test_telephone_sound_reaches_the_model_at_its_own_rate(kind: ModelKind) -> None:
    """At half or double the rate, every word would be heard at another time than it was said."""
    sound = clip(SENTENCE)
    begin, end = bounds(sound, -20)
    recogniser = kind.recognisers.take_open()
    decode(recogniser, sound)
    words = recogniser.words
    kind.recognisers.give_back(recogniser)
    assert words and end - 0.4 < words[-1].end
    assert all(0 <= word.start <= word.end <= len(sound) / RATE + 0.05 for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert words[0].end > begin


def test_blanks_stand_between_words_where_the_language_has_them(kind: ModelKind) -> None:
    found = []
    for name in CLIPS:
        recogniser = kind.recognisers.take_open()
        reading = decode(recogniser, clip(name))
        assert reading.text == join_words(word.word for word in recogniser.words)
        found.append((len(recogniser.words), reading.text))
        kind.recognisers.give_back(recogniser)
    several = [text for words, text in found if words > 1]
    assert several and all((" " in text) != kind.joins_words for text in several)


def test_a_word_or_more_is_understood_while_the_caller_still_speaks(kind: ModelKind) -> None:
    recogniser = kind.recognisers.take_open()
    sound, partials = clip(SENTENCE), []
    for start in range(0, len(sound), PIECE_SAMPLES):
        recogniser.hear(sound[start : start + PIECE_SAMPLES])
        partials.append(recogniser.partial())
    reading = recogniser.final()
    kind.recognisers.give_back(recogniser)
    assert partials[0].text == "" and any(partial.text for partial in partials[: len(partials) * 3 // 4])
    assert all(partial.alternatives == () for partial in partials)
    assert reading == kind.hear(sound), "asking for partial results changed the final one"


def test_confidences_lie_between_nought_and_one(kind: ModelKind) -> None:
    for name in CLIPS:
        recogniser = kind.recognisers.take_open()
        reading = decode(recogniser, clip(name))
        assert 0 <= reading.confidence <= 1
        assert (reading.confidence > 0) == bool(reading.text)
        assert all(0 <= word.confidence <= 1 for word in recogniser.words)
        kind.recognisers.give_back(recogniser)


def test_alternatives_come_best_first_and_their_shares_add_up_to_one(kind: ModelKind) -> None:
    most = 0
    for name in (*CLIPS, "colloquial-22"):  # the last is long and hard to understand
        reading = kind.hear(clip(name), alternatives=4)
        shares = [alternative.share for alternative in reading.alternatives]
        assert 1 <= len(shares) <= 4 and shares == sorted(shares, reverse=True)
        assert sum(shares) == pytest.approx(1)
        assert reading.text == reading.alternatives[0].text
        assert reading.confidence == (shares[0] if reading.text else 0)
        assert len({alternative.words for alternative in reading.alternatives}) == len(shares)
        assert all((" " in a.text) != kind.joins_words for a in reading.alternatives if len(a.words) > 1)
        most = max(most, len(shares))
    assert most > 1


def test_alternatives_asked_for_by_one_caller_do_not_come_to_the_next(kind: ModelKind) -> None:
    before = kind.hear(clip(SENTENCE))
    assert kind.hear(clip(SENTENCE), alternatives=4).alternatives
    assert kind.hear(clip(SENTENCE)) == before
    assert before.alternatives == ()


def test_a_closed_question_is_heard_in_its_own_words_where_the_graph_allows(kind: ModelKind) -> None:
    closed = kind.recognisers.make_closed(kind.phrases)
    if not kind.layout.takes_grammar:
        assert closed is None
        return
    assert closed is not None
    allowed = {word for phrase in kind.phrases for word in phrase.split()} | {"[unk]"}
    for name in (*CLIPS, "commands-05", "commands-11"):
        decode(closed, clip(name))
        assert {word.word for word in closed.words} <= allowed


def test_a_closed_recogniser_gives_alternatives_too(kind: ModelKind) -> None:
    closed = kind.recognisers.make_closed(kind.phrases, alternatives=3)
    if closed is None:
        assert not kind.layout.takes_grammar
        return
    reading = decode(closed, clip("commands-05"))
    assert len(reading.alternatives) <= 3
    assert sum(a.share for a in reading.alternatives) == pytest.approx(1 if reading.alternatives else 0)


def test_a_closed_recogniser_that_hears_the_sound_slower_ends_its_utterance_as_others_do(kind: ModelKind) -> None:
    closed = kind.recognisers.make_closed(kind.phrases, alternatives=3, is_slow=True)
    if closed is None:
        assert not kind.layout.takes_grammar
        return
    allowed = {word for phrase in kind.phrases for word in phrase.split()} | {"[unk]"}
    reading = decode(closed, clip("commands-05"))
    assert {word for a in reading.alternatives for word in a.words} <= allowed
    assert closed.is_fresh


def test_a_static_graph_says_once_that_closed_questions_are_heard_openly(
    kind: ModelKind, caplog: pytest.LogCaptureFixture
) -> None:
    kind.recognisers.make_closed(kind.phrases)
    with caplog.at_level(logging.WARNING):
        kind.recognisers.make_closed(kind.phrases)
        kind.recognisers.make_closed(kind.phrases[:2])
    assert caplog.messages == []


def test_a_closed_question_is_answered_with_any_kind_of_graph(kind: ModelKind) -> None:
    ear = VoskEar(kind.recognisers, Detectors())
    said = listen(ear, on_the_line(clip("commands-11")), Expecting(Kind.CHOICE, kind.phrases)).said
    ear.close()
    assert said is not None and said.text


def test_words_the_model_does_not_have_are_named_once_and_the_rest_is_listened_for(
    kind: ModelKind, caplog: pytest.LogCaptureFixture
) -> None:
    assert not kind.recognisers.knows(NO_WORD)
    assert all(kind.recognisers.knows(word) for phrase in kind.phrases for word in phrase.split())
    grammar = kind.recognisers.grammar((*kind.phrases, NO_WORD))
    assert grammar.missing == (NO_WORD,)
    assert all(phrase in grammar.text for phrase in kind.phrases)
    kind.recognisers.grammar((NO_WORD, *kind.phrases))
    assert sum(NO_WORD in message for message in caplog.messages) <= 1


def test_a_question_of_which_no_word_is_known_is_heard_openly(kind: ModelKind) -> None:
    assert kind.recognisers.grammar((NO_WORD,)).text == ""
    assert kind.recognisers.make_closed((NO_WORD,)) is None
    assert kind.recognisers.make_closed(()) is None


@pytest.mark.parametrize("size", [1, 333, 511])
def test_odd_numbers_of_bytes_bring_the_same_words(kind: ModelKind, size: int) -> None:
    """All shorter than a window of the detector: i-vectors, and so confidences, depend on what is decoded at once."""
    sound = on_the_line(clip("commands-11"), before=0.3, after=1)
    heard = []
    for pieces in (320, size):
        ear = VoskEar(kind.recognisers, Detectors())
        heard.append(listen(ear, sound, size=pieces).said)
        ear.close()
    assert heard[0] == heard[1] is not None


def test_pieces_of_any_length_are_understood_the_same(kind: ModelKind) -> None:
    readings = []
    for size in (57, PIECE_SAMPLES, 10**6):
        recogniser = kind.recognisers.take_open()
        readings.append(decode(recogniser, clip("commands-05"), size))
        kind.recognisers.give_back(recogniser)
    assert readings[0].text == readings[1].text == readings[2].text


def test_no_sound_at_all_is_understood_as_nothing(kind: ModelKind) -> None:
    recogniser = kind.recognisers.take_open()
    nothing: Samples = np.zeros(0, np.int16)
    recogniser.hear(nothing)
    assert recogniser.is_fresh
    assert recogniser.partial() == Reading()
    assert recogniser.final() == recogniser.final() == Reading()
    kind.recognisers.give_back(recogniser)

"""English for Kokoro: what espeak-ng says of a clause becomes the symbols that Kokoro learned."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.adapters.voice.phonemes import in_symbols
from ivr.adapters.voice.synthesis import choose
from ivr.adapters.voice.texts import Texts
from ivr.adapters.voice.tongues import TONGUES, tongue_of
from ivr.domain.prompts import Digits, prompt
from ivr.errors import SynthesisFailed

SAYS = {
    "Sorry": "sˈɑːɹi",
    "stay on the line for an operator": "stˈe^ɪ ɔnðə lˈa^ɪn fɚɹən ˈɑːpɚɹˌe^ɪɾɚ",
    "If there is a fire": "ɪf ðɛɹ ɪz ɐ fˈa^ɪ^ɚ",
    "who speaks Chinese": "hˌuː spˈiːks t^ʃa^ɪnˈiːz",
    "within working hours": "wɪðˌɪn wˈɜːkɪŋ ˈa^ʊɚz",
    "zero": "zˈi^əɹo^ʊ",
    "digits": "dˈɪd^ʒɪts",
    "button": "bˈʌʔn\u0329",
}
"""Clauses in the letters of espeak-ng 1.52, with its voice en-us."""


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("zero", "zˈiəɹO"),
        ("digits", "dˈɪʤɪts"),
        ("button", "bˈʌtᵊn"),
        ("who speaks Chinese?", "hˌu spˈiks ʧInˈiz?"),
        ("within working hours", "wɪðˌɪn wˈɜɹkɪŋ ˈWəɹz"),
        ("If there is a fire, stay on the line for an operator.",
         "ɪf ðɛɹ ɪz ə fˈIəɹ, stˈA ɔnðə lˈIn fəɹən ˈɑpəɹˌATəɹ."),
        (" Sorry.  Sorry, ", "sˈɑɹi. sˈɑɹi,"),
    ],
)  # fmt: skip
def test_a_text_is_said_in_the_symbols_of_kokoro_and_keeps_its_pauses(text: str, symbols: str) -> None:
    assert in_symbols(text, SAYS.__getitem__) == symbols


def test_figures_are_refused_for_no_one_dials_one_hundred_and_ten() -> None:
    with pytest.raises(SynthesisFailed, match="write them as words"):
        in_symbols("Call 110.", str)


def test_a_number_is_written_with_blanks_between_its_words_and_in_chinese_without() -> None:
    english = Texts({"number": "It is {digits}. Right?"}, {"digit.1": "one", "digit.2": "two"})
    chinese = Texts({"number": "是{digits}，对吗？"}, {"digit.1": "幺", "digit.2": "二"})
    number = prompt("number", digits=Digits("121"))
    assert english.spoken(number) == "It is one two one. Right?"
    assert chinese.spoken(number) == "是幺二幺对吗？"


def test_every_language_has_its_own_voice_on_either_engine(tmp_path: Path) -> None:
    for language, tongue in TONGUES.items():
        assert choose("edge", tmp_path, language).voice == f"edge {tongue.edge}"
    assert tongue_of("en").kokoro != tongue_of("zh-CN").kokoro


def test_a_language_without_a_voice_is_told_what_it_can_do(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match=r"'xx'.*zh-CN, en.*recorded sounds"):
        choose("edge", tmp_path, "xx")

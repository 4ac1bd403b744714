"""How a text of an alphabet is said, in Kokoro's symbols: espeak-ng reads the words offline."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable

from ivr.errors import SynthesisFailed

CLAUSE = re.compile(r"([^.,;:!?]+)([.,;:!?]*)")
TIE = "^"
"""Stands between the letters of one sound: a^ɪ is the vowel of "five", aɪ would be two vowels."""
SYMBOLS = {
    "a^ɪ": "I",
    "a^ʊ": "W",
    "e^ɪ": "A",
    "o^ʊ": "O",
    "ɔ^ɪ": "Y",
    "d^ʒ": "ʤ",
    "t^ʃ": "ʧ",
    "ə^l": "ᵊl",
    "ɜː": "ɜɹ",
    "ɚ": "əɹ",
    "ʔ": "t",
    "ɾ": "T",
    "ɐ": "ə",
    "n\u0329": "ᵊn",
    TIE: "",
    "ː": "",
}
"""espeak-ng's letters for American English → the ones that Kokoro learned English with, longest first."""
AUDIO_RETRIEVAL, DONT_EXIT = 2, 0x8000
UTF8 = 1
IPA_WITH_TIES = 0x02 | 0x80 | ord(TIE) << 8
"""Numbers of espeak-ng's speak_lib.h."""


def read_by_espeak(voice: str) -> Callable[[str], str]:
    """From a text to Kokoro's symbols. voice: of espeak-ng. Figures are refused. Raises SynthesisFailed."""
    ipa_of = open_espeak(voice)
    return lambda text: in_symbols(text, ipa_of)


def in_symbols(text: str, ipa_of: Callable[[str], str]) -> str:
    """The text in Kokoro's symbols, with its punctuation, which makes the pauses. ipa_of: says one clause.

    Raises SynthesisFailed for figures: 110 would be one hundred and ten.
    """
    if re.search("[0-9]", text):
        raise SynthesisFailed(f"Kokoro misreads the figures of {text!r}: write them as words")
    return " ".join(_symbols(ipa_of(words.strip())) + marks for words, marks in CLAUSE.findall(text) if words.strip())


def _symbols(ipa: str) -> str:
    ipa = re.sub("(ɚ|ɜː)ɹ", r"\1", ipa)  # the vowel brings its r along
    for letters, symbol in SYMBOLS.items():
        ipa = ipa.replace(letters, symbol)
    return ipa


def open_espeak(voice: str) -> Callable[[str], str]:
    """What says a clause in IPA. voice: such as "en-us". There is one voice per process. Raises SynthesisFailed."""
    try:
        import espeakng_loader
    except ImportError as error:
        raise SynthesisFailed(
            f"Reading {voice} needs {error.name}: var/venv/bin/pip install -r requirements-voice.txt"
        ) from error
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    folder = espeakng_loader.get_data_path().encode()
    if library.espeak_Initialize(AUDIO_RETRIEVAL, 0, folder, DONT_EXIT) < 0:
        raise SynthesisFailed("espeak-ng does not find its words: install requirements-voice.txt again")
    if library.espeak_SetVoiceByName(voice.encode()):
        raise SynthesisFailed(f"espeak-ng has no voice {voice!r}")
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return lambda clause: _ipa(library, clause)


def _ipa(library: ctypes.CDLL, clause: str) -> str:
    """espeak-ng takes as much as it likes at a time and moves the pointer on; at the end it is null."""
    left = ctypes.pointer(ctypes.c_char_p(clause.encode()))
    said = []
    while left.contents:
        said.append((library.espeak_TextToPhonemes(left, UTF8, IPA_WITH_TIES) or b"").decode())
    return " ".join(said)

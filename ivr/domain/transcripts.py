"""What was written down of a recording: which passages can be believed, loops cut, digits as digits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

UNCLEAR = "…"
"""Stands where somebody spoke and could not be understood."""
MOST_COMPRESSION = 2.4
"""Text that packs better repeats itself: the limit of Whisper's authors."""
LEAST_LOG_PROBABILITY = -1.0
"""Guesses below it are worth nothing, by the same authors."""
SILENT_PROBABILITY, SILENT_LOG_PROBABILITY = 0.6, -0.5
"""More likely silence than speech, and no sure guess besides: what Whisper makes of noise."""
MOST_CHARACTERS_PER_SECOND = 12.0
"""Nobody speaks so fast: 5 are usual."""
MOST_LOOPED = 0.5
"""A passage of which loops were more than this share is not believed at all."""
LONGEST_LOOP = 20
LOOPED_DIGITS = 12
"""No telephone number repeats a figure or group as often."""
SPOKEN_DIGITS = str.maketrans("零〇幺一二三四五六七八九", "001123456789")
DIGIT_RUN = re.compile("[0-9零〇幺一二三四五六七八九]{5,}")
"""So many in a row are read out one by one: a telephone or house number, no year and no amount."""
GROUPED = re.compile(r"(?<=\d)[ \-,，](?=\d{2})")
WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
BLANK_IN_CHINESE = re.compile(rf"(?<=[{HAN}])\s+|\s+(?=[{HAN}])")
LONG_NUMBER = re.compile(r"[\d零〇幺一二三四五六七八九](?: ?[\d零〇幺一二三四五六七八九]){6,}")
"""As written, or as the recogniser writes what it hears."""


@dataclass(frozen=True)
class Passage:
    """A passage of up to half a minute as the second ear heard it, with the ear's own doubts."""

    text: str
    seconds: float
    log_probability: float
    compression: float
    no_speech: float


def written(passages: Iterable[Passage]) -> str:
    """One text of all passages, in order; UNCLEAR for those that cannot be believed, once for several in a row."""
    texts: list[str] = []
    for passage in passages:
        text = _believed(passage)
        if text != UNCLEAR or texts[-1:] != [UNCLEAR]:
            texts.append(text)
    return "".join(_closed(text) for text in texts[:-1]) + "".join(texts[-1:])


def _believed(passage: Passage) -> str:
    text = readable(passage.text)
    cut = without_loops(text)
    is_guess = passage.log_probability < LEAST_LOG_PROBABILITY or passage.compression > MOST_COMPRESSION
    is_noise = passage.no_speech > SILENT_PROBABILITY and passage.log_probability < SILENT_LOG_PROBABILITY
    is_too_fast = len(cut) > MOST_CHARACTERS_PER_SECOND * max(passage.seconds, 1.0)
    is_loop = len(text) - len(cut) > MOST_LOOPED * len(text)
    return UNCLEAR if not cut or is_guess or is_noise or is_too_fast or is_loop else cut


def _closed(text: str) -> str:
    return text if not text or not text[-1].isalnum() else text + "，"


def without_loops(text: str) -> str:
    """The text with each piece that is repeated over and over said once: 好好好好好好 too; digits only far beyond."""
    position, kept = 0, ""
    while position < len(text):
        size, times = _loop_at(text, position)
        kept += text[position : position + size]
        position += size * times
    return kept


def _loop_at(text: str, start: int) -> tuple[int, int]:
    """The size of the piece that begins here, and how often it stands there: (1, 1) where nothing loops."""
    for size in range(1, min(LONGEST_LOOP, len(text) - start) + 1):
        piece, times = text[start : start + size], 1
        while text.startswith(piece, start + size * times):
            times += 1
        if times > _most_repeats(piece):
            return size, times
    return 1, 1


def _most_repeats(piece: str) -> int:
    """How often people say this in a row: 对对对对, but no sentence three times."""
    if piece.isdecimal():
        return LOOPED_DIGITS
    return 5 if len(piece) == 1 else 3 if len(piece) <= 3 else 2


def readable(text: str) -> str:
    """As people of the department read it: no blanks within Chinese, numbers that are read out as digits."""
    text = BLANK_IN_CHINESE.sub("", text.translate(WIDE)).strip()
    text = DIGIT_RUN.sub(lambda run: run[0].translate(SPOKEN_DIGITS), GROUPED.sub("", text))
    return DIGIT_RUN.sub(lambda run: run[0].translate(SPOKEN_DIGITS), text)


def without_numbers(text: str) -> str:
    """The text as it may stand on a screen or in a log: of a telephone number only its ends."""
    return LONG_NUMBER.sub(_ends, text)


def _ends(number: re.Match[str]) -> str:
    digits = number[0].replace(" ", "").translate(WIDE | SPOKEN_DIGITS)
    return f"{digits[:3]}…{digits[-2:]}"

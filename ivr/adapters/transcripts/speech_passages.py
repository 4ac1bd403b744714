"""Which parts of a recording are speech, cut into passages that Whisper takes at once: silence is never decoded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from ivr.adapters.speech.voice_activity import RATE, WINDOW_SAMPLES, WINDOW_SECONDS, Detectors, VoiceActivity
from ivr.adapters.transcripts.sound_files import NARROW, WIDE, Sound

LONGEST_SECONDS = 28.0
"""Whisper's window is 30 s."""
PAUSE_SECONDS = 0.5
MARGIN_SECONDS = 0.3
"""Kept before and after speech: the detector is late by 0.1 s, and soft beginnings and ends lie outside."""
LEAST_VOICED_SECONDS = 0.16
"""Less is a cough or a knock."""

Span = tuple[int, int]
"""From a window to another, the second one excluded."""


def passages_of(sound: Sound) -> list[NDArray[np.float32]]:
    """The speech of a recording at 16 kHz in -1..1, in order, each at most LONGEST_SECONDS; none in silence."""
    return [np.concatenate([_wide(sound, span) for span in spans]) for spans in _packed(_spans(_voiced(sound)))]


def _voiced(sound: Sound) -> list[bool]:
    assert RATE == NARROW
    activity = VoiceActivity(Detectors().take())
    activity.over_prompt = False
    padded = np.pad(sound.narrow, (0, WINDOW_SAMPLES))
    return [window.voiced for window in activity.windows(padded.astype("<i2").tobytes())]


def _spans(voiced: list[bool]) -> Iterator[Span]:
    """Where somebody speaks, pauses shorter than PAUSE_SECONDS included, each with its margins."""
    margin, pause = _windows(MARGIN_SECONDS), _windows(PAUSE_SECONDS)
    last = 0
    for start, end in _runs(voiced, pause):
        if sum(voiced[start:end]) >= _windows(LEAST_VOICED_SECONDS):
            first, last = max(last, start - margin), end + margin
            yield first, last


def _runs(voiced: list[bool], pause: int) -> Iterator[Span]:
    start = end = -1
    for position, is_voiced in enumerate(voiced):
        if not is_voiced:
            continue
        if start >= 0 and position - end > pause:
            yield start, end
            start = position
        start, end = (position if start < 0 else start), position + 1
    if start >= 0:
        yield start, end


def _packed(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """As many spans together as fit; one that is too long by itself is cut."""
    longest = int(LONGEST_SECONDS / WINDOW_SECONDS)
    packed: list[Span] = []
    room = longest
    for start, end in (piece for span in spans for piece in _cut(span, longest)):
        if end - start > room and packed:
            yield packed
            packed, room = [], longest
        packed.append((start, end))
        room -= end - start
    if packed:
        yield packed


def _cut(span: Span, longest: int) -> Iterator[Span]:
    for start in range(span[0], span[1], longest):
        yield start, min(start + longest, span[1])


def _wide(sound: Sound, span: Span) -> NDArray[np.float32]:
    start, end = (window * WINDOW_SAMPLES * (WIDE // NARROW) for window in span)
    return sound.wide[start:end].astype(np.float32) / np.float32(32768)


def _windows(seconds: float) -> int:
    return round(seconds / WINDOW_SECONDS)

"""Plays clips to a model: openly to a decoder, or as answers to a question to the whole ear of the product."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.adapters.speech.ear import Finished
from ivr.adapters.speech.model_layout import Layout
from ivr.adapters.speech.recognisers import Recognisers
from ivr.adapters.speech.timed_words import Word
from ivr.adapters.speech.voice_activity import RATE, Detectors
from ivr.adapters.speech.vosk_ear import VoskEar
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Said
from ivr.errors import SoundUnreadable

Samples = NDArray[np.int16]
# How much is fed at once: long enough to cost little, short enough that an ear ends its turn where it would on a line.
PIECE_SAMPLES = RATE // 10
# The pause after a clip in which the ear ends its turn, in a hiss of one bit: digital zeros are no telephone line.
PAUSE_SAMPLES = 2 * RATE


@dataclass(frozen=True)
class Clip:
    """One recording. read: its samples at 8 kHz. text: what is said in it. kind: under which rates it counts.

    expecting: the question it answers; None hears it openly, from its first to its last sample.
    """

    name: str
    read: Callable[[], Samples]
    text: str
    kind: str
    expecting: Expecting | None = None


@dataclass(frozen=True)
class HeardClip:
    """What became of one clip. seconds: its length; cpu_seconds: what hearing it took; alternatives: as in Said."""

    clip: Clip
    text: str
    seconds: float
    cpu_seconds: float
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """What was heard openly. confidence: the mean over the words, 0..1. seconds, cpu_seconds: as in HeardClip."""

    text: str
    confidence: float
    words: tuple[Word, ...]
    seconds: float
    cpu_seconds: float


class ClipHearing:
    """A model, loaded once, for any number of clips. Safe to use from several threads."""

    def __init__(self, layout: Layout) -> None:
        """Loads the model. Raises ModelUnusable; a corrupt one may abort the process: models.try_out first."""
        self._recognisers = Recognisers(layout)
        self._detectors = Detectors()
        self._recognisers.warm(1)

    def hear_all(self, clips: Iterable[Clip], threads: int = 1) -> Iterator[HeardClip | SoundUnreadable]:
        """Every clip, in order, as soon as it is heard; for one that cannot be read, the reason."""
        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(self._hear_or_tell, clips)

    def _hear_or_tell(self, clip: Clip) -> HeardClip | SoundUnreadable:
        try:
            return self.hear(clip)
        except SoundUnreadable as error:
            return error

    def hear(self, clip: Clip) -> HeardClip:
        """One clip. Raises SoundUnreadable."""
        samples = clip.read()
        began = time.thread_time()
        if clip.expecting is None:
            said = Said(self.transcribe(samples).text)
        else:
            said = self.ask(samples, clip.expecting) or Said("")
        return HeardClip(clip, said.text, len(samples) / RATE, time.thread_time() - began, said.alternatives)

    def transcribe(self, samples: Samples, told: Callable[[float], None] = lambda _: None) -> Transcript:
        """Everything said, heard openly. told: called again and again with the seconds just heard."""
        began, recogniser = time.thread_time(), self._recognisers.take_open()
        for piece in _pieces(samples):
            recogniser.hear(piece)
            told(len(piece) / RATE)
        reading, words = recogniser.final(), recogniser.words
        self._recognisers.give_back(recogniser)
        return Transcript(reading.text, reading.confidence, words, len(samples) / RATE, time.thread_time() - began)

    def ask(self, samples: Samples, expecting: Expecting) -> Said | None:
        """The answer to a question, as a call would take it; None when no speech was noticed."""
        ear = VoskEar(self._recognisers, self._detectors)
        ear.begin(expecting)
        ear.prompt_ended()
        hiss = np.random.default_rng(1).integers(-1, 2, PAUSE_SAMPLES).astype(np.int16)
        for piece in _pieces(np.concatenate([samples, hiss])):
            if isinstance(ear.feed(piece.astype("<i2").tobytes()), Finished):
                break
        said = ear.finish()
        ear.close()
        return said


def _pieces(samples: Samples) -> Iterator[Samples]:
    for start in range(0, len(samples), PIECE_SAMPLES):
        yield samples[start : start + PIECE_SAMPLES]

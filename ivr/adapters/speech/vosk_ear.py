"""The Ear of a call: voice activity, end of speech and Vosk joined, one instance per caller."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from ivr.adapters.speech.decoding import Decoding
from ivr.adapters.speech.ear import Finished, Hearing, Listening, SpeechStarted
from ivr.adapters.speech.model_layout import Layout
from ivr.adapters.speech.recognisers import Recognisers
from ivr.adapters.speech.voice_activity import WINDOW_SECONDS, Detectors, VoiceActivity, Window
from ivr.domain.endpointing import ONSET_WINDOW_SECONDS, Endpointing, Turn
from ivr.domain.expecting import OPEN, Expecting
from ivr.domain.heard import Said

# Sound before the first voiced window that is decoded too: first consonants are too soft for the detector.
PRE_ROLL_SECONDS = 0.3
KEPT_WINDOWS = round((PRE_ROLL_SECONDS + ONSET_WINDOW_SECONDS) / WINDOW_SECONDS)
# What a burst of noise is heard as: 3 of 24 were.
LIKE_NOISE = ("嗯",)
# In a pause, every third window (96 ms) asks for the partial text: it decides whether the answer is complete.
PARTIAL_WINDOWS = 3


class VoskEar:
    """See `Ear`. The decoder works only while the caller speaks, and streams, so that its result is there at once."""

    def __init__(self, recognisers: Recognisers, detectors: Detectors) -> None:
        self._recognisers = recognisers
        self._detectors = detectors
        self._detector = detectors.take()
        self._activity = VoiceActivity(self._detector)
        self._before: deque[NDArray[np.int16]] = deque(maxlen=KEPT_WINDOWS)
        self._decoding: Decoding | None = None
        self._closed = False
        self.begin(OPEN)

    def begin(self, expecting: Expecting) -> None:
        """A new turn. What was heard just before it stays as pre-roll: the caller may be speaking already."""
        self._drop_decoding()
        self._expecting = expecting
        self._endpointing = Endpointing(expecting)
        self._activity.over_prompt = True
        self._said: Said | None = None
        self._told = False
        self._partial = ""
        self._pause_windows = 0

    def prompt_ended(self) -> None:
        """See `Ear`."""
        self._activity.over_prompt = False
        self._endpointing.prompt_ended()

    def feed(self, pcm: bytes) -> Hearing:
        """See `Ear`. Starting is told before anything is decoded, so that the prompt stops without waiting for it."""
        for window in self._activity.windows(pcm):
            if self._said is None:
                self._hear(window)
        if self._said is not None:
            return Finished(self._said)
        if self._decoding is None:
            return Listening()
        if not self._told and not self._endpointing.is_sound_only:
            self._told = True
            return SpeechStarted()
        self._decoding.decode()
        return Listening(speaking=True)

    def finish(self) -> Said | None:
        """See `Ear`."""
        if self._said is None and self._endpointing.is_speech():
            self._end()
        self._drop_decoding()
        return self._said

    def close(self) -> None:
        """See `Ear`."""
        self._drop_decoding()
        if not self._closed:
            self._closed = True
            self._detectors.give_back(self._detector)

    def _hear(self, window: Window) -> None:
        match self._endpointing.hear(window.voiced, WINDOW_SECONDS, self._partial, window.loud):
            case Turn.QUIET:
                self._before.append(window.samples)
            case Turn.STARTED:
                self._start(window)
            case Turn.SPEAKING:
                self._go_on(window)
            case Turn.COUGH:
                self._queue(window)
                self._end_short_sound()
            case Turn.ENDED:
                self._queue(window)
                self._end()

    def _start(self, window: Window) -> None:
        self._decoding = Decoding(self._recognisers, self._expecting)
        self._partial, self._pause_windows = "", 0
        for samples in (*self._before, window.samples):
            self._decoding.queue(samples)
        self._before.clear()

    def _go_on(self, window: Window) -> None:
        self._queue(window)
        self._pause_windows = self._pause_windows + 1 if self._endpointing.in_pause else 0
        if self._decoding and self._pause_windows and self._pause_windows % PARTIAL_WINDOWS == 0:
            self._partial = self._decoding.partial()

    def _queue(self, window: Window) -> None:
        if self._decoding:
            self._decoding.queue(window.samples)

    def _end(self) -> None:
        if self._decoding:
            self._said = self._decoding.finish(self._endpointing.speech_seconds)
            self._decoding = None

    def _end_short_sound(self) -> None:
        """Too short or too strange for speech: only one of the answers asked for makes it one."""
        if self._decoding:
            said = self._decoding.finish(self._endpointing.speech_seconds)
            self._decoding = None
            is_answer = said.text in self._expecting.phrases and said.text not in LIKE_NOISE
            self._said = said if is_answer else None

    def _drop_decoding(self) -> None:
        if self._decoding:
            self._decoding.drop()
            self._decoding = None


class Ears:
    """What a process needs to listen: one model and its recognisers, and the voice detectors."""

    def __init__(self, layout: Layout, warm: int = 2, keep: int = 4) -> None:
        """Loads the model. warm: recognisers made ready at once. keep: how many stay ready at most; see `Recognisers`.

        Raises ModelUnusable; a corrupt model may abort the process: models.try_out first, in the supervisor.
        """
        self._recognisers = Recognisers(layout, keep)
        self._recognisers.warm(warm)
        self._detectors = Detectors()

    def open(self) -> VoskEar:
        """An ear for one caller. Close it."""
        return VoskEar(self._recognisers, self._detectors)

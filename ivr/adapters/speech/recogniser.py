"""One Vosk decoder: telephone samples in, readings out, one utterance after the other."""

from __future__ import annotations

from types import TracebackType

import numpy as np
import vosk
from numpy.typing import NDArray

from ivr.adapters.speech.readings import Reading, read_results
from ivr.adapters.speech.resampling import Upsampler
from ivr.adapters.speech.timed_words import Word, read_words
from ivr.adapters.speech.voice_activity import RATE
from ivr.errors import ModelUnusable

# After a pause Vosk has ended a segment by itself, and FinalResult would do nothing: the last half second, not decoded
# yet, would be heard from the next caller. A few samples more, and FinalResult ends everything.
WAKING_SILENCE = np.zeros(RATE // 100, np.int16)
# Nine samples for eight: of digits said fast fewer get lost (docs/listening.md has the figures).
SLOWED, TELEPHONE = 9, 8


class VoskErrors:
    """Vosk raises bare Exception; here it becomes ModelUnusable. Other classes pass."""

    def __init__(self, doing: str) -> None:
        self._doing = doing

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if kind is Exception:
            raise ModelUnusable(f"{self._doing}: {error}. Run: ./hotline model check") from error


class Recogniser:
    """One decoder. Used by one thread at a time; after `final` it has forgotten the speaker and may be used again.

    words: those of the last utterance, from its `final` to the next one's first sound; none with alternatives.
    """

    def __init__(self, vosk_recogniser: vosk.KaldiRecognizer, factor: int, is_slow: bool = False) -> None:
        """factor: how many times the telephone's rate the model wants. is_slow: it hears the sound played slower."""
        self._vosk = vosk_recogniser
        self._upsampler = Upsampler(SLOWED * factor, TELEPHONE) if is_slow else Upsampler(factor)
        self._results: list[str] = []
        self._heard_samples = self._began_samples = 0
        self._has_failed = self._is_between_segments = False
        self.words: tuple[Word, ...] = ()
        self.want_alternatives(0)

    @property
    def is_fresh(self) -> bool:
        """Nothing of an utterance is in it, and decoding has never failed."""
        is_ended = self._heard_samples == self._began_samples and not self._is_between_segments
        return is_ended and not self._has_failed

    @property
    def heard_seconds(self) -> float:
        """The sound it has decoded in its life."""
        return self._heard_samples / RATE

    def want_alternatives(self, most: int) -> None:
        """So many at most in the readings of `final`; 0 for none. Between utterances only: Vosk changes its JSON."""
        self._vosk.SetMaxAlternatives(most)
        self._vosk.SetWords(most == 0)  # the times of words in alternatives fill the log with warnings
        self._most_alternatives = most

    def hear(self, samples: NDArray[np.int16]) -> None:
        """The next 8 kHz samples of the utterance. Raises ModelUnusable."""
        if not len(samples):
            return
        self.words = ()
        self._heard_samples += len(samples)
        self._has_failed = True  # until this piece is decoded
        raised = self._upsampler.raise_rate(samples).astype("<i2").tobytes()
        with VoskErrors("Vosk failed to decode sound"):
            self._is_between_segments = bool(self._vosk.AcceptWaveform(raised))
            if self._is_between_segments:
                self._results.append(self._vosk.Result())
        self._has_failed = False

    def partial(self) -> Reading:
        """What is understood so far; lags by about half a second. Without confidence."""
        return read_results([*self._results, self._vosk.PartialResult()])

    def final(self) -> Reading:
        """The whole utterance; `words` then holds its words, unless alternatives were wanted.

        Frees the decoder's state, so nothing of it reaches the next one.
        """
        if self._is_between_segments:
            self.hear(WAKING_SILENCE)
        results = [*self._results, self._vosk.FinalResult()]
        self.words = read_words(results, self._began_samples / RATE)
        self._began_samples = self._heard_samples
        self._results = []
        self._upsampler.reset()
        return read_results(results, self._most_alternatives)

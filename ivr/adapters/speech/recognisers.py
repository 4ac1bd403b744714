"""One Vosk model and its recognisers, shared by the callers of one process."""

from __future__ import annotations

import logging
from threading import Lock
from types import TracebackType

import numpy as np
import vosk
from numpy.typing import NDArray

from ivr.adapters.speech.grammar import Grammar, make_grammar
from ivr.adapters.speech.model_layout import Layout
from ivr.adapters.speech.readings import Reading, read_results
from ivr.adapters.speech.resampling import Upsampler
from ivr.adapters.speech.timed_words import Word, read_words
from ivr.adapters.speech.voice_activity import RATE
from ivr.errors import ModelUnusable

log = logging.getLogger(__name__)


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
    """One decoder. Used by one thread at a time; after `final` it has forgotten the speaker and may be used again."""

    def __init__(self, vosk_recogniser: vosk.KaldiRecognizer, factor: int) -> None:
        self._vosk = vosk_recogniser
        self._most_alternatives = 0
        self.want_alternatives(0)
        self._upsampler = Upsampler(factor)
        self._results: list[str] = []
        self._heard_samples = self._began_samples = 0
        self.words: tuple[Word, ...] = ()

    def want_alternatives(self, most: int) -> None:
        """So many at most in the readings of `final`; 0 for none. Between utterances only: Vosk changes its JSON."""
        self._vosk.SetMaxAlternatives(most)
        self._vosk.SetWords(most == 0)  # the times of words in alternatives fill the log with warnings
        self._most_alternatives = most

    def hear(self, samples: NDArray[np.int16]) -> None:
        """The next 8 kHz samples of the utterance."""
        if not len(samples):
            return
        self._heard_samples += len(samples)
        raised = self._upsampler.raise_rate(samples).astype("<i2").tobytes()
        with VoskErrors("Vosk failed to decode sound"):
            if self._vosk.AcceptWaveform(raised):
                self._results.append(self._vosk.Result())

    def partial(self) -> Reading:
        """What is understood so far; lags by about half a second. Without confidence."""
        return read_results([*self._results, self._vosk.PartialResult()])

    def final(self) -> Reading:
        """The whole utterance; `words` then holds its words, unless alternatives were wanted.

        Frees the decoder's state, so nothing of it reaches the next one.
        """
        results = [*self._results, self._vosk.FinalResult()]
        self.words = read_words(results, self._began_samples / RATE)
        self._began_samples = self._heard_samples
        self._results = []
        self._upsampler.reset()
        return read_results(results, self._most_alternatives)


class Recognisers:
    """The model, loaded once. Free recognisers are slow to make and cold at first, so they are kept and given again."""

    def __init__(self, layout: Layout) -> None:
        """Loads for 0.5 s (small) to minutes (large). Raises ModelUnusable, unless Vosk ends the process itself."""
        vosk.SetLogLevel(-1)
        with VoskErrors(f"{layout.directory} is no model that Vosk opens"):
            self._model = vosk.Model(model_path=str(layout.directory))
        self._rate = layout.rate
        self._takes_grammar = layout.takes_grammar
        self._lock = Lock()
        self._idle: list[Recogniser] = []
        self._grammars: dict[tuple[str, ...], Grammar] = {}

    def warm(self, count: int) -> None:
        """Make and exercise that many free recognisers, so that the first callers need not wait for it."""
        sound = (np.random.default_rng(1).standard_normal(RATE // 2) * 300).astype(np.int16)
        taken = [self.take_open() for _ in range(count)]
        for recogniser in taken:
            recogniser.hear(sound)
            recogniser.final()
            self.give_back(recogniser)

    def take_open(self, alternatives: int = 0) -> Recogniser:
        """A recogniser for whatever may be said, with so many alternatives in its reading. Give it back."""
        with self._lock:
            idle = self._idle.pop() if self._idle else None
        recogniser = idle or self._make()
        recogniser.want_alternatives(alternatives)
        return recogniser

    def give_back(self, recogniser: Recogniser) -> None:
        """After its `final`; only those from take_open."""
        with self._lock:
            self._idle.append(recogniser)

    def make_closed(self, phrases: tuple[str, ...], alternatives: int = 0) -> Recogniser | None:
        """A recogniser for these phrases; None where the model's graph is static or knows none of their words."""
        if not self._takes_grammar or not phrases:
            return None
        grammar = self.grammar(phrases)
        if not grammar.text:
            return None
        recogniser = self._make(grammar.text)
        recogniser.want_alternatives(alternatives)
        return recogniser

    def grammar(self, phrases: tuple[str, ...]) -> Grammar:
        """The grammar of a question; what the model cannot understand is reported the first time."""
        with self._lock:
            found = self._grammars.get(phrases)
            if found is None:
                found = self._grammars[phrases] = make_grammar(phrases, self.knows)
                if found.missing:
                    log.warning("the model has no words for: %s", ", ".join(found.missing))
        return found

    def knows(self, word: str) -> bool:
        """Whether the model's vocabulary has this word."""
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def _make(self, *grammar: str) -> Recogniser:
        with VoskErrors("Vosk cannot make a recogniser"):
            return Recogniser(vosk.KaldiRecognizer(self._model, self._rate, *grammar), self._rate // RATE)

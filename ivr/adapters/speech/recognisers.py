"""One Vosk model and the pool of its recognisers, shared by the callers of one process."""

from __future__ import annotations

import ctypes
import logging
from collections import OrderedDict
from threading import Lock

import numpy as np
import vosk

from ivr.adapters.speech.grammar import Grammar, make_grammar
from ivr.adapters.speech.model_layout import Layout
from ivr.adapters.speech.recogniser import Recogniser, VoskErrors
from ivr.adapters.speech.voice_activity import RATE

log = logging.getLogger(__name__)
# Enough that the questions of many calls find theirs; the phrases of one are a few hundred bytes.
MOST_GRAMMARS = 500
# A decoder remembers every place of the graph it has ever been to, and never forgets one: after so much sound it goes.
RETIRE_SECONDS = 300
# glibc gives threads heaps of their own, up to eight for each processor; a call's thread leaves its decoder's memory in
# one that later calls may not use. With two heaps for all, memory stays level.
M_ARENA_MAX, MOST_ARENAS = -8, 2
# Kaldi's warnings name words a grammar lacks, told here already, and inexact word times in n-best lists, not used.
ERRORS_ONLY = -2


def feed(recogniser: Recogniser) -> None:
    """Let it hear noise once: what a recogniser prepares for its first sound is prepared then."""
    recogniser.hear((np.random.default_rng(1).standard_normal(RATE // 2) * 300).astype(np.int16))
    recogniser.final()


class Recognisers:
    """The model, loaded once, and a bounded pool.

    Open recognisers are slow at first and grow with use (the fixture's to 14 MB, those of a small vendor model to
    140 MB), so some are kept and given again, until they have heard too much. One taken beyond that is made for its
    utterance and thrown away: its caller is served at once, at the price of a cold start. Closed ones cost a
    millisecond and no memory worth telling, warm or cold: they are made for each utterance.
    `python -m bench.recognisers` measures all of this.
    """

    def __init__(self, layout: Layout, keep: int = 4, retire_seconds: float = RETIRE_SECONDS) -> None:
        """Loads for 0.5 s (small) to minutes (large). keep: open recognisers that wait for callers, at most.

        retire_seconds: the sound after which one is thrown away.
        Raises ModelUnusable, unless Vosk ends the process itself.
        """
        _limit_heaps()
        vosk.SetLogLevel(ERRORS_ONLY)
        with VoskErrors(f"{layout.directory} is no model that Vosk opens"):
            self._model = vosk.Model(model_path=str(layout.directory))
        self._rate = layout.rate
        self._takes_grammar = layout.takes_grammar
        self._keep, self._retire_seconds = keep, retire_seconds
        self._lock = Lock()
        self._idle: list[Recogniser] = []
        self._grammars: OrderedDict[tuple[str, ...], Grammar] = OrderedDict()
        self._told: set[str] = set()

    @property
    def waiting(self) -> int:
        """Open recognisers that are ready for a caller."""
        return len(self._idle)

    def warm(self, count: int) -> None:
        """Make and feed that many open recognisers, so that the first callers need not wait for it."""
        taken = [self.take_open() for _ in range(min(count, self._keep))]
        for recogniser in taken:
            feed(recogniser)
            self.give_back(recogniser)

    def take_open(self, alternatives: int = 0) -> Recogniser:
        """A recogniser for whatever may be said, with so many alternatives in its reading. Give it back."""
        with self._lock:
            idle = self._idle.pop() if self._idle else None
        recogniser = idle or self._make()
        recogniser.want_alternatives(alternatives)
        return recogniser

    def give_back(self, recogniser: Recogniser) -> None:
        """Only those from take_open. Kept for the next caller if there is room, and it is fresh and not too old."""
        is_fit = recogniser.is_fresh and recogniser.heard_seconds < self._retire_seconds
        with self._lock:
            if is_fit and len(self._idle) < self._keep:
                self._idle.append(recogniser)

    def make_closed(self, phrases: tuple[str, ...], alternatives: int = 0, is_slow: bool = False) -> Recogniser | None:
        """A recogniser for these phrases, for one utterance. is_slow: it hears the sound played slower.

        None where the model's graph is static (told once) or knows none of their words: listen openly alone.
        """
        if not phrases:
            return None
        if not self._takes_grammar:
            self._tell_once("the model's graph is static: closed questions are heard openly")
            return None
        grammar = self.grammar(phrases)
        if not grammar.text:
            return None
        recogniser = self._make(grammar.text, is_slow=is_slow)
        recogniser.want_alternatives(alternatives)
        return recogniser

    def grammar(self, phrases: tuple[str, ...]) -> Grammar:
        """The grammar of a question; each phrase that the model cannot understand is reported once."""
        with self._lock:
            found = self._grammars.get(phrases) or make_grammar(phrases, self.knows)
            self._grammars[phrases] = found
            self._grammars.move_to_end(phrases)
            if len(self._grammars) > MOST_GRAMMARS:
                self._grammars.popitem(last=False)
        for phrase in found.missing:
            self._tell_once(f"the model has no words for: {phrase}")
        return found

    def knows(self, word: str) -> bool:
        """Whether the model's vocabulary has this word."""
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def _tell_once(self, what: str) -> None:
        if what not in self._told:
            self._told.add(what)
            log.warning("%s", what)

    def _make(self, *grammar: str, is_slow: bool = False) -> Recogniser:
        with VoskErrors("Vosk cannot make a recogniser"):
            return Recogniser(vosk.KaldiRecognizer(self._model, self._rate, *grammar), self._rate // RATE, is_slow)


def _limit_heaps() -> None:
    """For the whole process, where its C library is glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, MOST_ARENAS)

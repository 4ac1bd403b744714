"""One utterance on its way through the decoders: an open one, and one for the phrases of a closed question."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ivr.adapters.speech.readings import weigh
from ivr.adapters.speech.recognisers import Recognisers
from ivr.domain.expecting import Expecting, Kind
from ivr.domain.heard import Said

# Right numbers stand up to the thirtieth place; asking for so many costs nothing measurable.
MOST_ALTERNATIVES = 30
# A decisive word is often in one of ten only; the router is right most often with the first three of them.
OPEN_ALTERNATIVES = 10


class Decoding:
    """Begins with the speech and must be ended by `finish` or `drop`, which give the open recogniser back.

    A closed question listens twice: "人工" or a department may come at any question, and the grammar can only say
    that something else was spoken. The second decoder costs a tenth of the first. Where a telephone number may come, a
    third one hears it slower.
    """

    def __init__(self, recognisers: Recognisers, expecting: Expecting) -> None:
        alternatives = OPEN_ALTERNATIVES if expecting.kind is Kind.OPEN else MOST_ALTERNATIVES
        self._expecting = expecting
        self._recognisers = recognisers
        self._opened = recognisers.take_open(alternatives)
        self._closed = recognisers.make_closed(expecting.grammar, alternatives)
        self._slowed = recognisers.make_closed(expecting.slowly, alternatives, is_slow=True)
        self._waiting: list[NDArray[np.int16]] = []

    def queue(self, samples: NDArray[np.int16]) -> None:
        """Keep samples for the next `decode`."""
        self._waiting.append(samples)

    def decode(self) -> None:
        """Decode what waits."""
        if not self._waiting:
            return
        samples = np.concatenate(self._waiting)
        self._waiting.clear()
        for decoder in (self._opened, self._closed, self._slowed):
            if decoder:
                decoder.hear(samples)

    def partial(self) -> str:
        """What is understood so far: in a closed question's own words where they suffice."""
        self.decode()
        closed = self._closed.partial() if self._closed else None
        return closed.text if closed and not closed.has_unknown else self._opened.partial().text

    def finish(self, seconds: float) -> Said:
        """The utterance is over: what was said in it. seconds: length of the speech."""
        self.decode()
        closed = self._closed.final() if self._closed else None
        slowed = self._slowed.final() if self._slowed else None
        opened = self._opened.final()
        self._recognisers.give_back(self._opened)
        return weigh(self._expecting, closed, opened, seconds, slowed)

    def drop(self) -> None:
        """It was no speech, or nobody wants to know any more."""
        self._opened.final()
        self._recognisers.give_back(self._opened)

"""A simulated caller on the Call port: tells the truth in everyday words, is mis-heard, and loses patience."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ivr.adapters.simulation.durations import (
    ANSWERING_SECONDS,
    BARGED_IN_SECONDS,
    KEY_SECONDS,
    SPOKEN_SECONDS,
    THINKING_SECONDS,
)
from ivr.adapters.simulation.goal import Person
from ivr.adapters.simulation.truth import Truth
from ivr.adapters.store.mishearing import Mishearing
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.likeness import most_alike
from ivr.domain.manner import USUAL
from ivr.domain.outcomes import Outcome
from ivr.domain.prompts import Prompt
from ivr.errors import HungUp

MOST_QUESTIONS = 20
"""Then a call goes in circles for certain, and is ended."""
SAME_QUESTION = 4
"""A question that comes so often is a loop."""
CONFIDENCE = 0.9
SNAPPING = 0.5
"""An ear for a closed question hears the answer that sounds most alike, from this likeness on."""


class SimulatedCaller:
    """See ivr.flows.ports.Call. turns: how often the caller spoke or pressed; seconds: how long the call took.

    gave_up: hung up for lack of patience. is_loop: asked the same too often.
    """

    def __init__(
        self,
        person: Person,
        truth: Truth,
        mishearing: Mishearing,
        seconds_of: Callable[[Prompt], float],
        call_id: str,
        chance: random.Random,
    ) -> None:
        self.id, self.line, self.caller = call_id, "12345", "13800138000"
        self.turns, self.seconds = 0, 0.0
        self.gave_up = self.is_loop = False
        self.outcome: Outcome | None = None
        self.manner = USUAL
        self.prompts: list[Prompt] = []
        self._person, self._truth, self._mishearing = person, truth, mishearing
        self._seconds_of, self._chance = seconds_of, chance
        self._asked: Counter[Prompt] = Counter()

    def say(self, prompt: Prompt) -> None:
        """See Call."""
        self.prompts.append(prompt)
        self.seconds += self._seconds_of(prompt)
        self._truth.hears(prompt)

    def offer(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """See Call. Only who speaks over prompts says so when the wrong department is announced."""
        self.say(prompt)
        objection = self._truth.objection(prompt) if self._person.objects else None
        if objection is None:
            return Silence(0.0)
        return self._speak(objection, expecting)

    def ask(self, prompt: Prompt, expecting: Expecting) -> Heard:
        """See Call."""
        self.prompts.append(prompt)
        self._asked[prompt] += 1
        self._truth.hears(prompt)
        length = self._seconds_of(prompt)
        self.seconds += min(length, BARGED_IN_SECONDS) if self._person.barges_in else length
        self._lose_patience(prompt)
        answer = self._truth.answer(prompt, expecting)
        self.seconds += THINKING_SECONDS
        if isinstance(answer, Pressed):
            self.turns += 1
            self.seconds += KEY_SECONDS * len(answer.digits) + ANSWERING_SECONDS
            return answer
        return self._speak(answer, expecting)

    def record(self, path: Path, longest_seconds: float) -> float:
        """See Call. Simulated callers leave no message."""
        raise HungUp

    def hand_over(self, outcome: Outcome) -> None:
        """See Call."""
        self.outcome = outcome

    def _speak(self, words: str, expecting: Expecting) -> Said:
        self.turns += 1
        self.seconds += SPOKEN_SECONDS * len(words) + ANSWERING_SECONDS
        return Said(self._heard(words, expecting), CONFIDENCE, SPOKEN_SECONDS * len(words))

    def _lose_patience(self, prompt: Prompt) -> None:
        self.is_loop = self._asked[prompt] >= SAME_QUESTION or self._asked.total() > MOST_QUESTIONS
        self.gave_up = self.seconds > self._person.patience_seconds
        if self.gave_up or self.is_loop:
            raise HungUp

    def _heard(self, words: str, expecting: Expecting) -> str:
        misheard = self._mishearing.heard(words, self._chance, self._person.noise)
        if not expecting.phrases or expecting.pieces:
            return misheard
        phrase, likeness = most_alike(misheard, expecting.phrases)
        return phrase if likeness >= SNAPPING else misheard

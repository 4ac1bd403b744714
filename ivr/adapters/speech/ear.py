"""What a call needs from a listener: the Ear port, and the three things it can answer to a piece of sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ivr.domain.expecting import Expecting
from ivr.domain.heard import Said


@dataclass(frozen=True)
class Listening:
    """Nothing to act on yet. speaking: the caller's speech has started in this turn and has not ended."""

    speaking: bool = False


@dataclass(frozen=True)
class SpeechStarted:
    """Enough voice to be speech: stop the prompt. Comes once a turn, at most.

    `speaking` may fall back to False afterwards: it was a cough. The turn then goes on as if nothing had been heard.
    """


@dataclass(frozen=True)
class Finished:
    """The caller's speech is over. Further feeding in this turn answers Finished with the same Said."""

    said: Said


Hearing: TypeAlias = Listening | SpeechStarted | Finished


class Ear(Protocol):
    """Listens to one caller, turn by turn. One thread at a time; no method waits for anything but decoding.

    The ear counts time in sound fed to it. Whoever owns the wall clock decides about silence:
    - not `speaking` for `expecting.silence_seconds` since the prompt ended or speaking fell back: it is Silence;
    - `speaking`, and no sound has arrived for `expecting.pause_seconds` (keys and lost packets stop it): call finish().
    """

    def begin(self, expecting: Expecting) -> None:
        """A new turn: forget the last one. Call it before its prompt starts; the prompt counts as playing."""

    def feed(self, pcm: bytes) -> Hearing:
        """Hear the next piece: 16-bit little-endian mono 8 kHz, any length; half a sample is kept for the next one.

        A long piece that holds several events answers the last; SpeechStarted is then told by Finished itself.
        """

    def prompt_ended(self) -> None:
        """The prompt is over, or was stopped: its echo need no longer be expected."""

    def finish(self) -> Said | None:
        """End the turn now. What was said so far; None when no speech started. Safe to call at any time."""

    def close(self) -> None:
        """The call is over: give everything back. Safe to call twice; the ear is not used afterwards."""

"""From a sound file to what was said in it, passage by passage, so that it can be watched and stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ivr.adapters.transcripts.sound_files import WIDE, read_sound
from ivr.adapters.transcripts.speech_passages import passages_of
from ivr.adapters.transcripts.whisper import Whisper, model_directory
from ivr.domain.transcripts import written

Progress = Callable[[float, float], None]
"""Called before each passage and at the end, with the seconds of speech written down and those there are."""


@dataclass(frozen=True)
class Transcript:
    """text: "" when nobody speaks. seconds: of the whole recording. speech_seconds: of what was decoded."""

    text: str
    seconds: float
    speech_seconds: float


class SecondEar:
    """Writes down one recording after the other. model, most_minutes: as in [transcripts]; cache: var/cache."""

    def __init__(self, model: str, cache: Path, most_minutes: float) -> None:
        self._choice, self._cache, self._most_minutes = model, cache, most_minutes

    @cached_property
    def _whisper(self) -> Whisper:
        """Made when somebody speaks for the first time."""
        return Whisper(model_directory(self._choice, self._cache))

    def rest(self) -> None:
        """Give the model's memory back until the next recording."""
        self.__dict__.pop("_whisper", None)

    def write_down(self, file: Path, progress: Progress = lambda done, all_of_it: None) -> Transcript:
        """Raises TranscriptFailed for this file, SecondEarUnusable for all. What `progress` raises ends it, too."""
        sound = read_sound(file, 60 * self._most_minutes)
        passages = passages_of(sound)
        lengths = [len(samples) / WIDE for samples in passages]
        heard = []
        for number, samples in enumerate(passages):
            progress(sum(lengths[:number]), sum(lengths))
            heard.append(self._whisper.hear(samples))
        progress(sum(lengths), sum(lengths))
        return Transcript(written(heard), sound.seconds, sum(lengths))

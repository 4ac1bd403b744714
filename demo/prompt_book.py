"""Recognises prompts by their sound, as a caller does: which ones were played, and what they said."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demo.audio import RATE, Samples, from_mu_law, read_wav, to_mu_law
from demo.hearing import Frame, Hearing
from ivr.adapters.voice.texts import SLOT, Texts, read_texts
from ivr.errors import DemoFailed
from ivr.settings import Settings

ALIKE = 0.9
"""Correlation of one and the same sound after µ-law is above 0.99, of two prompts of one voice below 0.5."""
COMPARED = RATE
SHORTEST = int(0.15 * RATE)
PAUSES = (0, 960, 1920, 2240)
"""Samples of silence that a joined prompt may have between its parts."""
LEAD_FRAMES = 8
"""A sound's first frames may be too soft to be audible."""
PAUSE_SECONDS, LONG_PAUSE_SECONDS = 0.15, 0.9

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    """One prompt as heard. starts, ends: when its first and last audible sample came. name: "" for other sound."""

    name: str
    text: str
    starts: float
    ends: float
    complete: bool = True


@dataclass
class PromptBook:
    """All sounds of one language. texts: what each sound says."""

    texts: Texts
    said: Mapping[str, str]
    sounds: dict[str, Floats] = field(default_factory=dict)

    def next_prompt(self, hearing: Hearing, since: float, deadline: float) -> Heard:
        """The first prompt that starts after `since`, once it has ended. Raises DemoFailed at the deadline."""
        while time.time() < deadline:
            starts = hearing.first_audible(since, deadline)
            ends = hearing.end_of_sound(starts, deadline, PAUSE_SECONDS)
            found = self.read(hearing, starts, ends)
            if found and found.complete:
                return found
            quiet_until = ends + LONG_PAUSE_SECONDS
            while time.time() < quiet_until and hearing.last_audible(starts) <= ends:
                time.sleep(0.01)
            if hearing.last_audible(starts) > ends:
                if not found:
                    since = starts if ends - starts < 20 else ends
                    continue
                continue
            return found or Heard("", "?", starts, ends)
        raise DemoFailed(f"no prompt came within {deadline - since:.0f} s")

    def read(self, hearing: Hearing, starts: float, ends: float) -> Heard | None:
        """The first prompt in the sound between two moments; None when no sound of the book is in it."""
        with hearing.news:
            frames = [f for f in hearing.frames if starts - LEAD_FRAMES * 0.02 - 0.01 <= f.arrival <= ends]
        onsets = [i for i in range(len(frames)) if frames[i].audible and (i == 0 or not frames[i - 1].audible)]
        for onset in onsets:
            for first in range(onset, max(-1, onset - LEAD_FRAMES), -1):
                names = self._names(frames[first:])
                if names:
                    return self._heard(names, frames, first, ends)
        return None

    def _names(self, frames: list[Frame]) -> list[str]:
        """The sounds that follow each other without a gap from the first sample on."""
        sound = np.concatenate([frame.samples for frame in frames]).astype(np.float32)
        names: list[str] = []
        position = 0
        while True:
            found = [(name, pause) for pause in PAUSES if (name := self._best(sound[position + pause :]))]
            if not found:
                return names
            name, pause = found[0]
            if names and self._ends_prompt(names[-1]):
                return names
            names.append(name)
            position += pause + len(self.sounds[name])

    def _best(self, sound: Floats) -> str:
        if len(sound) < SHORTEST:
            return ""
        best, name = ALIKE, ""
        for candidate, samples in self.sounds.items():
            length = min(len(samples), len(sound), COMPARED)
            alike = _correlation(sound[:length], samples[:length])
            if alike > best:
                best, name = alike, candidate
        return name

    def _heard(self, names: list[str], frames: list[Frame], first: int, ends: float) -> Heard:
        pieces = [name for name in names if self._template(name)]
        samples = sum(len(self.sounds[name]) for name in names)
        begin = next(f.arrival for f in frames[first:] if f.audible)
        text = "".join(self.said[name] for name in names)
        complete = self._ends_prompt(names[-1])
        until = min(ends, frames[first].arrival + samples / RATE + 0.6) if complete else ends
        return Heard(self._template(pieces[0]) if pieces else "", text, begin, until, complete)

    def _template(self, name: str) -> str:
        if name in self.texts.templates:
            return name
        stem = name.rpartition("-")[0]
        return stem if stem in self.texts.templates else ""

    def _ends_prompt(self, name: str) -> bool:
        template = self._template(name)
        if not template or name == template:
            return bool(template)
        return (
            not self.texts.templates[template].endswith("}")
            and f"{template}-{int(name.rpartition('-')[2]) + 1}" not in self.said
        )


def _correlation(one: Floats, other: Floats) -> float:
    scale = float(np.sqrt(np.dot(one, one) * np.dot(other, other)))
    return float(np.dot(one, other)) / scale if scale > 1 else 0.0


def contains(sound: Samples, part: Samples) -> bool:
    """Whether this part is somewhere in the sound."""
    if len(part) > len(sound):
        return False
    a, b = sound.astype(np.float64), from_mu_law(to_mu_law(part)).astype(np.float64)
    size = 1 << (len(a) + len(b)).bit_length()
    cross = np.fft.irfft(np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size)), size)[: len(a) - len(b) + 1]
    power = np.concatenate([[0.0], np.cumsum(a * a)])
    window = power[len(b) :] - power[: len(a) - len(b) + 1]
    return bool(np.max(cross / np.sqrt(np.maximum(window, 1.0) * np.dot(b, b))) > 0.8)


def read_prompt_book(settings: Settings) -> PromptBook:
    """The book of the language in use. Raises PromptMissing or DemoFailed."""
    texts = read_texts(settings.prompts, settings.root / "data")
    said = texts.sounds()
    folder: Path = settings.prompts / "sounds" / "8k"
    sounds = {
        name: from_mu_law(to_mu_law(read_wav(folder / f"{name}.wav"))).astype(np.float32)
        for name in said
        if (folder / f"{name}.wav").exists()
    }
    if not sounds:
        raise DemoFailed(f"no prompt has a sound in {folder}: run ./hotline ivr prompts build")
    return PromptBook(texts, said, sounds)

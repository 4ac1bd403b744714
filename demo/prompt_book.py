"""Recognises prompts by their sound, as a caller does: which ones were played, and what they said."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demo.audio import FRAME, RATE, Samples, from_mu_law, read_wav, to_mu_law
from demo.hearing import Frame, Hearing
from ivr.adapters.voice.texts import Texts, read_texts
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
DEAD_FRAMES = 50
POLL_SECONDS = 0.05
TAIL = 320
"""Samples at the end of a sound that may be missing: all of them are silence."""
HEAD_ALIKE = 0.7
PACK = "/"
"""Between a pack's language and the names of its texts and sounds; the site's own language has no such prefix."""

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

    def __post_init__(self) -> None:
        self._order = list(self.sounds)
        heads = np.stack([np.resize(_padded(self.sounds[name]), SHORTEST) for name in self._order])
        self._heads = heads / np.maximum(np.linalg.norm(heads, axis=1, keepdims=True), 1)

    def next_prompt(self, hearing: Hearing, since: float, deadline: float) -> Heard:
        """The first prompt that starts after `since`, once it ended or broke off. Raises DemoFailed at the deadline.

        Sound that is no prompt comes back with the name "" when a pause follows it.
        """
        starts = hearing.first_audible(since, deadline)
        dead: set[float] = set()
        while True:
            now = time.time()
            found = self.read(hearing, starts, dead)
            if found and (found.complete or hearing.is_quiet(found.ends)):
                return found
            last = hearing.last_audible(starts)
            if not found and hearing.is_quiet(last):
                return Heard("", "?", starts, last)
            if now > deadline:
                so_far = f"only {found.text}" if found else "other sound"
                raise DemoFailed(f"no prompt came to its end within {deadline - since:.0f} s, {so_far}")
            time.sleep(POLL_SECONDS)

    def read(self, hearing: Hearing, starts: float, dead: set[float]) -> Heard | None:
        """The first prompt so far in the sound from this moment on. dead: moments where none begins, remembered."""
        with hearing.news:
            frames = [frame for frame in hearing.frames if frame.arrival >= starts - LEAD_FRAMES * 0.02 - 0.01]
        for onset, frame in enumerate(frames):
            if not frame.audible or frame.arrival in dead or frame.arrival < starts - 0.02:
                continue
            if onset and frames[onset - 1].audible:
                found = self._read_within(frames[onset:], dead)
                if found:
                    return found
                continue
            for first in range(onset, max(-1, onset - LEAD_FRAMES), -1):
                names, position = self._names(frames[first:])
                if names:
                    return self._heard(names, position, frames[first:])
            if len(frames) - onset > DEAD_FRAMES:
                dead.add(frame.arrival)
        return None

    def _read_within(self, frames: list[Frame], dead: set[float]) -> Heard | None:
        """The prompt that begins here in other sound, with no pause before it: after music while waiting."""
        if len(frames) <= DEAD_FRAMES:
            return None
        names, position = self._names(frames)
        if names and (self._template(names[0]) == names[0] or names[0].endswith("-1")):
            return self._heard(names, position, frames)
        dead.add(frames[0].arrival)
        return None

    def _names(self, frames: list[Frame]) -> tuple[list[str], int]:
        """The sounds that follow each other from the first sample on, and where the last one ends."""
        sound = np.concatenate([frame.samples for frame in frames]).astype(np.float32)
        names: list[str] = []
        position = 0
        while not (names and self._ends_prompt(names[-1])):
            for pause in (*PAUSES, -position % FRAME) if names else PAUSES[:1]:
                name = self._best(sound[position + pause :])
                if name:
                    break
            else:
                break
            names.append(name)
            position += pause + len(self.sounds[name])
        return names, position

    def _best(self, sound: Floats) -> str:
        if len(sound) < SHORTEST:
            return ""
        best, name = ALIKE, ""
        head = sound[:SHORTEST]
        promising = np.flatnonzero(self._heads @ head > HEAD_ALIKE * max(float(np.linalg.norm(head)), 1))
        for i in promising:
            samples = self.sounds[self._order[i]]
            length = min(len(samples), len(sound), COMPARED)
            alike = _correlation(sound[:length], samples[:length])
            if alike > best:
                best, name = alike, self._order[i]
        return name

    def _heard(self, names: list[str], position: int, frames: list[Frame]) -> Heard:
        pieces = [name for name in names if self._template(name)]
        text = "".join(self.said[name] for name in names)
        begins = next(frame.arrival for frame in frames if frame.audible)
        ends, samples = begins, 0
        for frame in frames:
            if samples >= position:
                break
            samples += len(frame.samples)
            ends = frame.arrival + len(frame.samples) / RATE if frame.audible else ends
        complete = self._ends_prompt(names[-1]) and samples >= position - TAIL
        name = self._template(pieces[0]).rpartition(PACK)[2] if pieces else ""
        return Heard(name, text, begins, ends, complete)

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


def _padded(samples: Floats) -> Floats:
    return np.pad(samples, (0, max(0, SHORTEST - len(samples))))


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
    """The book of the language in use and of all packs. Raises PromptMissing or DemoFailed."""
    texts = read_texts(settings.prompts, settings.root / "data")
    templates, said, sounds = dict(texts.templates), texts.sounds(), _sounds_in(settings.prompts)
    if not sounds:
        raise DemoFailed(f"no prompt has a sound in {settings.prompts}: run ./hotline ivr prompts build")
    for folder in sorted(settings.prompts.parent.iterdir()):
        if folder != settings.prompts and (folder / "texts.toml").exists():
            pack, prefix = read_texts(folder, None), folder.name + PACK
            templates |= {prefix + name: template for name, template in pack.templates.items()}
            said |= {prefix + name: text for name, text in pack.sounds().items()}
            sounds |= {prefix + name: sound for name, sound in _sounds_in(folder).items()}
    known = {name: sound for name, sound in sounds.items() if name in said}
    return PromptBook(Texts(templates, texts.parts), said, known)


def _sounds_in(prompts: Path) -> dict[str, Floats]:
    """As they sound after µ-law."""
    files = sorted((prompts / "sounds" / "8k").glob("*.wav"))
    return {file.stem: from_mu_law(to_mu_law(read_wav(file))).astype(np.float32) for file in files}

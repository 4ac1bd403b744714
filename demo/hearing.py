"""What one end of a call hears: every packet with its moment of arrival, and the moments derived from it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import numpy as np

from demo.audio import AUDIBLE_DBFS, FRAME, RATE, Samples, level
from ivr.errors import DemoFailed

GAP_SECONDS = 0.1
"""Asterisk sends 50 packets a second while something plays, and none after it."""
QUIET_SECONDS = 0.9
"""Longer than the pauses inside a prompt."""


@dataclass(frozen=True)
class Frame:
    """The sound of one packet. arrival: seconds since the epoch, stamped by the kernel."""

    arrival: float
    samples: Samples
    audible: bool


@dataclass
class Hearing:
    """Filled by the media thread, read by the caller's script."""

    frames: list[Frame] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def take(self, arrival: float, samples: Samples) -> None:
        """Add a packet's sound."""
        with self.news:
            self.frames.append(Frame(arrival, samples, level(samples) > AUDIBLE_DBFS))
            self.news.notify_all()

    def first_audible(self, since: float, deadline: float) -> float:
        """When the first audible sample after `since` arrived. Raises DemoFailed at the deadline."""
        seen = 0
        while True:
            with self.news:
                for frame in self.frames[seen:]:
                    if frame.audible and frame.arrival >= since:
                        return frame.arrival + _onset(frame.samples)
                seen = len(self.frames)
                if not self.news.wait(max(0.0, deadline - time.time())) and time.time() >= deadline:
                    raise DemoFailed(f"nothing audible came within {deadline - since:.1f} s")

    def end_of_sound(self, since: float, deadline: float, quiet: float = QUIET_SECONDS) -> float:
        """When the last audible sample before a pause came: no packets at all, or `quiet` seconds of silence."""
        while True:
            now = time.time()
            last, newest = self.last_audible(since), self._newest()
            if last and (now - newest > GAP_SECONDS or newest - last > quiet):
                return last
            if now > deadline:
                raise DemoFailed(f"the sound did not end within {deadline - since:.1f} s")
            time.sleep(0.01)

    def is_quiet(self, since: float, quiet: float = QUIET_SECONDS) -> bool:
        """Whether nothing audible has come after this moment, for so long that the sound must have ended."""
        return time.time() - since > quiet and self.last_audible(since) == 0.0

    def last_audible(self, since: float) -> float:
        """When the last audible frame since then ended; 0.0 when there was none."""
        with self.news:
            for frame in reversed(self.frames):
                if frame.arrival < since - 0.001:
                    return 0.0
                if frame.audible:
                    return frame.arrival + len(frame.samples) / RATE
        return 0.0

    def stopped_after(self, moment: float, deadline: float) -> float:
        """When the sound that was playing at this moment stopped: a pause of 0.25 s follows. Raises DemoFailed."""
        while time.time() < deadline:
            now = time.time()
            with self.news:
                lately = [frame for frame in self.frames if frame.audible and frame.arrival > moment - 0.5]
            ends = [frame.arrival + len(frame.samples) / RATE for frame in lately]
            for ended, following in zip(ends, [*ends[1:], now], strict=True):
                if following > moment and following - ended > 0.25:
                    return ended
            time.sleep(0.01)
        raise DemoFailed(f"the sound did not stop within {deadline - moment:.1f} s")

    def between(self, start: float, end: float) -> Samples:
        """The sound that arrived in between, packet after packet."""
        with self.news:
            parts = [frame.samples for frame in self.frames if start <= frame.arrival <= end]
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)

    def recording(self, start: float) -> Samples:
        """Everything heard since then in its time, pauses as silence."""
        with self.news:
            frames = [frame for frame in self.frames if frame.arrival >= start]
        parts, position = [], 0
        for frame in frames:
            due = int((frame.arrival - start) * RATE)
            if due - position > 2 * FRAME:
                parts.append(np.zeros(due - position, np.int16))
                position = due
            parts.append(frame.samples)
            position += len(frame.samples)
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)

    def _newest(self) -> float:
        with self.news:
            return self.frames[-1].arrival if self.frames else 0.0


def _onset(samples: Samples) -> float:
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 32768 * 10 ** (AUDIBLE_DBFS / 20))
    return float(loud[0]) / RATE if len(loud) else 0.0

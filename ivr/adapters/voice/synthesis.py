"""The one interface of speech synthesisers, and the choice among them."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ivr.adapters.voice.tongues import tongue_of
from ivr.errors import SynthesisFailed


class Synthesiser(Protocol):
    """Speaks a text into a file."""

    @property
    def voice(self) -> str:
        """Engine and voice, such as "kokoro zf_xiaoxiao"; part of a sound's stamp."""

    def speak(self, text: str, target: Path) -> None:
        """Write the spoken text to `target`, in a format ffmpeg reads. Raises SynthesisFailed and leaves no file."""


def choose(engine: str, cache: Path, language: str = "zh-CN") -> Synthesiser:
    """The synthesiser of this name: "edge", "kokoro", or "auto" – edge where its service answers, else Kokoro."""
    tongue = tongue_of(language)
    from ivr.adapters.voice.edge import Edge, is_reachable

    if engine == "edge" or (engine == "auto" and is_reachable()):
        return Edge(tongue.edge)
    if engine in ("kokoro", "auto"):
        from ivr.adapters.voice.kokoro import Kokoro, read_mandarin
        from ivr.adapters.voice.phonemes import read_by_espeak

        reader = read_by_espeak(tongue.espeak) if tongue.espeak else read_mandarin()
        return Kokoro(cache / "kokoro", tongue.kokoro, reader=reader)
    raise SynthesisFailed(f"no speech engine {engine!r}: choose auto, edge or kokoro")

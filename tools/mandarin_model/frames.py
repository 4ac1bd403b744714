"""The sentences written for this model (sentences.toml): commands, fillers, and frames around names and quantities."""

from __future__ import annotations

import tomllib
from pathlib import Path

_TEXTS = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))


def _list(name: str) -> list[str]:
    return [text for line in _TEXTS[name].split() for text in line.split("|") if text]


COMMANDS = _list("commands")
CLOSED_WORDS = _list("closed_words")
CLOSED_PHRASES = _list("closed_phrases")
LEAD_INS = _list("lead_ins")
TAILS = _list("tails")
NAME_FRAMES = _list("name_frames")
MATTER_FRAMES = _list("matter_frames")
PLACE_FRAMES = _list("place_frames")
TIME_FRAMES = _list("time_frames")
PHONE_FRAMES = _list("phone_frames")
DAYS = _list("days")
SOON = _list("soon")

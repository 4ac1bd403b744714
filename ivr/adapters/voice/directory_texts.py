"""What of data/*.csv must be spoken: answers, questions for facts, names of matters and streets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ivr.adapters.voice.directory_sounds import KINDS, sound_name
from ivr.adapters.voice.texts import read_rows, read_toml

SOURCES = {
    "fact": ("facts.csv", "question"),
    "answer": ("answers.csv", "text"),
    "matter": ("matters.csv", "matter"),
    "street": ("streets.csv", "street"),
}


def read_directory_texts(prompts: Path, directory_sources: Path) -> dict[str, dict[str, str]]:
    """For each kind the sounds there must be: name → text as it is spoken. Raises PromptMissing."""
    readings = {written: str(spoken) for written, spoken in read_toml(prompts / "readings.toml").items()}
    return {kind: _of_kind(kind, directory_sources, readings) for kind in KINDS}


def _of_kind(kind: str, sources: Path, readings: Mapping[str, str]) -> dict[str, str]:
    file, column = SOURCES[kind]
    texts = dict.fromkeys(row[column].strip() for row in read_rows(sources / file))
    return {sound_name(kind, text): _read_out(text, readings) for text in texts if text}


def _read_out(text: str, readings: Mapping[str, str]) -> str:
    for written, spoken in readings.items():
        text = text.replace(written, spoken)
    return text

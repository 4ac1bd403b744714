"""Reads prompts/<language>/*.toml and the directory's names: which texts there are, how a prompt is put together."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr.adapters.voice.slots import PAUSES, own_words, parts_of
from ivr.domain.prompts import Prompt
from ivr.errors import PromptMissing

SLOT = re.compile(r"\{(\w+)\}")
CUT = "\0"


@dataclass(frozen=True)
class Texts:
    """All spoken texts of one language. templates: by prompt name, with {slots}. parts: what fills them, by name."""

    templates: Mapping[str, str]
    parts: Mapping[str, str]

    def sounds(self) -> dict[str, str]:
        """Every sound file there must be: name → text. A template with slots is cut at them: name-1, name-2 …"""
        found = dict(self.parts)
        for name, template in self.templates.items():
            pieces = [piece for piece, is_slot in _pieces(template) if not is_slot]
            found.update({_piece_name(name, template, i): piece for i, piece in enumerate(pieces)})
        return found

    def assemble(self, prompt: Prompt) -> list[str]:
        """The names of the sounds that make up a prompt, in order, pauses among them. Raises PromptMissing."""
        try:
            template = self.templates[prompt.name]
        except KeyError:
            raise PromptMissing(
                f"no prompt named {prompt.name!r}: add it to texts.toml, then build the prompts"
            ) from None
        slots = dict(prompt.slots)
        names: list[str] = []
        number = 0
        for piece, is_slot in _pieces(template):
            if not is_slot:
                names.append(_piece_name(prompt.name, template, number))
                number += 1
            elif piece in slots:
                names += parts_of(slots[piece], self.parts)
            else:
                raise PromptMissing(f"prompt {prompt.name!r} needs {{{piece}}}, which the call did not give")
        return names

    def spoken(self, prompt: Prompt) -> str:
        """What is said, as text."""
        sounds = self.sounds()
        for _, slot in prompt.slots:
            sounds.update(own_words(slot))
        return _joined(sounds[name] for name in self.assemble(prompt) if name not in PAUSES)


def read_texts(prompts: Path, directory_sources: Path | None) -> Texts:
    """The texts of one language folder, and the names of departments and districts. Raises PromptMissing.

    directory_sources: None for a language that has no words for them.
    """
    parts = dict(_flatten(read_toml(prompts / "parts.toml")))
    parts.update(_names(directory_sources) if directory_sources else {})
    return Texts(dict(_flatten(read_toml(prompts / "texts.toml"))), parts)


def read_toml(file: Path) -> dict[str, Any]:
    """What an admin wrote. Raises PromptMissing."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PromptMissing(f"{file} cannot be read: {error}. Correct it, or take it back from git") from error


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def _names(sources: Path) -> Iterator[tuple[str, str]]:
    for file, names in (("departments.csv", "short_names"), ("district_departments.csv", "aliases")):
        for row in read_rows(sources / file):
            yield f"department.{row['id']}", (row[names] or row["name"]).split(";")[0]
    for row in read_rows(sources / "districts.csv"):
        yield f"district.{row['code']}", row["district"]


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a table of the directory's sources."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _pieces(template: str) -> Iterator[tuple[str, bool]]:
    """The template cut at its slots: (text, False) or (slot name, True). Pieces of punctuation alone are dropped."""
    for i, piece in enumerate(SLOT.split(template)):
        if i % 2:
            yield piece, True
        elif any(c.isalnum() for c in piece):
            yield piece.strip("，,"), False


def _joined(pieces: Iterable[str]) -> str:
    """With a blank between words of an alphabet; Chinese has none."""
    return re.sub(f"(?<=[A-Za-z]){CUT}(?=[A-Za-z])", " ", CUT.join(pieces)).replace(CUT, "")


def _piece_name(name: str, template: str, number: int) -> str:
    return name if not SLOT.search(template) else f"{name}-{number + 1}"

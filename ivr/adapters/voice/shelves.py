"""All folders of sounds with what they must hold: prompts, answers, questions for facts, matters, streets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ivr.adapters.voice.build import MANIFEST, OPUS, WAV, Form, faults, read_manifest
from ivr.adapters.voice.directory_texts import read_directory_texts
from ivr.adapters.voice.texts import Texts, read_texts

NAMES = ("matter", "street")
"""Kinds that a neutral word replaces where they have no sound: these can wait. An answer's callers are transferred."""
MISREAD = re.compile("[0-9A-Za-z]")
"""What voices misread."""
LONGEST_PROMPT_SECONDS, LONGEST_ANSWER_SECONDS = 15.0, 20.0
"""A caller who knows what they want does not wait longer; the national standard asks for short messages."""


@dataclass(frozen=True)
class Shelf:
    """A folder of sounds. wanted: name → text. unreadable: texts that no voice may be given, and what to do.

    is_optional: a call goes on without them. is_recorded: people spoke them, so they only have to be there.
    """

    kind: str
    wanted: dict[str, str]
    folder: Path
    form: Form
    longest_seconds: float
    is_optional: bool = False
    unreadable: tuple[str, ...] = ()
    is_recorded: bool = False

    def faults(self) -> list[str]:
        """What is wrong with the sounds, one sentence each, beginning with what is missing or stale."""
        if self.is_recorded:
            return [*self._not_recorded()]
        return [*faults(self.wanted, self.folder, self.form), *self.unreadable, *self._too_long()]

    def _not_recorded(self) -> Iterator[str]:
        for name, text in self.wanted.items():
            if not (self.folder / f"{name}{self.form.suffix}").exists():
                yield f"{name}: no sound for {text!r}"

    def _too_long(self) -> Iterator[str]:
        for name, entry in read_manifest(self.folder).items():
            if name in self.wanted and entry["seconds"] > self.longest_seconds:
                most = f"{self.longest_seconds:.0f} s"
                yield f"{name}: {entry['seconds']:.0f} s are more than {most}, shorten {entry['text']!r}"


def read_shelves(prompts: Path, directory_sources: Path, texts: Texts | None = None) -> list[Shelf]:
    """All shelves of one language, the prompts first. Raises PromptMissing."""
    wanted = (texts or read_texts(prompts, directory_sources)).sounds()
    of_directory = read_directory_texts(prompts, directory_sources)
    return [
        Shelf("prompt", wanted, prompts / "sounds" / "8k", WAV, LONGEST_PROMPT_SECONDS),
        *(_of_directory(kind, wanted, prompts / "sounds" / "directory") for kind, wanted in of_directory.items()),
    ]


def read_packs(prompts: Path) -> dict[str, Shelf]:
    """The packs of other languages: name → sounds. prompts: the folder of the site's own. Raises PromptMissing."""
    folders = (file.parent for file in sorted(prompts.parent.glob("*/texts.toml")))
    return {folder.name: _of_pack(folder) for folder in folders if folder.name != prompts.name}


def _of_pack(folder: Path) -> Shelf:
    sounds = folder / "sounds" / "8k"
    is_recorded = any(sounds.glob("*.wav")) and not (sounds / MANIFEST).exists()
    wanted = read_texts(folder, None).sounds()
    return Shelf(f"pack {folder.name}", wanted, sounds, WAV, LONGEST_PROMPT_SECONDS, is_recorded=is_recorded)


def _of_directory(kind: str, texts: dict[str, str], folder: Path) -> Shelf:
    unreadable = tuple(
        f"{name}: voices misread the figures or letters of {text!r}, {_remedy(kind)}"
        for name, text in texts.items()
        if MISREAD.search(text)
    )
    wanted = {name: text for name, text in texts.items() if not MISREAD.search(text)}
    return Shelf(kind, wanted, folder / kind, OPUS, LONGEST_ANSWER_SECONDS, kind in NAMES, unreadable)


def _remedy(kind: str) -> str:
    return "say how in readings.toml" if kind in NAMES else "write them as Chinese words"

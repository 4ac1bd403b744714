"""Hears the language of a pack: with the Vosk model and the words that its folder under prompts/ brings."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.adapters.speech import models
from ivr.adapters.speech.vosk_ear import Ears
from ivr.domain.pack_words import EVERYWHERE, KEYS_ALONE, PackWords, Question
from ivr.errors import HotlineError, PromptMissing
from ivr.settings import Settings

log = logging.getLogger(__name__)
MODEL, WORDS = "model", "words.toml"
EMERGENCY = "emergency"
SECTIONS = (EVERYWHERE, *(question.value for question in Question), EMERGENCY)
KEYS, NUMBERS = "0123456789*", ("110", "119", "120", "122")
KEEP = 2
"""Recognisers that wait for a caller: few calls at a time are in another language."""


@dataclass(frozen=True)
class ForeignEars:
    """ears: None where callers have keys alone."""

    ears: Ears | None = None
    words: PackWords = KEYS_ALONE


def has_model(pack: Path) -> bool:
    """Whether the folder of a pack brings a speech model, or a link to one."""
    return (pack / MODEL).exists()


def foreign_ears(settings: Settings) -> ForeignEars:
    """For the pack that is in use. Where its model or its words cannot be used, keys alone, which the log tells."""
    pack = settings.prompts.parent / settings.talk.foreign_language
    if not settings.talk.foreign_language or not has_model(pack):
        return ForeignEars()
    try:
        words = read_words(pack)
        layout = models.prepare(settings, pack / MODEL)
        models.try_out(layout)
        return ForeignEars(Ears(layout, warm=0, keep=KEEP), words)
    except HotlineError as error:
        log.error("the pack %s has keys alone: %s", pack.name, error)
        return ForeignEars()


def read_words(pack: Path) -> PackWords:
    """What stands for the keys. Raises PromptMissing, naming the file and what is wrong in it."""
    file = pack / WORDS
    try:
        sections = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PromptMissing(f"{file}: {error}. A pack with a speech model needs it; prompts/en has one") from error
    for name, phrases in sections.items():
        if name not in SECTIONS or not _are_phrases(phrases, NUMBERS if name == EMERGENCY else KEYS):
            raise PromptMissing(
                f'{file}: [{name}] is none of {", ".join(SECTIONS)}, with lines as: 1 = ["yes", "yeah"]'
            )
    read = {name: {key: tuple(said) for key, said in phrases.items()} for name, phrases in sections.items()}
    return PackWords({name: phrases for name, phrases in read.items() if name != EMERGENCY}, read.get(EMERGENCY, {}))


def _are_phrases(phrases: object, known: Collection[str]) -> bool:
    if not isinstance(phrases, Mapping) or not set(phrases) <= set(known):
        return False
    lists = phrases.values()
    return all(isinstance(said, list) and all(isinstance(phrase, str) and phrase for phrase in said) for said in lists)

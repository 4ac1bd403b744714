"""What must not go to a department's router: emergencies, commands, my case, the hotline itself, chat, noise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ivr.domain import scope
from ivr.domain.dialogue import MANNERS, command_in
from ivr.domain.emergencies import emergency_numbers_in
from ivr.domain.heard import Said
from ivr.domain.homophones import characters_of
from ivr.domain.mending import Vocabulary

VOCABULARY = Vocabulary(scope.SPOKEN)


@dataclass(frozen=True)
class Special:
    """labels: what it may be, the most fitting first: EMERGENCY_119, HUMAN, OUT_OF_SCOPE and so on."""

    labels: tuple[str, ...]


@lru_cache(maxsize=256)
def special_in(text: str) -> Special | None:
    """What the text is, when it is no matter for a department."""
    labels = tuple(dict.fromkeys(_labels(text)))
    return Special(labels) if labels else None


def _labels(text: str) -> list[str]:
    emergencies = [f"EMERGENCY_{number}" for number in emergency_numbers_in(text)]
    if emergencies:
        return emergencies
    if scope.is_foreign(text):
        return ["FOREIGN_LANGUAGE"]
    written = characters_of(text)
    if not any(character.isalnum() for character in text) or (written and scope.is_noise(written)):
        return ["NO_INPUT"]
    command = command_in(Said(text))
    if command is not None and not scope.FAQ.is_in(written):
        return ["REPEAT" if command in MANNERS else command.name]
    mended = VOCABULARY.mended(written)
    return _outside(written) or ([] if mended == written else _outside(mended))


def _outside(text: str) -> list[str]:
    if scope.STATUS.is_in(text):
        return ["STATUS"]
    if len(text) <= scope.LONGEST_QUESTION and scope.FAQ.is_in(text):
        return ["FAQ"]
    if scope.NO_INPUT.is_in(text):
        return ["NO_INPUT", "OUT_OF_SCOPE"]
    return ["OUT_OF_SCOPE"] if len(text) <= scope.LONGEST_QUESTION and scope.CHAT.is_in(text) else []

"""What a model must be able to hear here: the words of closed questions and commands, and the directory's names."""

from __future__ import annotations

from ivr.domain.dialogue import COMMANDS
from ivr.domain.directory import Directory
from ivr.domain.emergency_sounds import SPOKEN
from ivr.domain.expecting import COMMAND_WORDS, DIGITS, MOMENT, OWN_NUMBER_WORDS, POSITION_WORDS, YES_NO_WORDS


def needed_phrases(directory: Directory) -> dict[str, tuple[str, ...]]:
    """Phrases by group, the most important group first."""
    departments = directory.departments.values()
    return {
        "yes and no": YES_NO_WORDS,
        "commands": (*COMMAND_WORDS, *(word for words in COMMANDS.values() for word in words)),
        "digits": DIGITS.pieces,
        "times": MOMENT.pieces,
        "choices": (*POSITION_WORDS, *OWN_NUMBER_WORDS),
        "emergencies": tuple(word for words in SPOKEN.values() for word in words),
        "districts": directory.districts,
        "departments": tuple(name for d in departments for name in (d.spoken, *d.aliases)),
        "places": tuple(directory.places.names),
    }

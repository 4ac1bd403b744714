"""What callers may say in another language instead of pressing a key, where a speech model hears that language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from ivr.domain.dialogue import Emergency
from ivr.domain.expecting import DIGITS, KEYS_ONLY, Expecting, Kind
from ivr.domain.heard import Heard, Pressed, Said

WITHOUT_BLANKS = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
"""Japanese, Chinese and Thai are written without blanks: a phrase of theirs may stand inside other words."""


class Question(Enum):
    """The questions of a pack, as its words.toml names them."""

    MENU = "menu"
    YES_NO = "yes_no"
    STARS = "stars"
    DIGITS = "digits"


EVERYWHERE = "any"
Phrases = Mapping[str, tuple[str, ...]]
"""The phrases for each key, or for each emergency number."""


@dataclass(frozen=True)
class PackWords:
    """keys: by question, or EVERYWHERE. emergencies: what is happening now, by the number to call.

    Empty for a pack whose language nothing hears: then there are keys only.
    """

    keys: Mapping[str, Phrases] = field(default_factory=dict)
    emergencies: Phrases = field(default_factory=dict)

    def expecting(self, question: Question) -> Expecting:
        """The turn of this question."""
        usual = DIGITS if question is Question.DIGITS else KEYS_ONLY
        phrases = tuple(phrase for where in (question.value, EVERYWHERE) for _, phrase in self._at(where))
        if not phrases:
            return usual
        return replace(usual, kind=Kind.PACK, phrases=phrases, pieces=(), runs=(), slowly=())

    def understood(self, question: Question, heard: Heard) -> Heard | Emergency:
        """The key that was meant, or the emergency. Words that mean neither, or several keys, are not understood:
        nobody reads them as words of the site's own language."""
        if not isinstance(heard, Said) or not self.keys:
            return heard
        text = " ".join(heard.text.lower().split())
        for number, phrases in self.emergencies.items():
            if any(_pattern(phrase).search(text) for phrase in phrases):
                return Emergency(number)
        keys = self._keys_in(question.value, text)
        if keys and question is Question.DIGITS:
            return Pressed("".join(keys))
        keys = keys or self._keys_in(EVERYWHERE, text)
        return Pressed(keys[0]) if len(set(keys)) == 1 else replace(heard, text="", alternatives=())

    def _keys_in(self, where: str, text: str) -> list[str]:
        """In the order in which they were said; a longer phrase wins over one inside it."""
        found: list[tuple[int, str]] = []
        for key, phrase in sorted(self._at(where), key=lambda known: -len(known[1])):
            pattern = _pattern(phrase)
            found += [(match.start(), key) for match in pattern.finditer(text)]
            text = pattern.sub(lambda match: "\0" * len(match[0]), text)
        return [key for _, key in sorted(found)]

    def _at(self, where: str) -> Iterator[tuple[str, str]]:
        for key, phrases in self.keys.get(where, {}).items():
            yield from ((key, phrase) for phrase in phrases)


def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as whole words, in scripts that have them."""
    before = "" if re.match(f"[{WITHOUT_BLANKS}]", phrase) else r"(?<!\w)"
    after = "" if re.search(f"[{WITHOUT_BLANKS}]$", phrase) else r"(?!\w)"
    return re.compile(before + re.escape(phrase) + after)


KEYS_ALONE = PackWords()
"""Of a pack whose language nothing hears."""

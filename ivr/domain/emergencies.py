"""Which emergency numbers a caller's words call for; none for a question, a complaint or what is long over."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from ivr.domain import emergency_words as words
from ivr.domain.emergency_sounds import HARMLESS_SPOKEN, SPOKEN
from ivr.domain.homophones import as_heard, characters_of
from ivr.domain.mending import Vocabulary
from ivr.domain.not_now import is_not_now, sounds_not_now, without_harmless
from ivr.domain.signs import Sign

SIGNS = (
    (("119",), Sign(words.FIRE)),
    (("119",), Sign(words.SMOKE, words.BAD_SMOKE)),
    (("119",), Sign(words.GAS_LEAK, words.SEWER)),
    (("119", "120", "110"), Sign(words.DROWNING)),
    (("110", "119", "120"), Sign(words.SUICIDE)),
    (("122",), Sign(words.CRASH, words.ANIMAL)),
    (("119",), Sign(words.TRAPPED)),
    (("110",), Sign(words.ROBBERY, words.TICKETS)),
    (("110",), Sign(words.FIGHT, words.DOGS)),
    (("110",), Sign(words.BURGLARY)),
    (("110",), Sign(words.HELD)),
    (("120",), Sign(words.MEDICAL)),
    (("110",), Sign(words.MISSING, words.PETS)),
    (("110",), Sign(words.POLICE)),
    (("119",), Sign(words.FIREFIGHTERS)),
)
"""The first fits best where several are found."""
CRY = (("110", "120", "119"), Sign(words.CRY))
"""When nothing says what it is."""
FRAUD = (("110",), Sign(words.FRAUD))
"""An emergency though its words are those of a complaint."""
INJURED = re.compile(words.INJURED)
VOCABULARY = Vocabulary((*(word for spoken in SPOKEN.values() for word in spoken), *HARMLESS_SPOKEN))


@lru_cache(maxsize=256)
def emergency_numbers_in(text: str) -> tuple[str, ...]:
    """The numbers to call at once, the most fitting first: as written, or else by sound."""
    written = characters_of(text)
    if FRAUD[1].is_in(written):
        return FRAUD[0]
    if is_not_now(written):
        return ()
    if found := _written(written) or _heard(written):
        return found
    mended = VOCABULARY.mended(written)
    return () if mended == written else _written(mended) or _heard(mended)


def is_written_out(text: str) -> bool:
    """Whether the words of an emergency stand there as they are, not only others that sound like them."""
    return bool(_written(characters_of(text)))


def _written(text: str) -> tuple[str, ...]:
    if is_not_now(text):
        return ()
    text = without_harmless(text)
    return _numbers(text, lambda sign: sign.is_in(text))


def _heard(text: str) -> tuple[str, ...]:
    if is_not_now(text) or sounds_not_now(text):
        return ()
    text = without_harmless(text)
    heard = as_heard(text)
    return _numbers(text, lambda sign: sign.sounds_in(text, heard))


def _numbers(text: str, is_found: Callable[[Sign], bool]) -> tuple[str, ...]:
    found = [numbers for numbers, sign in SIGNS if is_found(sign)] or [n for n, sign in (CRY,) if is_found(sign)]
    numbers = [number for each in found for number in each]
    if "122" in numbers and INJURED.search(text):
        numbers.insert(numbers.index("122") + 1, "120")
    return tuple(dict.fromkeys(numbers))

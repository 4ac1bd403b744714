"""Of several readings of one answer, the one that can be meant: by what was asked, not by the recogniser's taste."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from ivr.domain.dialogue import Command, command_in, yes_or_no
from ivr.domain.expecting import Expecting, Kind
from ivr.domain.heard import Said
from ivr.domain.likeness import likeness, most_alike
from ivr.domain.number_choice import Guess, likeliest_number
from ivr.domain.phone_numbers import means_own_number, number_in
from ivr.domain.times import speaks_of_time

WITNESSED, WITNESSED_MIXTURE = 0.5, 0.8
"""A closed reading less like the open one than this was squeezed out of something else; of several phrases (对是 for
随时) more is asked."""
SURE = 0.7
"""Share from which a phrase of the grammar counts against as many other syllables heard openly."""
NEARLY = 0.8
"""An open reading so much like a phrase is that phrase misheard."""
Meaning: TypeAlias = tuple[bool | None, Command | None]
"""Yes or no, and the command, that a reading says."""
NO_MEANING: Meaning = (None, None)
FEWEST_BEGUN = 2
"""Characters from which the beginning of a name stands for it."""
SOUNDS_LIKE = 0.7
"""From which a mixture of the grammar's words stands for a phrase as long as it: 好点 for 好的."""


NOTHING = Guess("", 0.0)


def choose(
    expecting: Expecting, closed: Sequence[Guess], opened: Sequence[Guess], slowed: Sequence[Guess] = ()
) -> Guess:
    """The reading to act on, of readings with the best first; any may be empty.

    closed: of the decoder limited to the question's grammar; opened: of the free one; slowed: of one limited to numbers
    that heard the sound slower. An open question takes what was heard openly, and so does a closed one where nothing
    else can be meant: the caller may have said something that was not asked for.
    """
    heard = opened[0] if opened else NOTHING
    if expecting.kind is Kind.OPEN:
        return heard
    if expecting.kind in (Kind.DIGITS, Kind.OWN_NUMBER):
        number = likeliest_number(opened, closed, slowed)
        if number:
            return number
    first = closed[0] if closed else NOTHING
    if expecting.kind is Kind.PACK:  # another language, whose sounds are not compared here
        return first if first.text and not first.has_unknown else heard
    if _counts(first, heard, expecting) and _is_answer(first.text, expecting):
        return first
    if expecting.kind in (Kind.YES_NO, Kind.OWN_NUMBER) and not _is_answer(heard.text, expecting):
        meaning = _likeliest_meaning(closed, expecting)
        if meaning.share >= SURE and len(meaning.text) == len(heard.text):
            return meaning
    if expecting.kind in (Kind.CHOICE, Kind.DISTRICT) and (name := _begun(heard.text, expecting.phrases)):
        return Guess(name, heard.share)
    phrase, alike = most_alike(heard.text, expecting.phrases)
    return Guess(phrase, alike) if alike >= NEARLY else heard


def _counts(guess: Guess, heard: Guess, expecting: Expecting) -> bool:
    """Nothing else was heard with it, and what was heard openly sounds a little like it."""
    if not guess.text or guess.has_unknown:
        return False
    is_single = bool(expecting.pieces) or guess.text in expecting.phrases
    if is_single and len(guess.text) == len(heard.text) and guess.share >= SURE:
        return True
    alike = likeness(guess.text, heard.text) if heard.text else 1.0
    return alike >= (WITNESSED if is_single else WITNESSED_MIXTURE)


def _likeliest_meaning(closed: Sequence[Guess], expecting: Expecting) -> Guess:
    """The likeliest phrase of what most readings of the grammar mean together: 好, 行 and 好点 are all a yes.

    A mixture (好行) counts for a phrase as long as it that was heard, too. Readings without a word, and mixtures that
    mean nothing (行点), say nothing of what was said, and do not count.
    """
    shares: dict[tuple[Meaning, int], float] = {}
    phrases: dict[tuple[Meaning, int], str] = {}
    idle = 0.0
    for guess in (guess for guess in closed if not guess.has_unknown):
        phrase = _phrase_for(guess.text, expecting.phrases)
        text = phrase or guess.text
        meaning = _meaning(text), len(text)
        if meaning[0] == NO_MEANING or not _is_made_of(text, expecting.phrases):
            idle += guess.share
            continue
        shares[meaning] = shares.get(meaning, 0.0) + guess.share
        if phrase:
            phrases.setdefault(meaning, phrase)
    most = max(phrases, key=lambda meaning: shares[meaning], default=None)
    return Guess(phrases[most], shares[most] / max(1 - idle, shares[most])) if most and shares[most] else NOTHING


def _meaning(text: str) -> Meaning:
    return yes_or_no(Said(text)), command_in(Said(text))


def _phrase_for(text: str, phrases: tuple[str, ...]) -> str:
    """The phrase that a reading is, or sounds like and is as long as; "" for none."""
    if text in phrases:
        return text
    phrase, alike = most_alike(text, (phrase for phrase in phrases if len(phrase) == len(text)))
    return phrase if alike >= SOUNDS_LIKE else ""


def _is_answer(text: str, expecting: Expecting) -> bool:
    match expecting.kind:
        case Kind.YES_NO | Kind.OWN_NUMBER:
            return _is_made_of(text, expecting.phrases) and (
                yes_or_no(Said(text)) is not None or command_in(Said(text)) is not None or means_own_number(text)
            )
        case Kind.DIGITS:
            return number_in(Said(text)) is not None
        case Kind.MOMENT:
            return speaks_of_time(text)
        case Kind.CHOICE | Kind.DISTRICT:
            return _is_made_of(text, expecting.phrases)
        case Kind.OPEN | Kind.PACK:
            return True


def _begun(text: str, phrases: Iterable[str]) -> str:
    """The one name that begins with what was heard, said in part (体育 for 体育局); "" for none or several."""
    if len(text) < FEWEST_BEGUN:
        return ""
    beginning = [phrase for phrase in phrases if phrase.startswith(text)]
    shortest = min(beginning, key=len, default="")
    return shortest if all(phrase.startswith(shortest) for phrase in beginning) else ""


def _is_made_of(text: str, phrases: Iterable[str]) -> bool:
    """Whether it is whole phrases one after the other: a grammar of words may also mix the words of two."""
    ends = {0}
    for start in range(len(text)):
        if start in ends:
            ends.update(start + len(phrase) for phrase in phrases if text.startswith(phrase, start))
    return len(text) in ends

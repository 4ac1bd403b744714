"""Whether a model has words for what must be heard, and which of its words sound like those it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ivr.adapters.speech.error_rates import plain
from ivr.adapters.speech.grammar import LONGEST_WORD, split_into_words
from ivr.domain.pinyin import HAN, fold, syllables

# A model with fewer words in Chinese characters than this was made for another language.
FEWEST_CHINESE_WORDS = 500
LONGEST_PROPOSED = 4
SOUNDS_ALIKE_COST, UNKNOWN_COST = 100, 10_000


@dataclass(frozen=True)
class Gap:
    """A phrase the model cannot hear. missing: its characters that no word of the model covers.

    proposal: words of the model that sound alike, "" when there are none; `?` stands for a sound it has no word for.
    """

    group: str
    phrase: str
    missing: str
    proposal: str


@dataclass(frozen=True)
class GroupFit:
    """Of a group of phrases: whole words of the model, heard as several words, heard character by character, not."""

    group: str
    count: int
    whole: int
    in_words: int
    by_characters: int
    unheard: int


@dataclass(frozen=True)
class Fit:
    """words: how many the model has. knows_chinese: it was made for Chinese at all; if not, gaps are not listed."""

    words: int
    knows_chinese: bool
    groups: tuple[GroupFit, ...]
    gaps: tuple[Gap, ...]


def fit_of(wanted: Mapping[str, Iterable[str]], words: Collection[str]) -> Fit:
    """How well the words of a model fit the phrases that must be heard, group by group."""
    known = words if isinstance(words, (set, frozenset)) else frozenset(words)
    if sum(bool(HAN.search(word)) for word in known) < FEWEST_CHINESE_WORDS:
        groups = [(name, len(set(phrases))) for name, phrases in wanted.items()]
        return Fit(len(known), False, tuple(GroupFit(name, n, 0, 0, 0, n) for name, n in groups), ())
    sounds, groups_found, gaps = SoundingWords(known), [], []
    for name, phrases in wanted.items():
        kinds = Counter[str]()
        for phrase in dict.fromkeys(phrases):
            kind = _kind(split_into_words(plain(phrase), known.__contains__))
            kinds[kind] += 1
            if kind == "unheard":
                gaps.append(sounds.gap(name, phrase))
        groups_found.append(
            GroupFit(name, kinds.total(), *(kinds[k] for k in ("whole", "in_words", "by_characters", "unheard")))
        )
    return Fit(len(known), True, tuple(groups_found), tuple(gaps))


def _kind(parts: list[str]) -> str:
    if not parts:
        return "unheard"
    if len(parts) == 1:
        return "whole"
    return "by_characters" if all(len(part) == 1 for part in parts) else "in_words"


class SoundingWords:
    """Finds words by their sound. Made for one vocabulary; indexes it when it is first asked."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known

    def gap(self, group: str, phrase: str) -> Gap:
        """What is missing for a phrase, and what to say in its place."""
        text = plain(phrase)
        exact = self._cover(text, use_sound=False)
        missing = "".join(text[start:end] for start, end, word in exact if not word)
        proposed = [word or "?" for _, _, word in self._cover(text, use_sound=True)]
        proposal = " ".join(proposed) if any(word != "?" for word in proposed) else ""
        return Gap(group, phrase, missing, proposal)

    def _cover(self, text: str, use_sound: bool) -> list[tuple[int, int, str]]:
        """The cheapest way through the text: (start, end, word), "" for a character nothing covers."""
        best: list[tuple[int, list[tuple[int, int, str]]]] = [(0, [])]
        for end in range(1, len(text) + 1):
            ways = [(best[end - 1][0] + UNKNOWN_COST, [*best[end - 1][1], (end - 1, end, "")])]
            for start in range(max(0, end - LONGEST_WORD), end):
                word, cost = self._word_for(text[start:end], use_sound)
                if word:
                    ways.append((best[start][0] + cost, [*best[start][1], (start, end, word)]))
            best.append(min(ways, key=lambda way: way[0]))
        return best[-1][1]

    def _word_for(self, text: str, use_sound: bool) -> tuple[str, int]:
        if text in self._known:
            return text, 1
        if use_sound and len(text) <= LONGEST_PROPOSED:
            word = self._by_sound.get(_sound(text), "")
            return word, 1 + SOUNDS_ALIKE_COST * sum(a != b for a, b in zip(text, word, strict=False))
        return "", 0

    @cached_property
    def _by_sound(self) -> dict[tuple[str, ...], str]:
        """Of words that sound alike the one whose characters are the most usual in this vocabulary."""
        usual = Counter(character for word in self._known for character in word)
        found: dict[tuple[str, ...], str] = {}
        for word in self._known:
            sound = _sound(word) if len(word) <= LONGEST_PROPOSED else ()
            if sound and (sound not in found or _rank(word, usual) > _rank(found[sound], usual)):
                found[sound] = word
        return found


def _rank(word: str, usual: Counter[str]) -> tuple[int, str]:
    return min(usual[character] for character in word), word


def _sound(text: str) -> tuple[str, ...]:
    """Folded syllables, () unless every character is Chinese."""
    found = tuple(_syllable(character) for character in text)
    return found if all(found) else ()


@lru_cache(maxsize=65536)
def _syllable(character: str) -> str:
    return fold((syllables(character) or ("",))[0])

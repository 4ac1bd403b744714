"""Counts what a recogniser got wrong: characters put in, left out and swapped, by kind of utterance. No sound here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

NOT_SPOKEN = re.compile(r"[^\w]|_")
DIGITS = str.maketrans("0123456789〇", "零一二三四五六七八九零")
ALL_KINDS = "all"


@dataclass(frozen=True)
class Edits:
    """said: characters said. The others: characters to change in what was heard to get what was said."""

    said: int = 0
    inserted: int = 0
    deleted: int = 0
    replaced: int = 0

    @property
    def wrong(self) -> int:
        """All of them."""
        return self.inserted + self.deleted + self.replaced

    @property
    def rate(self) -> float:
        """Wrong characters per character said; more than 1 when much was heard that nobody said."""
        return self.wrong / max(self.said, 1)

    def __add__(self, other: Edits) -> Edits:
        return Edits(
            self.said + other.said,
            self.inserted + other.inserted,
            self.deleted + other.deleted,
            self.replaced + other.replaced,
        )


@dataclass(frozen=True)
class Comparison:
    """One utterance. said, heard: as `plain` leaves them. confusions: (said, heard) for each stretch that differs."""

    kind: str
    said: str
    heard: str
    edits: Edits
    confusions: tuple[tuple[str, str], ...]

    @property
    def is_right(self) -> bool:
        """Every character is."""
        return not self.edits.wrong


@dataclass(frozen=True)
class Rates:
    """Of several utterances: how many there are, how many are all right, and their characters."""

    count: int = 0
    right: int = 0
    edits: Edits = field(default_factory=Edits)


def plain(text: str) -> str:
    """What can be heard of a written text: no blanks, no punctuation, digits as characters, small letters."""
    return NOT_SPOKEN.sub("", text).translate(DIGITS).lower()


def compare(said: str, heard: str, kind: str = "") -> Comparison:
    """Align two texts with as few edits as possible."""
    said, heard = plain(said), plain(heard)
    pairs = _align(said, heard)
    kinds = Counter("same" if a == b else "inserted" if not a else "deleted" if not b else "replaced" for a, b in pairs)
    edits = Edits(len(said), kinds["inserted"], kinds["deleted"], kinds["replaced"])
    return Comparison(kind, said, heard, edits, tuple(_stretches(pairs)))


def rates_by_kind(comparisons: Iterable[Comparison]) -> dict[str, Rates]:
    """Rates of each kind in order of appearance; more than one kind: ALL_KINDS comes last."""
    by_kind: dict[str, list[Comparison]] = {}
    for comparison in comparisons:
        by_kind.setdefault(comparison.kind, []).append(comparison)
    found = {kind: rates_of(of_kind) for kind, of_kind in by_kind.items()}
    if len(found) > 1:
        found[ALL_KINDS] = rates_of([c for of_kind in by_kind.values() for c in of_kind])
    return found


def rates_of(comparisons: Sequence[Comparison]) -> Rates:
    """Rates of all of them together."""
    edits = sum((comparison.edits for comparison in comparisons), Edits())
    return Rates(len(comparisons), sum(comparison.is_right for comparison in comparisons), edits)


def confusions(comparisons: Iterable[Comparison]) -> list[tuple[str, str, int]]:
    """(said, heard, how often), the most frequent first; "" is nothing."""
    counted = Counter(pair for comparison in comparisons for pair in comparison.confusions)
    return [(said, heard, count) for (said, heard), count in counted.most_common()]


def _align(said: str, heard: str) -> list[tuple[str, str]]:
    """Pairs of characters, "" for none."""
    costs = [list(range(len(heard) + 1))]
    for row, expected in enumerate(said, 1):
        above, line = costs[-1], [row]
        for column, found in enumerate(heard, 1):
            line.append(min(above[column - 1] + (expected != found), above[column] + 1, line[-1] + 1))
        costs.append(line)
    return _trace(said, heard, costs)


def _trace(said: str, heard: str, costs: list[list[int]]) -> list[tuple[str, str]]:
    pairs, row, column = [], len(said), len(heard)
    while row or column:
        a, b = said[row - 1 : row], heard[column - 1 : column]
        if row and column and costs[row][column] == costs[row - 1][column - 1] + (a != b):
            pairs.append((a, b))
            row, column = row - 1, column - 1
        elif row and costs[row][column] == costs[row - 1][column] + 1:
            pairs.append((a, ""))
            row -= 1
        else:
            pairs.append(("", b))
            column -= 1
    return pairs[::-1]


def _stretches(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Neighbouring differences as one."""
    said = heard = ""
    for a, b in [*pairs, ("end", "end")]:
        if a != b:
            said, heard = said + a, heard + b
        elif said or heard:
            yield said, heard
            said = heard = ""

"""Counts the edits between what was said and what was heard."""

from __future__ import annotations

from collections.abc import Sequence


def edit_distance(said: Sequence[object], heard: Sequence[object]) -> int:
    """Insertions, deletions and replacements that turn one sequence into the other."""
    row = list(range(len(heard) + 1))
    for position, expected in enumerate(said, 1):
        diagonal, row[0] = row[0], position
        for index, found in enumerate(heard, 1):
            diagonal, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, diagonal + (expected != found))
    return row[-1]

"""The cost of taking one row of sounds for another, sound by sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def prefix_costs(
    wanted: Sequence[str], heard: Sequence[str], added: float, difference: Callable[[str, str], float]
) -> list[float]:
    """The least cost of hearing `wanted` as the first 0, 1, 2 … sounds of `heard`.

    added: what a sound costs that only one of them has; difference: what another sound instead costs.
    """
    row = [index * added for index in range(len(heard) + 1)]
    for sound in wanted:
        diagonal, row[0] = row[0], row[0] + added
        for index, other in enumerate(heard, 1):
            least = min(row[index] + added, row[index - 1] + added, diagonal + difference(sound, other))
            diagonal, row[index] = row[index], least
    return row

"""Mixes a refined network with the one it was refined from: `python -m mandarin_model.blend BEFORE.pt [SHARE]`.

A network refined on new speech hears its speakers better and strangers worse. Weights between the two hear strangers
better than either. Without SHARE the phone errors of several shares are printed; with it (0 is BEFORE, 1 the
checkpoint) the checkpoint is replaced by the mixture, to be exported, or trained on from nought minutes.
"""

from __future__ import annotations

import sys
from copy import deepcopy
from pathlib import Path

import torch

from mandarin_model.development import development_by_kind
from mandarin_model.examples import load_clips
from mandarin_model.network import Network
from mandarin_model.paths import CHECKPOINT, DEVELOPMENT
from mandarin_model.train import State, errors_of, fresh, read_state

SHARES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)


def blended(before: State, refined: State, share: float) -> State:
    """The refined state with averaged weights between the two."""
    mixed, first = deepcopy(refined), before.average.state_dict()
    weights = {
        name: torch.lerp(first[name], value, share) if value.is_floating_point() else value
        for name, value in refined.average.state_dict().items()
    }
    mixed.average.load_state_dict(weights)
    return mixed


def begun_anew(state: State) -> State:
    """The averaged weights as those of a state before its first step."""
    network = Network()
    network.load_state_dict(state.average.module.state_dict())
    return fresh(network, state.mean, state.spread)


def main(before: Path, share: float | None) -> None:
    """Prints what each share hears, or writes one."""
    torch.set_num_threads(1)
    first, refined = read_state(before), read_state(CHECKPOINT)
    if share is not None:
        begun_anew(blended(first, refined, share)).save(CHECKPOINT)
        print(f"{share} of {CHECKPOINT}, the rest of {before}")
        return
    development = {kind: load_clips(DEVELOPMENT, rows) for kind, rows in development_by_kind().items()}
    for each in SHARES:
        mixed = blended(first, refined, each)
        print(f"{each:.2f} {errors_of(mixed.average, mixed, development)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else None)

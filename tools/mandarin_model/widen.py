"""Makes a trained network wider without changing what it computes: `python -m mandarin_model.widen NARROW.pt`.

A narrow network learns several times faster; the wide one goes on from there (`python -m mandarin_model.train`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from mandarin_model.network import Network
from mandarin_model.paths import CHECKPOINT
from mandarin_model.train import SEED, State, fresh


def widen(narrow: dict[str, torch.Tensor], wide: Network) -> None:
    """Copies the narrow weights into the wide network; its new channels feed none of the old ones yet."""
    weights = wide.state_dict()
    for name, values in narrow.items():
        target = weights[name]
        if values.dim() < 2:
            target[: values.numel()] = values
            continue
        rows, columns = values.shape[:2]
        target[:rows, columns:] = 0
        target[:rows, :columns] = values
    wide.load_state_dict(weights)


def main(narrow: Path) -> None:
    """Writes the checkpoint of the wide network, with no training minutes of its own yet."""
    torch.manual_seed(SEED)
    saved = torch.load(narrow, weights_only=False)
    network = Network()
    counters = ("n_averaged", "num_batches_tracked")
    widen(
        {
            name.removeprefix("module."): value
            for name, value in saved["average"].items()
            if not name.endswith(counters)
        },
        network,
    )
    state: State = fresh(network, saved["mean"], saved["spread"])
    state.save(CHECKPOINT)
    print(f"{sum(weight.numel() for weight in network.parameters()) / 1e6:.2f} M weights -> {CHECKPOINT}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Makes a checkpoint to train on out of a finished model that has lost its own: `python -m mandarin_model.thaw`.

A finished model has its norms folded into its matrices, four digits each. They are unfolded with the sound of the clips
there are, so that the network computes what the model does; the training minutes start again at nought.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import relu

from mandarin_model.examples import Batches, Clip, load_clips, statistics
from mandarin_model.export import BATCH_NORM_EPSILON
from mandarin_model.features import BINS, mfcc_matrix
from mandarin_model.network import DILATIONS, INPUT_REACH, Network
from mandarin_model.paths import CHECKPOINT, SPEECH, UNPACKED
from mandarin_model.synthesise import read_jobs
from mandarin_model.train import BATCH, SEED, fresh

Affine = tuple[np.ndarray, np.ndarray]
COMPONENT = re.compile(
    r"<ComponentName> (\S+) <FixedAffineComponent> <LinearParams>\s+\[(.*?)\]\s*<BiasParams>\s+\[(.*?)\]", re.DOTALL
)
ROW_LENGTH = 1.0
"""Of the unfolded kernels: near what a fresh network's grow to, so that a step changes as much as it did there."""
CALIBRATION_BATCHES = 12


def read_affines(path: Path) -> dict[str, Affine]:
    """The matrices (outputs × inputs) and biases of a model's final.mdl in text form, by component."""
    affines = {}
    for name, matrix, bias in COMPONENT.findall(path.read_text(encoding="utf-8")):
        values = np.array(bias.split(), np.float64)
        affines[name] = np.array(matrix.split(), np.float64).reshape(len(values), -1), values
    return affines


def entry_on_log_mel(affine: Affine, mean: np.ndarray, spread: np.ndarray) -> Affine:
    """The first layer taking normalised log-mel features instead of MFCC: the export's way back."""
    matrix, bias = affine
    taps = 2 * INPUT_REACH + 1
    matrix = np.concatenate([matrix[:, tap * BINS : (tap + 1) * BINS] @ mfcc_matrix() for tap in range(taps)], axis=1)
    return matrix * np.tile(spread, taps), bias + matrix @ np.tile(mean, taps)


def unfold(affine: Affine, convolution: nn.Conv1d, norm: nn.BatchNorm1d, inputs: torch.Tensor) -> torch.Tensor:
    """Sets a convolution and its norm to compute the affine function on average inputs; gives what follows."""
    matrix, bias = affine
    lengths = np.linalg.norm(matrix, axis=1) / ROW_LENGTH
    kernel = (matrix / lengths[:, None]).reshape(len(bias), convolution.kernel_size[0], -1).transpose(0, 2, 1)
    convolution.weight.data = torch.tensor(kernel.copy(), dtype=torch.float32)
    before = convolution(inputs)
    mean, variance = before.mean((0, 2)), before.var((0, 2), unbiased=False)
    factor = torch.tensor(lengths, dtype=torch.float32)
    norm.running_mean, norm.running_var = mean.clone(), variance.clone()
    norm.weight.data = factor * torch.sqrt(variance + BATCH_NORM_EPSILON)
    norm.bias.data = torch.tensor(bias, dtype=torch.float32) + factor * mean
    return relu(norm(before))


def thaw(
    affines: dict[str, Affine], network: Network, features: torch.Tensor, mean: np.ndarray, spread: np.ndarray
) -> None:
    """Fills the network with a model's weights; features (batch × BINS × frames) are what it is to be normalised on."""
    network.eval()
    with torch.no_grad():
        entry = entry_on_log_mel(affines["entry"], mean, spread)
        hidden = unfold(entry, network.entry, network.entry_norm, features)
        for number, gap in enumerate(DILATIONS):
            after = unfold(affines[f"block{number}"], network.blocks[number], network.norms[number], hidden)
            hidden = hidden[:, :, gap:-gap] + after
        for name, head in (("toneless", network.toneless), ("tonal", network.tonal)):
            matrix, bias = affines[f"{name}.scores"]
            head.weight.data = torch.tensor(matrix[:, :, None], dtype=torch.float32)
            head.bias.data = torch.tensor(bias, dtype=torch.float32)


def calibration(clips: list[Clip], mean: np.ndarray, spread: np.ndarray) -> torch.Tensor:
    """Features of a few batches of training calls, cut to one length."""
    batches = iter(Batches(clips, mean, spread, BATCH, SEED))
    chosen = [next(batches).features for _ in range(CALIBRATION_BATCHES)]
    shortest = max(200, min(features.shape[2] for features in chosen))
    return torch.cat([features[:, :, :shortest] for features in chosen if features.shape[2] >= shortest])


def main(model: Path) -> None:
    """Writes the checkpoint."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    clips = load_clips(SPEECH, read_jobs())
    mean, spread = statistics(clips)
    network = Network()
    thaw(read_affines(model / "am" / "final.mdl"), network, calibration(clips, mean, spread), mean, spread)
    fresh(network, mean, spread).save(CHECKPOINT)
    print(f"{model} -> {CHECKPOINT}, normalised on {len(clips)} clips")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else UNPACKED)

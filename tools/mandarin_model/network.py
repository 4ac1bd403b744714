"""The acoustic network: a residual time-delay network with two CTC outputs, made to be written as Kaldi nnet3."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from mandarin_model.features import BINS
from mandarin_model.phones import TONAL, TONELESS

SUBSAMPLING = 3
DILATIONS = (1, 1, 1, 2, 2, 2, 3, 3)
"""Per block, in output frames."""
INPUT_REACH = 2
CONTEXT = INPUT_REACH + SUBSAMPLING * sum(DILATIONS)
"""Input frames needed on each side of an output frame."""
WIDTH = 448


def output_frames(input_frames: int) -> int:
    """Output frames for input that carries CONTEXT frames of padding on both sides."""
    return (input_frames - 2 * CONTEXT + SUBSAMPLING - 1) // SUBSAMPLING


class Network(nn.Module):
    """Log-mel (batch × BINS × frames, padded by CONTEXT) to scores of toneless and of tonal phones."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.entry = nn.Conv1d(BINS, width, 2 * INPUT_REACH + 1, stride=SUBSAMPLING, bias=False)
        self.entry_norm = nn.BatchNorm1d(width)
        self.blocks = nn.ModuleList(nn.Conv1d(width, width, 3, dilation=gap, bias=False) for gap in DILATIONS)
        self.norms = nn.ModuleList(nn.BatchNorm1d(width) for _ in DILATIONS)
        self.toneless = nn.Conv1d(width, len(TONELESS), 1)
        self.tonal = nn.Conv1d(width, len(TONAL), 1)
        self.dropout = nn.Dropout(0.1)

    def forward(self, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Both outputs, batch × phones × output frames, before the softmax."""
        hidden = functional.relu(self.entry_norm(self.entry(features)))
        for gap, block, norm in zip(DILATIONS, self.blocks, self.norms, strict=True):
            hidden = hidden[:, :, gap:-gap] + self.dropout(functional.relu(norm(block(hidden))))
        return self.toneless(hidden), self.tonal(hidden)

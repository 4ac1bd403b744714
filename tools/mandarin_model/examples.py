"""Turns spoken clips into endless, freshly degraded training batches."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import IterableDataset

from mandarin_model.augment import Random, training_call
from mandarin_model.features import BINS, log_mel, warp_matrices
from mandarin_model.network import CONTEXT, output_frames
from mandarin_model.phones import Syllable, text_syllables, tonal, toneless
from mandarin_model.sound_files import read_wav

SCALE = 32000
"""Brings sound in -1..1 to the range of 16-bit samples, on which Kaldi computes features."""
NOISE_SOURCES = 300


@dataclass(frozen=True)
class Clip:
    """Clean speech (16-bit, to save memory) and what is said in it."""

    sound: np.ndarray
    toneless: list[int]
    tonal: list[int]

    def as_float(self) -> np.ndarray:
        """The sound in -1..1."""
        return self.sound.astype(np.float32) / 32767


@dataclass(frozen=True)
class Batch:
    """Padded features with the true numbers of output frames, and the labels of both outputs in one row each."""

    features: torch.Tensor
    frames: torch.Tensor
    toneless: torch.Tensor
    toneless_lengths: torch.Tensor
    tonal: torch.Tensor
    tonal_lengths: torch.Tensor


def load_clips(folder: Path, jobs: list[dict[str, str]]) -> list[Clip]:
    """All clips of the jobs that are spoken already and long enough to learn from."""
    clips = []
    for job in jobs:
        path = folder / f"{job['clip']}.wav"
        syllables: list[Syllable] = text_syllables(job["text"])
        if not path.exists() or not syllables:
            continue
        sound = read_wav(path)
        if len(sound) > 2400:
            clips.append(Clip((sound * 32767).astype(np.int16), toneless(syllables), tonal(syllables)))
    return clips


def pad(features: np.ndarray) -> np.ndarray:
    """The features with their first and last frame repeated to fill the network's context."""
    return np.concatenate([features[:1].repeat(CONTEXT, 0), features, features[-1:].repeat(CONTEXT, 0)])


class Batches(IterableDataset[Batch]):
    """Endless batches of similar length, the same for the same seed, first step and clips."""

    def __init__(self, clips: list[Clip], mean: np.ndarray, spread: np.ndarray, size: int, seed: int) -> None:
        super().__init__()
        self.clips, self.mean, self.spread, self.size, self.seed = clips, mean, spread, size, seed
        self.warps = warp_matrices()
        self.others = [clip.as_float() for clip in clips[:NOISE_SOURCES]]

    def __iter__(self) -> Iterator[Batch]:
        epoch = 0
        while True:
            rng = np.random.default_rng((self.seed, epoch))
            for chosen in self._order(random.Random(self.seed * 1000 + epoch)):
                yield self.collate([(self.degraded(self.clips[index], rng), self.clips[index]) for index in chosen])
            epoch += 1

    def _order(self, rng: random.Random) -> list[list[int]]:
        lengths = [len(clip.sound) * rng.uniform(0.85, 1.15) for clip in self.clips]
        order = sorted(range(len(self.clips)), key=lengths.__getitem__)
        batches = [order[start : start + self.size] for start in range(0, len(order), self.size)]
        rng.shuffle(batches)
        return batches

    def degraded(self, clip: Clip, rng: Random) -> np.ndarray:
        """Normalised features of one random call made of the clip, with parts of them masked."""
        features = log_mel(training_call(clip.as_float(), rng, self.others) * SCALE)
        if rng.random() < 0.6:
            features = features @ self.warps[rng.integers(len(self.warps))]
        features = features + np.interp(np.arange(BINS), [0, 13, 26, 39], rng.normal(0, 0.6, 4))
        features = ((features - self.mean) / self.spread).astype(np.float32)
        for _ in range(2):
            width = rng.integers(0, 7)
            start = rng.integers(0, BINS - width + 1)
            features[:, start : start + width] = 0
        for _ in range(1 + len(features) // 200):
            width = rng.integers(0, 11)
            start = rng.integers(0, max(1, len(features) - width))
            features[start : start + width] = 0
        return pad(features)

    @staticmethod
    def collate(examples: list[tuple[np.ndarray, Clip]]) -> Batch:
        """One batch of some examples."""
        longest = max(len(features) for features, _ in examples)
        stacked = [np.concatenate([one, one[-1:].repeat(longest - len(one), 0)]) for one, _ in examples]
        return Batch(
            torch.from_numpy(np.stack(stacked)).transpose(1, 2).contiguous(),
            torch.tensor([output_frames(len(features)) for features, _ in examples]),
            torch.tensor([label for _, clip in examples for label in clip.toneless]),
            torch.tensor([len(clip.toneless) for _, clip in examples]),
            torch.tensor([label for _, clip in examples for label in clip.tonal]),
            torch.tensor([len(clip.tonal) for _, clip in examples]),
        )


def statistics(clips: list[Clip], count: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the features of some degraded clips."""
    rng, others = np.random.default_rng(1), [clip.as_float() for clip in clips[:50]]
    features = np.concatenate([log_mel(training_call(clip.as_float(), rng, others) * SCALE) for clip in clips[:count]])
    return features.mean(0), features.std(0)

"""Computes Kaldi's log-mel features, and the matrix that turns them into its MFCC."""

from __future__ import annotations

import numpy as np

RATE, WINDOW, SHIFT, FFT = 8000, 200, 80, 256
BINS, LOW, HIGH, LIFTER = 40, 20.0, 3800.0, 22.0
CONF = f"""--sample-frequency={RATE}
--use-energy=false
--num-mel-bins={BINS}
--num-ceps={BINS}
--low-freq={LOW:g}
--high-freq={HIGH:g}
--dither=0
--allow-upsample=true
--allow-downsample=true
"""
_FLOOR = float(np.finfo(np.float32).eps)


def mel(hertz: np.ndarray | float) -> np.ndarray:
    """Hertz on Kaldi's mel scale."""
    return 1127.0 * np.log1p(np.asarray(hertz) / 700.0)


def hertz(mels: np.ndarray | float) -> np.ndarray:
    """The inverse of mel."""
    return 700.0 * np.expm1(np.asarray(mels) / 1127.0)


def _filters() -> np.ndarray:
    edges = np.linspace(mel(LOW), mel(HIGH), BINS + 2)
    positions = mel(np.arange(FFT // 2 + 1) * RATE / FFT)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (positions - left) / (centre - left), (right - positions) / (right - centre)
    filters = np.clip(np.minimum(rising, falling), 0, None)
    filters[:, -1] = 0
    return filters.T.astype(np.float32)


_FILTERS = _filters()
_POVEY = ((0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / (WINDOW - 1))) ** 0.85).astype(np.float32)


def log_mel(sound: np.ndarray) -> np.ndarray:
    """Features (frames × BINS, float32) of sound in the range of 16-bit samples."""
    frames = np.lib.stride_tricks.sliding_window_view(sound.astype(np.float32), WINDOW)[::SHIFT]
    frames = frames - frames.mean(axis=1, keepdims=True)
    emphasised = frames - 0.97 * np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    power = np.abs(np.fft.rfft(emphasised * _POVEY, FFT)) ** 2
    return np.log(np.maximum(power.astype(np.float32) @ _FILTERS, _FLOOR))


def mfcc_matrix() -> np.ndarray:
    """The matrix M with mfcc = M @ log_mel, Kaldi's liftered cosine transform."""
    order = np.arange(BINS)
    matrix = np.sqrt(2 / BINS) * np.cos(np.pi / BINS * order[:, None] * (order + 0.5))
    matrix[0] = np.sqrt(1 / BINS)
    return (1 + 0.5 * LIFTER * np.sin(np.pi * order / LIFTER))[:, None] * matrix


def warp_matrices(count: int = 25, furthest: float = 0.12) -> list[np.ndarray]:
    """Matrices that move features along the frequency axis as a longer or shorter vocal tract does."""
    low, high = mel(LOW), mel(HIGH)
    centres = low + np.arange(1, BINS + 1) * (high - low) / (BINS + 1)
    matrices = []
    for factor in np.linspace(1 - furthest, 1 + furthest, count):
        moved = (mel(np.minimum(hertz(centres) * factor, HIGH - 50)) - low) / (high - low) * (BINS + 1) - 1
        moved = np.clip(moved, 0, BINS - 1)
        below = np.minimum(moved.astype(int), BINS - 2)
        matrix = np.zeros((BINS, BINS), np.float32)
        matrix[np.arange(BINS), below] = 1 - (moved - below)
        matrix[np.arange(BINS), below + 1] = moved - below
        matrices.append(matrix.T)
    return matrices

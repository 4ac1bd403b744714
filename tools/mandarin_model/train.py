"""Trains the network, resumably: `python -m mandarin_model.train MINUTES [RATE]` (minutes in all, over every run).

RATE is the highest learning rate, PEAK_RATE unless given; a quarter of it refines a network that was trained before.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import ctc_loss
from torch.utils.data import DataLoader

from mandarin_model.development import KINDS, development_by_kind
from mandarin_model.edits import edit_distance
from mandarin_model.examples import SCALE, Batch, Batches, Clip, load_clips, pad, statistics
from mandarin_model.features import log_mel
from mandarin_model.network import Network
from mandarin_model.paths import CHECKPOINT, DEVELOPMENT, SPEECH
from mandarin_model.synthesise import read_jobs

SEED = 12345
BATCH = 16
PEAK_RATE = 2e-3
WARM_UP_STEPS = 150
STEADY_SHARE = 0.45
"""The share of the time before the learning rate starts to fall."""
LAST_SHARE = 0.015
AVERAGING = 0.998
SHORT_SAMPLES, SHORT_REPEATS = 8000, 3
"""Clips under a second hold the fewest phones and the answers that matter most: they come that many times as often."""
SAVE_EVERY_STEPS = 200


@dataclass
class State:
    """Everything a later run needs to go on."""

    network: Network
    average: torch.optim.swa_utils.AveragedModel
    optimiser: torch.optim.AdamW
    mean: np.ndarray
    spread: np.ndarray
    step: int = 0
    minutes: float = 0.0

    def save(self, path: Path) -> None:
        """Writes the whole state, atomically."""
        content = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "mean": self.mean,
            "spread": self.spread,
            "step": self.step,
            "minutes": self.minutes,
        }
        torch.save(content, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)


def fresh(network: Network, mean: np.ndarray, spread: np.ndarray) -> State:
    """The state before the first step."""
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGING), use_buffers=True
    )
    return State(network, average, torch.optim.AdamW(network.parameters(), PEAK_RATE, weight_decay=1e-3), mean, spread)


def start(clips: list[Clip]) -> State:
    """The state to go on from: the checkpoint's, or a fresh one."""
    return read_state(CHECKPOINT) if CHECKPOINT.exists() else fresh(Network(), *statistics(clips))


def read_state(path: Path) -> State:
    """A state that `save` wrote."""
    saved = torch.load(path, weights_only=False)
    state = fresh(Network(), saved["mean"], saved["spread"])
    state.network.load_state_dict(saved["network"])
    state.average.load_state_dict(saved["average"])
    state.optimiser.load_state_dict(saved["optimiser"])
    state.step, state.minutes = saved["step"], saved["minutes"]
    return state


def learning_rate(step: int, done: float, peak: float = PEAK_RATE) -> float:
    """The rate after some steps, with the given share of the time gone."""
    falling = 1.0 if done < STEADY_SHARE else max(LAST_SHARE, (1 - done) / (1 - STEADY_SHARE))
    return peak * min(1, (step + 1) / WARM_UP_STEPS) * falling


def loss_of(network: Network, batch: Batch) -> torch.Tensor:
    """The mean CTC loss of both outputs."""
    with torch.autocast("cpu", torch.bfloat16):
        outputs = network(batch.features)
    labels = ((batch.toneless, batch.toneless_lengths), (batch.tonal, batch.tonal_lengths))
    losses = []
    for scores, (targets, lengths) in zip(outputs, labels, strict=True):
        log_probabilities = scores.float().log_softmax(1).permute(2, 0, 1)
        frames = batch.frames.clamp(max=len(log_probabilities))
        losses.append(ctc_loss(log_probabilities, targets, frames, lengths, zero_infinity=True))
    return (losses[0] + losses[1]) / 2


def learn(state: State, batch: Batch) -> float:
    """One step; the loss before it."""
    loss = loss_of(state.network, batch)
    state.optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), 5.0)
    state.optimiser.step()
    state.average.update_parameters(state.network)
    state.step += 1
    return loss.item()


def greedy(scores: torch.Tensor) -> list[int]:
    """The best phone per frame with repetitions and blanks removed."""
    best = scores.argmax(0).tolist()
    return [phone for before, phone in zip([0, *best], best, strict=False) if phone and phone != before]


def phone_errors(network: torch.nn.Module, state: State, clips: list[Clip]) -> tuple[float, float]:
    """Phone error rates of both outputs on development clips, which are already telephone calls."""
    errors, said = [0, 0], [0, 0]
    network.eval()
    with torch.no_grad():
        for clip in clips:
            features = pad((log_mel(clip.as_float() * SCALE) - state.mean) / state.spread)
            outputs = network(torch.tensor(features.T[None], dtype=torch.float32))
            for head, (scores, labels) in enumerate(zip(outputs, (clip.toneless, clip.tonal), strict=True)):
                errors[head] += edit_distance(labels, greedy(scores[0]))
                said[head] += len(labels)
    return errors[0] / said[0], errors[1] / said[1]


def errors_of(network: torch.nn.Module, state: State, development: dict[str, list[Clip]]) -> str:
    """Phone errors of each kind of development clips, for a line of progress."""
    rates = {kind: phone_errors(network, state, clips) for kind, clips in development.items()}
    parts = (f"{KINDS[kind]} {toneless:.3f}, {tonal:.3f}" for kind, (toneless, tonal) in rates.items())
    return f"phone errors without and with tones: {'; '.join(parts)}"


def main(minutes: float, peak: float = PEAK_RATE) -> None:
    """Trains until the given minutes are used up, saving as it goes."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    clips = load_clips(SPEECH, read_jobs())
    development = {kind: load_clips(DEVELOPMENT, rows) for kind, rows in development_by_kind().items()}
    clips += [clip for clip in clips if len(clip.sound) < SHORT_SAMPLES] * (SHORT_REPEATS - 1)
    state, started = start(clips), time.monotonic()
    before, losses = state.minutes, []
    hours = sum(len(clip.sound) for clip in clips) / 8000 / 3600
    print(
        f"{len(clips)} clips, {hours:.2f} h, {sum(p.numel() for p in state.network.parameters()) / 1e6:.2f} M weights",
        flush=True,
    )
    batches = Batches(clips, state.mean, state.spread, BATCH, SEED + state.step)
    state.network.train()
    for batch in DataLoader(batches, batch_size=None, num_workers=1, prefetch_factor=8):
        state.minutes = before + (time.monotonic() - started) / 60
        for group in state.optimiser.param_groups:
            group["lr"] = learning_rate(state.step, state.minutes / minutes, peak)
        losses.append(learn(state, batch))
        finished = state.minutes >= minutes
        if state.step % SAVE_EVERY_STEPS == 0 or finished:
            state.save(CHECKPOINT)
            mean_loss = np.mean(losses[-SAVE_EVERY_STEPS:])
            progress = f"step {state.step} minute {state.minutes:.1f} loss {mean_loss:.3f}"
            print(f"{progress} {errors_of(state.average, state, development)}", flush=True)
        if finished:
            break


if __name__ == "__main__":
    main(float(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else PEAK_RATE)

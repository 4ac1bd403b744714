"""Compares ways of making training speakers: `python -m mandarin_model.ablation`, resumable, an hour on one core.

For each way a small network learns from the same minutes of speech for the same number of steps; the development
clips, spoken by voices that no way uses, tell how well it hears strangers.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict

import torch
from torch.utils.data import DataLoader

from mandarin_model.development import SENTENCE, development_of
from mandarin_model.examples import Batches, Clip, load_clips, statistics
from mandarin_model.network import Network
from mandarin_model.paths import DEVELOPMENT, SPEECH, WORK
from mandarin_model.synthesise import read_jobs
from mandarin_model.texts import TIMBRES_DRAWN
from mandarin_model.train import BATCH, SEED, fresh, learn, learning_rate, phone_errors

RESULTS = WORK / "ablation.json"
WIDTH = 192
STEPS = 1600
MINUTES = 20
WAYS = {
    "plain voices": ("plain",),
    "all together": ("plain", "blend", "beyond", "foreign"),
    "drawn": ("drawn",),
    "all together and drawn": ("plain", "blend", "beyond", "foreign", "drawn"),
    "blends of Mandarin voices": ("blend",),
    "foreign timbre": ("foreign",),
    "blends and beyond": ("blend", "beyond"),
}


def kind(job: dict[str, str]) -> str:
    """How the speaker of a sentence was made."""
    voices = [part.partition("*")[0] for part in job["timbre"].split("+")]
    if len(voices) == TIMBRES_DRAWN:
        return "drawn"
    if any(not voice.startswith("z") for voice in voices):
        return "foreign"
    if "*-" in job["timbre"]:
        return "beyond"
    return "blend" if len(voices) > 1 or len(job["prosody"].split("+")) > 1 else "plain"


def choose(kinds: tuple[str, ...], by_kind: dict[str, list[Clip]]) -> list[Clip]:
    """Random clips of some kinds, MINUTES together, as many minutes of each."""
    chosen = []
    for name in kinds:
        samples = 0.0
        for clip in by_kind[name]:
            if samples >= MINUTES * 60 * 8000 / len(kinds):
                break
            chosen.append(clip)
            samples += len(clip.sound)
    return chosen


def train_small(clips: list[Clip], development: list[Clip]) -> tuple[float, float]:
    """Phone error rates, toneless and tonal, of a small network after STEPS steps."""
    torch.manual_seed(SEED)
    state = fresh(Network(WIDTH), *statistics(clips))
    state.network.train()
    for batch in DataLoader(
        Batches(clips, state.mean, state.spread, BATCH, SEED), batch_size=None, num_workers=1, prefetch_factor=8
    ):
        for group in state.optimiser.param_groups:
            group["lr"] = learning_rate(state.step, state.step / STEPS)
        learn(state, batch)
        if state.step >= STEPS:
            return phone_errors(state.average, state, development)
    raise AssertionError("batches never end")


def main() -> None:
    """Adds the ways that are not measured yet to the results."""
    torch.set_num_threads(1)
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    by_kind: dict[str, list[Clip]] = defaultdict(list)
    jobs = read_jobs()
    random.Random(SEED).shuffle(jobs)
    for name in ("plain", "blend", "beyond", "foreign", "drawn"):
        by_kind[name] = load_clips(SPEECH, [job for job in jobs if kind(job) == name][:2500])
    development = load_clips(DEVELOPMENT, development_of(SENTENCE))
    for way, kinds in WAYS.items():
        if way in results:
            continue
        clips = choose(kinds, by_kind)
        toneless, tonal = train_small(clips, development)
        minutes = sum(len(clip.sound) for clip in clips) / 8000 / 60
        results[way] = {"clips": len(clips), "minutes": round(minutes, 1), "toneless": toneless, "tonal": tonal}
        RESULTS.write_text(json.dumps(results, indent=1))
        print(
            f"{way}: {len(clips)} clips, {minutes:.0f} min, phone errors {toneless:.3f}, tonal {tonal:.3f}", flush=True
        )


if __name__ == "__main__":
    main()

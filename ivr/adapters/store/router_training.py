"""Trains the router on the directory's phrases, names and matters, with mis-hearings; repeatable."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from ivr.domain.pinyin import fold, syllables
from ivr.domain.routing import BUCKETS, LinearRouter, features

NOISY_COPIES = 2
NOISE = 0.2
SEED = 12345


def train(examples: list[tuple[str, str, float]]) -> LinearRouter:
    """examples: (department id, text, weight). Takes about half a minute on one core."""
    texts = [text for _, text, _ in examples]
    homophones = _homophones(texts)
    chance = random.Random(SEED)
    rows = list(examples)
    for department, text, weight in examples:
        rows += [(department, _mishear(text, homophones, chance), weight / 2) for _ in range(NOISY_COPIES)]
    departments = tuple(sorted({department for department, _, _ in rows}))
    classifier = LinearSVC(C=0.7, random_state=SEED)
    targets = [departments.index(department) for department, _, _ in rows]
    classifier.fit(_matrix(text for _, text, _ in rows), targets, sample_weight=[weight for _, _, weight in rows])
    return LinearRouter(departments, classifier.coef_.astype(np.float16), classifier.intercept_.astype(np.float32))


def save(router: LinearRouter, file: Path) -> None:
    """Write the router whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part.npz")
    np.savez(part, departments=np.array(router.departments), weights=router.weights, bias=router.bias)
    os.replace(part, file)


def load(file: Path) -> LinearRouter:
    """Read a router. Raises OSError when there is none."""
    with np.load(file) as found:
        return LinearRouter(tuple(str(d) for d in found["departments"]), found["weights"], found["bias"])


def _matrix(texts: Iterable[str]) -> csr_matrix:
    indices: list[int] = []
    values: list[float] = []
    starts = [0]
    for text in texts:
        counts = features(text)
        row = np.log1p(np.fromiter(counts.values(), np.float32))
        indices += counts.keys()
        values += (row / np.linalg.norm(row)).tolist()
        starts.append(len(indices))
    return csr_matrix((values, indices, starts), shape=(len(starts) - 1, BUCKETS), dtype=np.float32)


def _homophones(texts: list[str]) -> dict[str, list[str]]:
    by_sound: dict[str, set[str]] = defaultdict(set)
    for character in sorted(set("".join(texts))):
        for syllable in syllables(character):
            by_sound[fold(syllable)].add(character)
    return {c: sorted(group) for group in by_sound.values() for c in group}


def _mishear(text: str, homophones: dict[str, list[str]], chance: random.Random) -> str:
    heard = ""
    for character in text:
        dice = chance.random()
        if dice < NOISE / 4:
            continue
        heard += chance.choice(homophones.get(character, [character])) if dice < NOISE else character
    return heard or text

"""The committed directory understands people who speak as people do: texts it was never trained on."""

from __future__ import annotations

import json
import random

import pytest

from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.mishearing import Mishearing
from ivr.domain.understanding import SURE
from ivr.settings import ROOT

CASES = [json.loads(line) for line in (ROOT / "data/bench/routing_tuned.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("noise", "least"), [(0.0, 0.87), (0.2, 0.80), (0.3, 0.78)])
def test_most_callers_reach_their_department_at_once(noise: float, least: float) -> None:
    """Measured: ivr bench routing data/bench/routing_tuned.jsonl."""
    directory = open_directory(ROOT / "directory.db")
    mishearing = Mishearing(case["text"] for case in CASES)
    right = 0
    for case in CASES:
        heard = mishearing.heard(case["text"], random.Random(case["text"]), noise)
        first = directory.router.read(heard).ranked[0].department_id
        right += directory.departments[first].name in case["expected"]
    assert right >= least * len(CASES)


def test_a_sure_score_is_seldom_wrong() -> None:
    directory = open_directory(ROOT / "directory.db")
    best = [(directory.router.read(case["text"]).ranked[0], case["expected"]) for case in CASES]
    sure = [
        directory.departments[candidate.department_id].name in expected
        for candidate, expected in best
        if candidate.score >= SURE
    ]
    assert len(sure) >= 0.6 * len(CASES) and sum(sure) >= 0.95 * len(sure)

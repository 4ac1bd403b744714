"""The crash test and the hour of `ivr bench`, small: no promise is lost, doubled or mistimed."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from ivr.benches.callback_hour import simulate
from ivr.cli.bench_callbacks import app


def test_killed_over_and_over_no_promise_is_lost_doubled_or_mistimed(url: str) -> None:
    words = ["callbacks", "--requests", "30", "--diallers", "2", "--telephone", "simulated", "--seconds", "20"]
    words += ["--database", url, "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exception is None or "give it more --seconds" in str(done.exception), done.output
    figures = json.loads(done.stdout)
    assert [figures[name] for name in ("lost", "doubled", "outside_window")] == [0, 0, 0]
    assert figures["confirmed"] > 20 and figures["kills"] > 5 and figures["calls"] > 5


def test_too_few_agents_are_seen_in_the_hours_figures(tmp_path: Path) -> None:
    hour = simulate(f"sqlite:///{tmp_path / 'few.db'}", 40, 1, 300, 1)
    assert hour.never > 0 and hour.inside <= hour.near < hour.requests == 40


def test_enough_agents_reach_everybody_within_the_agreed_time(tmp_path: Path) -> None:
    hour = simulate(f"sqlite:///{tmp_path / 'enough.db'}", 20, 20, 60, 1)
    assert (hour.inside, hour.never) == (20, 0)

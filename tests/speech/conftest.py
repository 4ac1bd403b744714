"""The real model of this repository, opened once for all tests of listening."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.adapters.speech.model_layout import Layout
from ivr.adapters.speech.models import prepare
from ivr.adapters.speech.vosk_ear import Ears, VoskEar
from ivr.settings import read_settings
from tests.speech.kinds import NAMES, ModelKind, open_kind
from tests.speech.sounds import Samples, read_wav

CLIPS = Path(__file__).parents[2] / "bench" / "ear"


@pytest.fixture(scope="session")
def layout() -> Layout:
    return prepare(read_settings(environment={}))


@pytest.fixture(scope="session")
def ears(layout: Layout) -> Ears:
    return Ears(layout, warm=1)


@pytest.fixture
def ear(ears: Ears) -> Iterator[VoskEar]:
    opened = ears.open()
    yield opened
    opened.close()


@pytest.fixture(scope="session", params=NAMES)
def kind(request: pytest.FixtureRequest) -> ModelKind:
    """Each kind of model in turn."""
    return open_kind(request.param)


def clip(name: str) -> Samples:
    """A held-out synthetic voice over a telephone line; see bench/ear/transcripts.tsv."""
    return read_wav(CLIPS / f"{name}.wav")


def clips() -> dict[str, tuple[str, str]]:
    """Kind and text of every clip, by its name."""
    lines = (CLIPS / "transcripts.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {row[0]: (row[1], row[4]) for row in rows}

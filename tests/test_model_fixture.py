"""The packed Mandarin model opens in Vosk and hears voices it never learned from."""

from __future__ import annotations

import tarfile

import pytest

from bench import ear_set
from ivr.adapters.speech.clip_hearing import ClipHearing
from ivr.adapters.speech.error_rates import plain
from ivr.adapters.speech.grammar import split_into_words
from ivr.adapters.speech.model_fixture import unpack
from ivr.adapters.speech.model_layout import Layout, read_layout
from ivr.settings import ROOT, Settings

ARCHIVE = ROOT / "models" / "zh-fixture.tar.xz"
COMMANDS = ("是的", "不是", "人工服务", "再说一遍", "没听清")


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """The committed archive, unpacked as the product does it."""
    return read_layout(unpack(Settings(var=tmp_path_factory.mktemp("var"))))


@pytest.fixture(scope="module")
def hearing(layout: Layout) -> ClipHearing:
    return ClipHearing(layout)


def test_the_archive_fits_the_repository_and_holds_one_directory() -> None:
    assert ARCHIVE.stat().st_size <= 25_000_000
    with tarfile.open(ARCHIVE) as archive:
        assert {name.split("/")[0] for name in archive.getnames()} == {"zh-fixture"}


def test_commands_of_a_held_out_voice_are_recognised_at_a_question(hearing: ClipHearing) -> None:
    rows = [row for row in ear_set.read_rows() if row.text in COMMANDS]
    assert len(rows) >= 4 * len(COMMANDS)
    asked = [clip for clip in ear_set.clips_of(rows, is_clean=False) if clip.expecting]
    heard = [hearing.hear(clip) for clip in asked]
    wrong = [(h.clip.name, h.clip.text, h.text) for h in heard if not ear_set.is_right(h)]
    assert len(wrong) <= 0.1 * len(heard), wrong


def test_every_text_of_the_bench_can_be_put_into_a_grammar(layout: Layout) -> None:
    lines = (layout.directory / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
    words = {line.split()[0] for line in lines}
    chinese = [plain(row.text) for row in ear_set.read_rows() if row.kind != ear_set.FOREIGN]
    assert [text for text in chinese if not split_into_words(text, words.__contains__)] == []
    assert "[unk]" in words

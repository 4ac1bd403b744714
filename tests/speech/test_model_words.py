"""A model's words are read from its list, or out of its graph."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest

from ivr.adapters.speech.model_layout import Layout, read_layout
from ivr.adapters.speech.model_words import GRAPH_MAGIC, TABLE_MAGIC, read_words
from ivr.errors import ModelUnusable


def text(value: str) -> bytes:
    return struct.pack("<i", len(value.encode())) + value.encode()


def table(*words: str) -> bytes:
    head = struct.pack("<i", TABLE_MAGIC) + text("words") + struct.pack("<qq", len(words), len(words))
    return head + b"".join(text(word) + struct.pack("<q", key) for key, word in enumerate(words))


def graph(flags: int, *tables: bytes) -> bytes:
    head = struct.pack("<i", GRAPH_MAGIC) + text("ngram") + text("standard") + struct.pack("<ii", 4, flags)
    return head + struct.pack("<Qqqq", 0, 0, 1, 0) + b"".join(tables) + b"the graph itself"


@pytest.fixture
def whole(layout: Layout, tmp_path: Path) -> Path:
    return Path(shutil.copytree(layout.directory, tmp_path / "model"))


def test_the_list_of_words_is_read_without_the_marks_of_the_graph(layout: Layout) -> None:
    words = read_words(layout)
    assert len(words) > 40_000 and {"公安局", "[unk]", "漷"} <= words
    assert not words & {"<eps>", "<s>", "</s>", "#0"}


def test_words_inside_a_graph_are_found_as_vosk_finds_them(whole: Path) -> None:
    (whole / "graph" / "words.txt").unlink()
    (whole / "graph" / "Gr.fst").write_bytes(graph(3, table("<eps>", "in"), table("<eps>", "안녕", "은행")))
    assert read_words(read_layout(whole)) == {"안녕", "은행"}


@pytest.mark.parametrize("cut", [60, 100, 120])
def test_a_broken_table_says_so(whole: Path, layout: Layout, cut: int) -> None:
    (whole / "graph" / "words.txt").unlink()
    (whole / "graph" / "Gr.fst").write_bytes(graph(2, table("<eps>", "안녕", "은행"))[:cut])
    broken = Layout(whole, 8000, True, 1, whole / "conf" / "mfcc.conf", False)
    with pytest.raises(ModelUnusable, match=r"words of .* cannot be read"):
        read_words(broken)

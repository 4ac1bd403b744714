"""A damaged model of any kind is refused with words that help, before it can end the bot."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ivr.adapters.speech.model_layout import read_layout
from ivr.adapters.speech.models import try_out
from ivr.errors import ModelUnusable
from ivr.settings import read_settings
from tests.speech.kinds import cut_short, directory_of

STATIC_GRAPH, LOOKAHEAD_GRAPH = "graph/HCLG.fst", "graph/HCLr.fst"


def linked(kind: str, target: Path) -> Path:
    """A copy that can be damaged: folders are made, files are links."""
    model = directory_of(kind, read_settings(environment={}))
    for file in model.rglob("*"):
        if file.is_file():
            (target / file.relative_to(model)).parent.mkdir(parents=True, exist_ok=True)
            (target / file.relative_to(model)).symlink_to(file)
    return target


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("static", STATIC_GRAPH),
        ("static", "graph/words.txt"),
        ("static", "am/final.mdl"),
        ("korean", LOOKAHEAD_GRAPH),
        ("korean", "graph/Gr.fst"),
        ("korean", "ivector/final.ie"),
    ],
)
def test_a_file_cut_short_is_found_by_trying_the_model_out(kind: str, file: str, tmp_path: Path) -> None:
    model = linked(kind, tmp_path / "model")
    whole = (model / file).read_bytes()
    (model / file).unlink()
    (model / file).write_bytes(cut_short(whole))
    with pytest.raises(ModelUnusable, match=r"no model that Vosk opens.*Unpack it again|no whole Vosk model"):
        try_out(read_layout(model))


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("static", "graph/words.txt"),
        ("static", "am/final.mdl"),
        ("korean", "graph/Gr.fst"),
        ("korean", "graph/disambig_tid.int"),
        ("korean", LOOKAHEAD_GRAPH),
        ("korean", "conf/mfcc.conf"),
    ],
)
def test_a_file_that_is_missing_is_named(kind: str, file: str, tmp_path: Path) -> None:
    model = linked(kind, tmp_path / "model")
    (model / file).unlink()
    with pytest.raises(ModelUnusable, match=file):
        read_layout(model)


def test_a_static_model_without_its_graph_is_refused(tmp_path: Path) -> None:
    model = linked("static", tmp_path / "model")
    (model / STATIC_GRAPH).unlink()
    with pytest.raises(ModelUnusable, match=r"graph/HCL"):
        read_layout(model)


def test_a_model_that_lost_its_i_vectors_is_found_by_trying_it_out(tmp_path: Path) -> None:
    model = linked("korean", tmp_path / "model")
    shutil.rmtree(model / "ivector")
    with pytest.raises(ModelUnusable):
        try_out(read_layout(model))


def test_words_may_be_in_the_graph_instead_of_a_file_of_their_own() -> None:
    """So it is in the vendor's small models; ours have words.txt and need it."""
    model = directory_of("korean", read_settings(environment={}))
    assert not (model / "graph" / "words.txt").exists()
    assert read_layout(model).takes_grammar

"""A directory that is no Vosk model gets one clear message with what to do."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.adapters.speech.model_layout import read_layout
from ivr.errors import ModelUnusable

FOLDERS = {
    "empty": ([], "is empty. Unpack a Vosk model there"),
    "whisper": (["model.bin", "tokenizer.json", "vocabulary.txt", "config.json"], "looks like a Whisper model"),
    "hugging face": (["model.safetensors", "config.json"], "looks like a Whisper or other transformer model"),
    "pytorch": (["base.pt"], "looks like a PyTorch model"),
    "sherpa": (["encoder.onnx", "tokens.txt"], "looks like an ONNX model"),
    "speaker": (["final.ext.raw", "mean.vec", "mfcc.conf", "transform.mat"], "is Vosk's speaker model"),
    "holds an archive": (["vosk-model-cn-0.22.zip"], r"holds a packed archive, vosk-model-cn-0\.22\.zip. Unpack it"),
    "holiday": (["beach.jpg"], r"no whole Vosk model: conf/model\.conf is missing"),
    "half": (["am/final.mdl", "graph/words.txt"], "is half a Vosk model"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_called_what_it_is(tmp_path: Path, name: str) -> None:
    files, says = FOLDERS[name]
    (tmp_path / "it").mkdir()
    for file in files:
        (tmp_path / "it" / file).parent.mkdir(exist_ok=True)
        (tmp_path / "it" / file).write_bytes(b"x")
    with pytest.raises(ModelUnusable, match=says) as told:
        read_layout(tmp_path / "it")
    assert str(tmp_path / "it") in str(told.value)
    assert "\n" not in str(told.value)


def test_an_archive_is_to_be_unpacked_first(tmp_path: Path) -> None:
    file = tmp_path / "vosk-model-small-cn-0.22.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("vosk-model-small-cn-0.22/conf/model.conf", "")
    with pytest.raises(ModelUnusable, match=r"is a packed archive. Unpack it .* model use FOLDER"):
        read_layout(file)


def test_a_file_of_a_model_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "final.mdl").write_bytes(b"x")
    with pytest.raises(ModelUnusable, match="is a file; a model is a directory"):
        read_layout(tmp_path / "final.mdl")


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="is no directory"):
        read_layout(tmp_path / "nowhere")
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    with pytest.raises(ModelUnusable, match=r"a link that leads nowhere \(.*gone\)"):
        read_layout(tmp_path / "link")


def test_the_parent_of_a_model_gets_the_right_advice(tmp_path: Path) -> None:
    (tmp_path / "inner" / "conf").mkdir(parents=True)
    (tmp_path / "inner" / "conf" / "model.conf").write_text("--beam=10\n")
    with pytest.raises(ModelUnusable, match=f"Did you mean {tmp_path}/inner"):
        read_layout(tmp_path)


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that may not be entered, made by somebody who is not root: root may enter everything."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0)
        yield Path(folder)
        Path(folder).chmod(0o700)
    if was_root:
        os.seteuid(0)


def test_a_directory_that_may_not_be_read_names_the_cure(closed: Path) -> None:
    for directory in (closed, closed / "model"):
        with pytest.raises(ModelUnusable, match=r"cannot be read by this user.*chmod -R a\+rX"):
            read_layout(directory)

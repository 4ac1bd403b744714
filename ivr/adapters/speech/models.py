"""Which speech model is used, whether it is one, and how another takes its place."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ivr.adapters.speech import model_fixture
from ivr.adapters.speech.model_layout import Layout, read_layout, without_dither
from ivr.errors import ModelUnusable
from ivr.settings import Settings

# The largest Mandarin model (1.3 GB) opens in about half a minute from a cold disk.
TRIAL_SECONDS = 300


@dataclass(frozen=True)
class KnownModel:
    """One line of `ivr model list`. problem: "" when the directory looks whole."""

    directory: Path
    in_use: bool
    problem: str


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


def try_out(layout: Layout) -> None:
    """Open the model and decode a second of noise in a process of its own, which a corrupt model may abort.

    Raises ModelUnusable with what Vosk said.
    """
    command = [sys.executable, "-m", "ivr.adapters.speech.model_trial", str(layout.directory), str(layout.rate)]
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


def use(directory: Path, settings: Settings) -> Layout:
    """Make this the model of the next start. One that does not open is refused, and the old one stays."""
    if settings.speech.model:
        raise ModelUnusable(
            f"hotline.toml (or HOTLINE_SPEECH_MODEL) fixes the model: {settings.speech.model}. "
            'Set [speech] model = "" there first, or write the new directory there'
        )
    layout = read_layout(directory.expanduser().absolute())
    try_out(without_dither(layout, settings.var / "models" / "private"))
    _write_choice(_chosen_file(settings), layout.directory)
    return layout


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
    return [KnownModel(d, d == current, problem_of(d)) for d in dict.fromkeys([current, fixture, *others])]


def problem_of(directory: Path) -> str:
    """What is wrong with the look of a model directory, "" for nothing."""
    try:
        read_layout(directory)
    except ModelUnusable as error:
        return str(error)
    return ""


def describe(layout: Layout) -> str:
    """One line for an admin."""
    kind = "grammars at run time" if layout.takes_grammar else "static graph, listens openly"
    return f"{layout.directory}: {layout.rate} Hz, {kind}, {layout.megabytes} MB"


def _chosen_file(settings: Settings) -> Path:
    return settings.var / "models" / "chosen"


def _write_choice(file: Path, directory: Path) -> None:
    aside = file.with_name(f".chosen-{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(f"{directory}\n", encoding="utf-8")
        aside.replace(file)
    except OSError as error:
        raise ModelUnusable(f"the choice cannot be written to {file}: {error}. The old model stays") from error


def _last_words(output: bytes) -> str:
    """The line in which a program that failed says why: Kaldi's errors, else the last line. It may quote rubbish."""
    lines = [line.strip() for line in output.decode("ascii", "replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR", "ASSERTION_FAILED"))]
    return "".join(c if c.isprintable() else "?" for c in (errors or lines or [""])[-1][:200])

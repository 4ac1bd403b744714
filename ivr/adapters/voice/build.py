"""Renders the sounds whose text, voice or recipe changed, and tells which are stale, missing or left over."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr.adapters.voice.frames import compress_frames
from ivr.adapters.voice.loudness import level, read_sound
from ivr.adapters.voice.synthesis import Synthesiser
from ivr.errors import PromptMissing, SynthesisFailed


@dataclass(frozen=True)
class Form:
    """How sounds are kept. recipe: the way from the synthesiser's sound to the file; raised, all are rendered again."""

    suffix: str
    recipe: int


WAV, OPUS = Form(".wav", 2), Form(".opus", 2)
Manifest = dict[str, dict[str, Any]]
MANIFEST = "manifest.json"


def read_manifest(sounds: Path) -> Manifest:
    """What was rendered: name → text, voice, recipe, seconds, sha256 of the file. Empty when nothing was."""
    file = sounds / MANIFEST
    try:
        manifest: Manifest = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (OSError, ValueError) as error:
        raise PromptMissing(f"{file} cannot be read: {error}. Take it back from git, or delete it and build") from error
    return manifest


def faults(wanted: dict[str, str], sounds: Path, form: Form = WAV) -> list[str]:
    """What is wrong with the sounds, one sentence each; empty when all is well."""
    manifest = read_manifest(sounds)
    found = [
        fault for name, text in wanted.items() for fault in _faults_of(name, text, manifest.get(name), sounds, form)
    ]
    found += [f"{name}: nothing says this any more" for name in sorted(_left_over(wanted, manifest, sounds, form))]
    voices = {entry["voice"] for name, entry in manifest.items() if name in wanted}
    return found + ([f"the prompts have several voices: {', '.join(sorted(voices))}"] if len(voices) > 1 else [])


def stale(wanted: dict[str, str], sounds: Path, voice: str, form: Form = WAV) -> list[str]:
    """The names to render, so that every sound says its text in this voice."""
    manifest = read_manifest(sounds)
    return [
        name
        for name, text in wanted.items()
        if manifest.get(name, {}).get("voice") != voice or _faults_of(name, text, manifest[name], sounds, form)
    ]


def build(
    wanted: dict[str, str],
    sounds: Path,
    synthesiser: Synthesiser,
    progress: Callable[[str], None],
    form: Form = WAV,
) -> int:
    """Render what is stale, remove what is left over. Returns how many were rendered; can be resumed."""
    try:
        sounds.mkdir(parents=True, exist_ok=True)
        manifest = read_manifest(sounds)
        names = stale(wanted, sounds, synthesiser.voice, form)
        for name in names:
            progress(name)
            manifest[name] = _render(wanted[name], sounds / f"{name}{form.suffix}", synthesiser, form)
            _write_manifest(manifest, sounds)
        for name in _left_over(wanted, manifest, sounds, form):
            (sounds / f"{name}{form.suffix}").unlink(missing_ok=True)
            manifest.pop(name, None)
        _write_manifest(manifest, sounds)
    except OSError as error:
        raise SynthesisFailed(
            f"{sounds} cannot be written: {error}. Mend that; building again goes on from here"
        ) from error
    return len(names)


def _faults_of(name: str, text: str, entry: dict[str, Any] | None, sounds: Path, form: Form) -> list[str]:
    file = sounds / f"{name}{form.suffix}"
    if entry is None or not file.exists():
        return [f"{name}: no sound for {text!r}"]
    if entry["text"] != text:
        return [f"{name}: the text is {text!r}, the sound says {entry['text']!r}"]
    if entry["sha256"] != _sha256(file):
        return [f"{name}: {file} was changed by hand"]
    return [f"{name}: rendered by an older recipe"] if entry.get("recipe") != form.recipe else []


def _left_over(wanted: dict[str, str], manifest: Manifest, sounds: Path, form: Form) -> set[str]:
    return ({file.stem for file in sounds.glob(f"*{form.suffix}")} | set(manifest)) - set(wanted)


def _render(text: str, file: Path, synthesiser: Synthesiser, form: Form) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".rendering-") as folder:
        raw, ready = Path(folder) / "raw", Path(folder) / f"ready{form.suffix}"
        synthesiser.speak(text, raw)
        sound = level(read_sound(raw))
        if form is OPUS:
            compress_frames(sound.raw_data, ready)
        else:
            sound.export(ready, format="wav").close()
        os.replace(ready, file)
    return {
        "text": text,
        "voice": synthesiser.voice,
        "recipe": form.recipe,
        "seconds": round(len(sound) / 1000, 2),
        "sha256": _sha256(file),
    }


def _write_manifest(manifest: Manifest, sounds: Path) -> None:
    part = sounds / "manifest.json.part"
    part.write_text(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(part, sounds / MANIFEST)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()

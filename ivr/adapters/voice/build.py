"""Renders the sounds whose text, voice or recipe changed, and tells which are stale, missing or left over."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ivr.adapters.voice.loudness import level, read_sound
from ivr.adapters.voice.synthesis import Synthesiser
from ivr.errors import PromptMissing, SynthesisFailed

RECIPE = 2
"""The way from a synthesiser's sound to the file. Raise it when that changes: every sound is then rendered again."""

Manifest = dict[str, dict[str, Any]]


def read_manifest(sounds: Path) -> Manifest:
    """What was rendered: name → text, voice, recipe, seconds, sha256 of the file. Empty when nothing was."""
    file = sounds / "manifest.json"
    try:
        manifest: Manifest = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (OSError, ValueError) as error:
        raise PromptMissing(f"{file} cannot be read: {error}. Take it back from git, or delete it and build") from error
    return manifest


def faults(wanted: dict[str, str], sounds: Path) -> list[str]:
    """What is wrong with the sounds, one sentence each; empty when all is well."""
    manifest = read_manifest(sounds)
    found = [fault for name, text in wanted.items() for fault in _faults_of(name, text, manifest.get(name), sounds)]
    found += [f"{name}: nothing says this any more" for name in sorted(_left_over(wanted, manifest, sounds))]
    voices = {entry["voice"] for name, entry in manifest.items() if name in wanted}
    return found + ([f"the prompts have several voices: {', '.join(sorted(voices))}"] if len(voices) > 1 else [])


def stale(wanted: dict[str, str], sounds: Path, voice: str) -> list[str]:
    """The names to render, so that every sound says its text in this voice."""
    manifest = read_manifest(sounds)
    return [
        name
        for name, text in wanted.items()
        if manifest.get(name, {}).get("voice") != voice or _faults_of(name, text, manifest[name], sounds)
    ]


def build(wanted: dict[str, str], sounds: Path, synthesiser: Synthesiser, progress: Callable[[str], None]) -> int:
    """Render what is stale, remove what is left over. Returns how many were rendered; can be resumed."""
    try:
        sounds.mkdir(parents=True, exist_ok=True)
        manifest = read_manifest(sounds)
        names = stale(wanted, sounds, synthesiser.voice)
        for name in names:
            progress(name)
            manifest[name] = _render(name, wanted[name], sounds, synthesiser)
            _write_manifest(manifest, sounds)
        for name in _left_over(wanted, manifest, sounds):
            (sounds / f"{name}.wav").unlink(missing_ok=True)
            manifest.pop(name, None)
        _write_manifest(manifest, sounds)
    except OSError as error:
        raise SynthesisFailed(
            f"{sounds} cannot be written: {error}. Mend that; building again goes on from here"
        ) from error
    return len(names)


def _faults_of(name: str, text: str, entry: dict[str, Any] | None, sounds: Path) -> list[str]:
    file = sounds / f"{name}.wav"
    if entry is None or not file.exists():
        return [f"{name}: no sound for {text!r}"]
    if entry["text"] != text:
        return [f"{name}: the text is {text!r}, the sound says {entry['text']!r}"]
    if entry["sha256"] != _sha256(file):
        return [f"{name}: {file} was changed by hand"]
    return [f"{name}: rendered by an older recipe"] if entry.get("recipe") != RECIPE else []


def _left_over(wanted: dict[str, str], manifest: Manifest, sounds: Path) -> set[str]:
    return ({file.stem for file in sounds.glob("*.wav")} | set(manifest)) - set(wanted)


def _render(name: str, text: str, sounds: Path, synthesiser: Synthesiser) -> dict[str, Any]:
    file = sounds / f"{name}.wav"
    with tempfile.TemporaryDirectory(dir=sounds, prefix=".rendering-") as folder:
        raw, ready = Path(folder) / "raw", Path(folder) / "ready.wav"
        synthesiser.speak(text, raw)
        sound = level(read_sound(raw))
        sound.export(ready, format="wav").close()
        os.replace(ready, file)
    seconds = round(len(sound) / 1000, 2)
    return {"text": text, "voice": synthesiser.voice, "recipe": RECIPE, "seconds": seconds, "sha256": _sha256(file)}


def _write_manifest(manifest: Manifest, sounds: Path) -> None:
    part = sounds / "manifest.json.part"
    part.write_text(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(part, sounds / "manifest.json")


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
